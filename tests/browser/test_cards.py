"""The verdict under a check: its words, its code, its role and its width, as it comes and as a file brings it."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from stage import notebook, open_in_lab, outputs, run_all

from course_utils.exercises.render import Card

SETUP = "import numpy as np\nfrom course_utils.exercises import check"
LONG = "long_name_without_any_blank = " + "+".join(f"number_{k}" for k in range(60))
CARDS = {
    "right": "check('01-sigmoid-slope', lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2)",
    "wrong": "check('01-sigmoid-slope', lambda x: 1 / (1 + np.exp(-x)))",
    "not attempted": "check('01-sigmoid-slope', lambda x: ...)",
    "error": "def slope(x):\n    raise ValueError('é<b>no</b> ' * 40)\n\n\ncheck('01-sigmoid-slope', slope)",
    "long": f"from course_utils.exercises.render import Card\n\nCard('bad', '✗', 'Long', [('say', 'x' * 400), "
    f"('code', 'y' * 400), ('source', {LONG!r}), ('name', 'z' * 200), ('ask', 'w ' * 300), ('small', 'v' * 300)])",
}
FIRST = {"right": "✓", "wrong": "✗", "not attempted": "○", "error": "✗", "long": "✗"}
#: Elements that stick out of their card, cards that stick out of their output, and cut-off text.
WIDE = """() => [...document.querySelectorAll('output > div')].flatMap(card => {
  const frame = card.getBoundingClientRect();
  const area = card.closest('.jp-OutputArea-output, body').getBoundingClientRect();
  const out = frame.right > area.right + 1 ? [`card: ${frame.right} > ${area.right}`] : [];
  for (const e of card.querySelectorAll('*')) {
    const inside = e.parentElement.closest('pre'), r = e.getBoundingClientRect();
    if (!inside && r.right > frame.right + 1) out.push(`<${e.tagName}> ${e.textContent.slice(0, 30)}`);
    const wide = e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline';
    if (wide && e.tagName !== 'PRE') out.push(`cut: ${e.tagName}`);
  }
  return out;
})"""


@pytest.fixture(scope="module")
def page(stage):
    """A notebook in JupyterLab with one card of each kind, run."""
    (stage.notebooks / "cards.ipynb").write_text(notebook([SETUP, *CARDS.values()]), encoding="utf-8")
    page = stage.new_page()
    open_in_lab(page, stage.lab, "cards.ipynb")
    run_all(page)
    page.wait_for_function("n => document.querySelectorAll('.jp-OutputArea output').length === n", arg=len(CARDS))
    yield page
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


def words(text):
    """Return the words of a text without the marks of code."""
    return " ".join(text.replace("`", "").split())


@pytest.mark.long
def test_the_card_says_what_the_plain_text_says(page):
    """All but the course's own program, which stands folded below a right answer."""
    shown = page.locator(".jp-OutputArea output")
    own = shown.nth(list(CARDS).index("right")).locator("details")
    assert own.count() == shown.locator("details").count() == 1 and not own.locator("pre").is_visible()
    own.locator("summary").click()
    assert "def " in own.locator("pre").inner_text()
    own.evaluate("details => details.remove()")
    plain = [cell["outputs"][0]["data"]["text/plain"] for cell in outputs(page)[1:]]
    for number, name in enumerate(CARDS):
        text = plain[number] if isinstance(plain[number], str) else "".join(plain[number])
        assert words(shown.nth(number).inner_text()) == words(text), name
        assert text.startswith(FIRST[name]), name
    assert "<b>no</b>" in shown.nth(list(CARDS).index("error")).inner_text()


def test_code_stands_in_blocks_and_sentences_do_not(page):
    code = page.locator(".jp-OutputArea output pre").all_inner_texts()
    assert LONG in code and "y" * 400 in code
    sentences = page.locator(".jp-OutputArea output p").all_inner_texts()
    assert "x" * 400 in sentences and f"This looks like: {'z' * 200}" in sentences


@pytest.mark.parametrize("width", [400, 1280])
def test_long_input_never_widens_the_page(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate(WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    source = page.locator("output pre", has_text="long_name").evaluate(
        "e => [e.scrollWidth > e.clientWidth, e.clientHeight]"
    )
    assert source[0] and source[1] < 80  # a program's lines are not wrapped: they scroll inside


def roles(page):
    """Return the roles that a screen reader is told of, one for each card."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    live = [
        n for n in tree if any(p["name"] == "live" and p["value"]["value"] == "polite" for p in n.get("properties", []))
    ]
    return [n["role"]["value"] for n in live if n["role"]["value"] == "status"]


def test_a_verdict_is_announced_when_it_comes_and_when_a_file_brings_it(page, stage):
    page.set_viewport_size({"width": 1280, "height": 3000})
    assert page.locator("output").count() == len(CARDS) and len(roles(page)) >= len(CARDS)
    stored = json.loads(notebook([SETUP, *CARDS.values()]))
    for cell, ran in zip(stored["cells"], outputs(page), strict=True):
        cell.update(outputs=ran["outputs"], execution_count=ran["count"])
    (stage.notebooks / "cards-stored.ipynb").write_text(json.dumps(stored), encoding="utf-8")  # signed by nobody
    other = stage.new_page(height=3000)
    open_in_lab(other, stage.lab, "cards-stored.ipynb")
    other.wait_for_function("n => document.querySelectorAll('.jp-OutputArea output').length === n", arg=len(CARDS))
    trusted = "window.jupyterapp.shell.currentWidget.content.widgets.at(-1).model.trusted"
    assert other.evaluate(trusted) is False
    assert len(roles(other)) >= len(CARDS)
    assert other.evaluate(WIDE) == []
    other.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    other.close()


@pytest.mark.parametrize("ground", ["#ffffff;color:rgba(0,0,0,.87)", "#111111;color:#ffffff"])
def test_everyone_can_read_it_on_light_and_dark(stage, ground):
    parts = [
        ("say", "Almost: `x < 1`, **now**."),
        ("code", "[1, 2]"),
        ("source", "def f():\n    pass"),
        ("name", "a sum"),
    ]
    cards = [Card(tone, "✗", f"Heading {tone}", [*parts, ("ask", "Why?"), ("small", "By the way.")])
             for tone in ("good", "bad", "open", "note")]  # fmt: skip
    page = stage.new_page(400, 800)
    page.set_content(
        f'<!doctype html><html lang="en"><title>Cards</title><body style="background:{ground}"><main><h1>Cards</h1>'
        f"{''.join(card.html for card in cards)}</main></body></html>"
    )
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}).response
    assert not found["violations"], json.dumps(found["violations"], indent=1)[:3000]
    page.close()
