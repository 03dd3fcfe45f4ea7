"""Numbers as the world's keyboards write them, pictures that the browser hides, keys that the notebook leaves alone."""

import base64
import io
import sys
import unicodedata

import pytest
from PIL import Image

from course_utils import explorers
from course_utils.explorers.engine import Cells, Number, Point
from course_utils.explorers.page import page_module

OWN = "export { parsed, begun, keypad, CONTROLS, cellsKnob, pictureText };"
NUMBERS = {
    "1.5": 1.5, "1,5": 1.5, "-1,5": -1.5, "+2": 2, " 3 ": 3, ".5": 0.5, ",5": 0.5, "1.": 1, "1,": 1, "1e-3": 0.001,
    "1,5e2": 150, "\u22121": -1, "\uff11\uff0e\uff15": 1.5, "\uff0d\uff11": -1, "\uff11\uff0c\uff15": 1.5,
    "\u30fc\uff12": -2, "\u20133": -3, "\u20103": -3, "\ufe633": -3, "\u0661\u066b\u0665": 1.5,
    "\u061c-\u0661\u0662": -12, "\u200e\u22127": -7, "\u06f3\u06f4": 34, "\u096a\u0968": 42, "\uff11\u3002\uff15": 1.5,
}  # fmt: skip
WORDS = (
    "",
    "x",
    "0x10",
    "0b1",
    "1e400",
    "Infinity",
    "NaN",
    "1.2.3",
    "1,000.5",
    "1 2",
    "--1",
    "1-",
    "½",
    "一",
    "e5",
    ".",
)
BEGINNINGS = ("-", "\u2212", "\uff0d", ".", ",", "-.", "1e", "1,5e-")


@pytest.fixture(scope="module")
def page(stage):
    """A bare page with the modules of the explorers, and no kernel."""
    page = stage.new_page()
    module = page_module().replace("export default { render };", OWN)
    page.set_content('<!doctype html><html lang="en"><title>Boxes</title><body><main></main></body></html>')
    code = base64.b64encode(module.encode()).decode("ascii")
    page.evaluate(f"import('data:text/javascript;charset=utf-8;base64,{code}').then(m => {{ window.own = m; }})")
    page.wait_for_function("window.own")
    return page


def put(page, control):
    """Show one control; its changes are kept in `window.told`."""
    page.evaluate(
        """([kind, spec, value]) => {
          window.told = [];
          const make = kind === "cells" ? own.cellsKnob : own.CONTROLS[kind];
          const knob = make(spec, (name, v, final) => told.push([v, final]));
          document.querySelector("main").replaceChildren(knob.node);
          knob.show(value);
        }""",
        [control.spec()["type"], control.spec(), control.value],
    )
    return page.locator("main input")


def told(page):
    return page.evaluate("told.at(-1)")


# --- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NUMBERS)
def test_what_people_type_is_a_number(page, text):
    assert page.evaluate("own.parsed", text) == NUMBERS[text]


def test_the_digits_of_every_script_are_digits(page):
    digits = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == "Nd"]
    known = page.evaluate(
        r"(all) => all.filter(c => /^\p{Nd}$/u.test(c))", digits
    )  # the browser's Unicode may be older
    assert len(known) > 500
    read = page.evaluate("(all) => all.map(own.parsed)", known)
    assert {c: v for c, v in zip(known, read) if v != unicodedata.digit(c)} == {}


def test_what_is_no_number_is_refused_and_a_beginning_is_no_complaint(page):
    assert page.evaluate("(all) => all.map(own.parsed)", [*WORDS, *BEGINNINGS]) == [None] * len([*WORDS, *BEGINNINGS])
    assert page.evaluate("(all) => all.filter(t => !own.begun(t))", list(BEGINNINGS)) == []
    assert page.evaluate("(all) => all.filter(own.begun)", [w for w in WORDS if w not in ("", ".")]) == []


@pytest.mark.parametrize("text", ["1,5", "\uff11\uff0e\uff15", "1.5"])
def test_arrow_keys_go_on_from_what_was_typed(page, text):
    for control in (Number("n", "N", 0.0, -10, 10, step=0.1), Point("n", "N", panel="p", value=(0.0, 0.0), step=0.1)):
        box = put(page, control).first
        box.fill(text)
        assert told(page)[0] in (1.5, [1.5, 0])
        for key, wanted in (("ArrowUp", 1.6), ("ArrowDown", 1.5), ("ArrowDown", 1.4)):
            box.press(key)
            assert told(page) in ([wanted, True], [[wanted, 0], True])
    cell = put(page, Cells("n", "N", ((0.0, 1.0),), step=0.1)).first
    cell.fill(text)
    cell.press("PageUp")
    assert told(page) == [[[1.6, 1]], True]


def test_the_keypad_of_a_telephone_has_the_sign_that_is_needed(page):
    """An iPhone's decimal keypad has no minus."""
    for low, wanted in ((-1, "text"), (0, "decimal"), (2, "decimal")):
        for control in (Number("n", "N", 2.0, low, 9), Cells("n", "N", ((2.0,),), minimum=low)):
            assert put(page, control).first.get_attribute("inputmode") == wanted
    assert put(page, Number("n", "N", None)).first.get_attribute("inputmode") == "text"


def test_a_beginning_that_was_left_is_named(page):
    box = put(page, Number("n", "N", 0.0, -10, 10)).first
    box.fill("")
    box.press_sequentially("-")
    assert page.locator(".ntr-note").inner_text() == ""
    box.blur()
    assert page.locator(".ntr-note").inner_text() == "not a number"


# --- pictures -----------------------------------------------------------------------------------------------------

GIVE = """async ([text, fake]) => {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const proto = CanvasRenderingContext2D.prototype, real = proto.getImageData, change = new Function("d", fake);
  proto.getImageData = function (...all) { const got = real.apply(this, all); change(got.data); return got; };
  try { return await own.pictureText(new File([bytes], "mine.png", { type: "image/png" }), 64); }
  catch (error) { return `refused: ${error.message}`; }
  finally { proto.getImageData = real; }
}"""
NOISE = "for (let i = 0; i < d.length; i++) d[i] = 256 * Math.random()"


def give(page, fake):
    """Give a picture of 6 × 4 pixels to a page whose browser changes what it reads from a canvas by `fake`."""
    buffer = io.BytesIO()
    Image.new("RGB", (6, 4), (10, 200, 90)).save(buffer, "PNG")
    return page.evaluate(GIVE, [base64.b64encode(buffer.getvalue()).decode(), fake])


@pytest.mark.parametrize("fake", [NOISE, "d.fill(255)", "d.fill(0)", "d.reverse()"])
def test_a_picture_made_unreadable_is_noticed_and_said(page, fake):
    said = give(page, fake)
    assert said.startswith("refused: this browser hides the pixels") and "Allow" in said


@pytest.mark.parametrize("fake", ["", "for (let i = 0; i < d.length; i += 97) d[i] ^= 1"])
def test_a_picture_that_can_be_read_is_taken(page, fake):
    kind, height, width, pixels = give(page, fake).split(":")
    assert (kind, height, width) == ("upload", "4", "6")
    assert base64.b64decode(pixels)[3:6] == bytes((10, 200, 90))


# --- keys ---------------------------------------------------------------------------------------------------------

MARKED = """() => [...document.querySelectorAll('section.ntr-explorer, section.ntr-predict')].flatMap(root => {
  const takes = (e) => { e.focus({ preventScroll: true }); return document.activeElement === e; };
  const all = [...root.querySelectorAll('*')].filter(takes);
  const bad = all.filter(e => takes(e) && !e.hasAttribute('data-lm-suppress-shortcuts'));
  window.count = (window.count || 0) + all.length;
  return bad.map(e => `${root.getAttribute('aria-label')}: ${e.outerHTML.slice(0, 80)}`);
})"""


def test_whatever_has_the_focus_tells_the_notebook_to_look_away(lab_page, stage):
    """Notebook 7 hears keys before the page does; it looks for this attribute on the element with the focus alone."""
    assert lab_page.evaluate(MARKED) == []
    assert lab_page.evaluate("window.count") > 5 * len(explorers.REGISTRY)
