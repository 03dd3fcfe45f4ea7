"""Links of the glossary arrive at their section, in a chapter that is not open yet and in one that is."""

from urllib.parse import unquote

import pytest
from stage import open_in_lab

from course_utils import settings
from course_utils.maintenance.pages import Page

GLOSSARY = "concepts_and_glossary.ipynb"
TARGETS = dict.fromkeys(
    link
    for cell in Page(settings.NOTEBOOKS / GLOSSARY).markdown
    for link in cell.links
    if "#" in link and ":" not in link
)
FILES = list(dict.fromkeys(target.partition("#")[0] for target in TARGETS))  # "" is the glossary itself
PATIENCE = 60_000  # milliseconds: a chapter that was not open puts its cells on the page one by one
#: Where the heading that a link names stands under the top of what is shown; null while it is not on the page.
PLACE = """(name) => {
  const panel = window.jupyterapp.shell.currentWidget, outer = panel.content?.outerNode;
  if (!outer || !panel.context.path.endsWith(name.file)) return null;
  const heading = outer.querySelector(`[data-jupyter-id="${CSS.escape(name.heading)}"]`);
  if (!heading) return null;
  const end = outer.scrollTop + outer.clientHeight > outer.scrollHeight - 2;
  const at = heading.getBoundingClientRect().top - outer.getBoundingClientRect().top;
  return at > -5 && at < (end ? outer.clientHeight : 40) ? at : null;
}"""
BACK = f"() => {{ window.jupyterapp.commands.execute('docmanager:open', {{ path: '{GLOSSARY}' }}); }}"


@pytest.fixture(scope="module")
def page(stage):
    """The glossary in JupyterLab, without anything else open."""
    page = stage.new_page()
    open_in_lab(page, stage.lab, GLOSSARY)
    yield page
    page.close()


def follow(page, target):
    """Click the first link to `target` in the glossary and wait until its heading is at the top."""
    file, _, name = unquote(target).partition("#")
    page.evaluate(BACK)
    page.wait_for_function(f"window.jupyterapp.shell.currentWidget?.context?.path === '{GLOSSARY}'")
    href = f'[href*="/{file}"][href$="#{target.partition("#")[2]}"]' if file else f'[href="{target}"][rel]'
    page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) a{href}").first.click()
    page.wait_for_function(PLACE, arg=dict(file=file or GLOSSARY, heading=name), timeout=PATIENCE)


@pytest.mark.parametrize("file", FILES)
def test_every_link_arrives(page, file):
    for target in TARGETS:
        if target.partition("#")[0] == file:  # the first opens the chapter, the others find it open
            follow(page, target)
