"""What a chapter writes as an equation of plain numbers holds: in its prose, its exercises, what its cells print."""

import json
import re

import pytest

from course_utils.maintenance.claims import equations, texts


def printed(chapter):
    """Return cell id -> what a chapter's cells have printed, plain text and descriptions of pictures."""
    if chapter == "readme":
        return {}
    for cell in json.loads(texts.path_of(chapter).read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            shown = ["".join(output.get("text", "")), *re.findall('alt="([^"]*)"', "".join(data.get("text/html", "")))]
            yield cell["id"], "\n".join(shown)


@pytest.mark.parametrize("chapter", texts.names())
def test_equations_of_a_chapter_hold(chapter):
    every = [*texts.of(chapter).items(), *(printed(chapter) or ())]
    faults = [f"{place}: {fault}" for place, text in every for fault in equations.wrong(text)]
    assert not faults, "\n".join(faults)


RIGHT = [
    "1.0 − 0.3 − 0.4 + 0.2 = 0.5", "28 × 28 = 784", r"$6\cdot(25+1) = 156$ parameters", r"$\frac{1}{4} = 0.25$",
    "1/3 ≈ 0.33", "0.25¹⁰ = 9.54×10⁻⁷",
    "1/3 = 0.33", "5/105 = 4.8 %", "3 · 4 + 1 = 13 = 26 / 2", "$2^{10} = 1{,}024$", "2¹⁰ = 1,024", "√2 ≈ 1.414",
    "4,704 ≈ 4,700 = 47 · 100",
    "0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775", "(227 − 11)/4 + 1 = 55", r"$\sqrt{9 + 16} = 5$",
    "0.7414 · 0.1868 = 0.13849",
]  # fmt: skip
WRONG = [
    "1.0 − 0.3 − 0.4 + 0.2 = 0.6", "28 × 28 = 748", r"$6\cdot(25+1) = 150$ parameters", r"$\frac{1}{4} = 0.24$",
    "1/3 ≈ 0.34",
    "5/105 = 4.7 %", "3 · 4 + 1 = 13 = 26 / 3", "$2^{10} = 1{,}042$", "2¹⁰ = 1,020", "√2 ≈ 1.441",
    "4,704 ≈ 4,800 = 47 · 100",
    "0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3757", "(227 − 11)/4 + 1 = 54", "(224 − 11)/4 + 1 = 55",
    "0.7414 · 0.1868 = 0.13949",
]  # fmt: skip
NONE = [
    "x + 3 = 5", "w1 + 3 = 5", "σ(0.5) = 0.62 + 0.1", "log 2 + 1 = 1.69", "2n + 1 = 3 · 4x", "z = 3", "n − 3 = 5",
    "3 + 4 = 7m",
    "$y = 2 x + 1 = 3 · x$", "`stride=2`", "$x_1 + 2 = 3$", "1 + 2 = 2 \\sigma", "f(3) + 1 = 2", "h 3 + 1 = 2",
    '"784 + 2 = 700" they say',
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right(text):
    assert list(equations.equations(text))
    assert list(equations.wrong(f"So {text}, as said.")) == []


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong(text):
    assert list(equations.wrong(f"So {text}, as said."))


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_equation_of_plain_numbers(text):
    assert list(equations.equations(f"Let {text}; so.")) == []
