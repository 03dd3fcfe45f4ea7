"""The pages in Firefox, from a disk and from a server: all alive, every explorer moved, nothing asked outside."""

from html.parser import HTMLParser

import pytest
from firefox import find_firefox, firefox
from read_through import THROUGH
from served_folder import served

from course_utils.exercises import registry
from course_utils.explorers import REGISTRY
from course_utils.site import build, gallery

pytestmark = pytest.mark.skipif(find_firefox() is None, reason="no Firefox: FIREFOX may name one")
PAGES = [file for file in build.Site().files if file.startswith(("chapters/", "lectures/")) or "/" not in file]
#: What stands in no folder, the first part of every chapter, and a lecture: the others are made of the same, as a test
#: below holds; each explorer has a test of its own, and Chromium reads every part.
STARTS = ("lectures/01-", *(f"chapters/{number}-" for number in registry.chapter_numbers()))
FILES = [file for file in PAGES if "/" not in file]
FILES += [next(file for file in PAGES if file.startswith(start)) for start in STARTS]
ALIVE = (
    "document.querySelectorAll('.explorer[data-key]:not([data-alive]), .questions:not([data-alive])').length === 0 && "
    "[...document.querySelectorAll('.ntr-explorer')].every((one) => one.querySelector('.ntr-sentence')?.textContent)"
)
#: Puts the focus on the control with this number; returns its kind and its middle, or null where it has no key.
FOCUS = """(() => {
  const knob = document.querySelectorAll('.ntr-control')[%d];
  const kinds = 'input[type=range]:enabled, input[type=checkbox]:enabled, input:checked:enabled, select:enabled';
  const hand = knob.querySelector(kinds);
  if (!hand) return null;
  hand.scrollIntoView({ block: 'center' });
  hand.focus();
  const box = hand.getBoundingClientRect();
  return [hand.type, box.left + box.width / 2, box.top + box.height / 2];
})()"""
SHOWN = """((knob) => (knob.querySelector('input:checked') ?? knob.querySelector('input, select')).value)(
  document.querySelectorAll('.ntr-control')[%d])"""
SAID = "document.querySelector('.ntr-wait').textContent"
PRESSED = {"range": ("End",), "checkbox": (" ",), "radio": ("ArrowDown",), "select-one": ("ArrowDown",)}


@pytest.fixture(scope="module")
def window():
    with firefox() as found:
        found.size(1280, 800)
        yield found


@pytest.fixture(scope="module", params=["disk", "server"])
def place(request, site):
    """The address of the site's folder."""
    if request.param == "disk":
        yield site.as_uri()
    else:
        with served(site) as url:
            yield url


def nothing_wrong(window):
    assert window.errors == [] and window.outside == []


@pytest.mark.parametrize("file", FILES)
def test_a_page_is_alive(file, window, site):
    window.goto((site / file).as_uri())
    if file.startswith("lectures/"):
        window.press("ArrowRight")
        window.wait("document.querySelectorAll('.stop.here').length === 1")
    else:
        window.run(f"({THROUGH})()")
        window.wait(ALIVE)
        assert window.run("document.documentElement.scrollWidth - innerWidth") <= 0
    assert window.run("document.querySelectorAll('.katex-error, .missing').length") == 0
    nothing_wrong(window)


class Kinds(HTMLParser):
    """What a page is made of: its tags with their classes, scripts, types, roles, and names of data."""

    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "class" and tag != "span":  # spans are the colours of code, and of formulas
                self.found |= {(tag, word) for word in value.split()}
            elif name in ("src", "type", "role") and tag != "img":
                self.found.add((tag, name, value.removeprefix("../")))
            elif name.startswith("data-"):
                self.found.add((tag, name))


def test_the_pages_that_are_read_here_hold_every_kind_of_thing_that_any_page_holds(site):
    kinds = {file: Kinds((site / file).read_text(encoding="utf-8")).found for file in PAGES}
    read = set().union(*(kinds[file] for file in FILES))
    assert len(read) > 60
    assert {file: lost for file in PAGES if (lost := kinds[file] - read)} == {}


@pytest.mark.parametrize("name", REGISTRY)
def test_an_explorer_moves_by_keys_mouse_and_touch(name, window, place):
    window.goto(f"{place}/explorers/{gallery.slug(name)}.html")
    window.wait(ALIVE)
    moved = 0
    for number in range(window.run("document.querySelectorAll('.ntr-control').length")):
        found = window.run(FOCUS % number)
        if found is None:
            continue
        kind, x, y = found
        shown = [window.run(SHOWN % number)]
        window.press(*PRESSED[kind])
        shown.append(window.run(SHOWN % number))
        if kind == "range":
            for way in ("mouse", "touch"):
                window.click(x - 20 * (way == "touch"), y, way)
                shown.append(window.run(SHOWN % number))
        moved += len(set(shown)) > 1 or kind == "checkbox"
        window.wait(f"!{SAID}")  # on a busy machine a table may take its time, and the page says so meanwhile
    assert moved or name == "ConvolutionLens"
    nothing_wrong(window)


def test_answers_are_kept_from_page_to_page(window, place):
    window.goto(f"{place}/chapters/00-start-here.html")
    window.run("(() => { localStorage.clear(); })()")
    window.goto(f"{place}/chapters/00-start-here.html")
    window.run(f"({THROUGH})()")
    window.wait(ALIVE)
    window.run("document.querySelector('section.ntr-predict [role=radio]').click()")
    window.wait("localStorage.getItem('ntr-journal')?.includes('00-predict')")
    window.goto(f"{place}/chapters/00-start-here.html")
    assert window.run("localStorage.getItem('ntr-journal')?.includes('00-predict')")
    nothing_wrong(window)
