"""What the convolution lens says: refusals with the ways out, sums that hold to the digits shown, and grammar."""

import re

import numpy as np
import pytest
from lens_states import SETTING, lens_state

from course_utils.explorers.convolution_lens import ConvolutionLens, worked_out
from course_utils.explorers.lens_arithmetic import refusal, ways_out
from course_utils.explorers.lens_examples import CROSS


def frame(**values):
    return ConvolutionLens.frame(ConvolutionLens.full_state(values))


# ---- refusals ----

REFUSED = [
    dict(mode=mode, padding=padding, kernel=((1,) * side,) * side)
    for mode in ("max", "mean") for padding, side in ((2, 1), (2, 2), (2, 3), (1, 1))
]  # fmt: skip


@pytest.mark.parametrize("setting", REFUSED, ids=str)
def test_padding_of_more_than_half_asks_for_a_larger_window_or_less_padding(setting):
    """A smaller window would make it worse."""
    said = frame(**setting)["sentence"]
    assert said.endswith("What would help: a larger window, or less padding.")
    assert "smaller" not in said
    alone = setting["padding"] >= len(setting["kernel"])
    assert ("could lie in the padding alone" in said) == alone, "only then can a window lie outside altogether"


def test_every_way_out_leads_out_and_none_is_missing():
    rng, seen = np.random.default_rng(3), set()
    for _ in range(600):
        state = lens_state(rng)
        s, out = worked_out(*(state[name] for name in SETTING))
        if out is not None or refusal(s) == "slices":
            continue
        ways = ways_out(s)
        seen |= {*ways, refusal(s)}
        said = frame(**state)["sentence"]
        assert "there is no output" in said or "so there is no output" in said
        assert said.endswith(f"What would help: {', or '.join(ways)}." if ways else "It takes more than one change.")
        for way, changes in {
            "less padding": [dict(padding=p) for p in range(s.padding)],
            "more padding": [dict(padding=p) for p in range(s.padding + 1, 3)],
            "less dilation": [dict(dilation=d) for d in range(1, s.dilation)],
            "a smaller window": [dict(kernel=np.ones((1, k, k)).tolist()) for k in range(1, min(s.window))],
            "a larger window": [dict(kernel=np.ones((1, k, k)).tolist()) for k in range(max(s.window) + 1, 6)],
        }.items():
            leads = any(frame(**{**state, **change})["lens"]["output"] is not None for change in changes)
            assert leads == (way in ways), (way, said)
    assert {"size", "padding", "cut", "a smaller window", "a larger window", "less dilation", "more padding"} <= seen


def test_a_window_larger_than_its_input_is_no_crash():
    shown = frame(input=[[1, 2]], kernel=CROSS)
    assert "The 3×3 window is larger than the input, 1×2" in shown["sentence"]
    assert "columns: ⌊(2 + 2·0 − 3) / 1⌋ + 1 = 0, no place" in shown["formula"][0]
    assert frame(input=[[1, 2]], kernel=CROSS, padding=1)["lens"]["output"].tolist() == [[[1, 2]]]


# ---- words ----


def as_python(text):
    powers = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-", ",")
    return text.replace(" × 10", "e").translate(powers).replace("·", "*")


def test_sums_that_are_printed_hold_to_the_digits_shown():
    """Every "a + b = c" of 1,500 states: the printed terms give the printed result, or the sign is ≈."""
    rng, exact, near = np.random.default_rng(9), 0, 0
    for _ in range(1500):
        line = (frame(**lens_state(rng))["formula"] or [""])[0]
        if isinstance(line, str):
            continue
        text = line[0] + line[1][0]
        match = re.fullmatch(
            r"output\[\d+, \d+\] = ([^a-z∞]*|.*\(bias\)|.*\(channel \d\)) ([=≈]) (\S+( × \S+)?)",
            text.replace("\u00a0", " "),
        )
        if not match or "max" in text or "largest" in text:
            continue
        left = re.sub(r" \([a-z]+( \d)?\)| \(\d+ products\)", "", match[1])
        value, result = eval(as_python(left)), eval(as_python(match[3]))
        value = float(f"{value:.12g}")  # halves are halves, whatever the order of the sum
        agree = f"{value:.4g}" == f"{result:.4g}" or abs(value - result) <= 1e-9 * max(1, abs(value))
        assert match[2] == "≈" or agree, text
        exact, near = exact + (match[2] == "="), near + (match[2] == "≈")
    assert exact > 100 and near > 50


def test_no_sentence_stumbles():
    rng, seen = np.random.default_rng(21), set()
    for _ in range(2500):
        seen.add(frame(**lens_state(rng))["sentence"])
    one = r"\b1 (cells|rows|columns|outputs|places|products|channels|slices)\b"
    many = r"\b(?!1\b)\d+ (cell|row|output|place|product)\b(?! \d)"
    for said in seen:
        assert not re.search(rf"{one}|{many}|  |\bnan\b", said), said
        assert said[0].isupper() and said.endswith("."), said
    assert len(seen) > 1000
