"""What Python says to the questions that the page answers by itself: written once for the JavaScript tests.

python tests/javascript/stored.py FILE
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from digit_states import digit_state
from explorer_states import few_states
from lens_states import SETTING, filter_state, lens_state
from microscope_states import all_states

import course_utils
from course_utils import renamed
from course_utils.exercises import registry, typed
from course_utils.exercises.by_hand.mistakes import diagnose
from course_utils.exercises.by_hand.rules import program
from course_utils.explorers import explorer_class, page_nets
from course_utils.explorers.convolution_lens import ConvolutionLens, worked_out
from course_utils.explorers.draw_digit import DrawDigit
from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import to_page
from course_utils.explorers.filter_lab import FilterLab
from course_utils.explorers.lenet5_walker import LeNet5Walker
from course_utils.explorers.microscope_verdicts import brief, verdicts
from course_utils.explorers.words import number
from course_utils.plotting.frame_pictures import cell_text
from course_utils.site import assets, numbers

#: One of every kind of panel, and of every kind of control that a table answers.
SHOWN = (
    "ActivationLab", "ArithmeticLab", "WeightsCounter", "TrainingCurves", "BackpropMicroscope", "SlidingSignals",
    "ExperimentPlanner",
)  # fmt: skip
TYPED = (
    "0.5", "0,5", "1,234", "1.234,5", "1,234.5", "11,935", "25 %", "25%", "3/4", "-3/4", "1e-3", "2 x 10^3", "3·10**-2",
    "≈ 0.59", "= 7", "−4", "–4", "٣٫٥", "１２", "1'000", "1_000", "1.", ".5", "", "abc", "0x10", "1e", "--3", "5 / 0",
    "7 .", "1,2,3", "12,34,567", "१२", "1 000", "+8", "1/2 %", "100 %", "6 * 10 ^ (2)",
)  # fmt: skip
FORMATS = ("{:g}", "{:.2f}", "{:.3g}", "{:.2e}", "{:.0f}", "{:.4g}")


def array(values):
    """An array as text: float64 where it is, else float32 or bytes."""
    values = np.ascontiguousarray(values)
    kind = {"f8": "d", "f4": "f", "u1": "u"}[values.dtype.str[1:]]
    return {"kind": kind, "shape": list(values.shape), "text": base64.b64encode(values.tobytes()).decode()}


def packed(frames):
    """Frames as a page gets them: text and bytes."""
    encoder = Encoder()
    for frame in frames:
        encoder.add(frame)
    return {"text": encoder.text(), "data": base64.b64encode(encoder.data()).decode()}


def told(cls, states):
    """An explorer at these states: its layout, the states, and Python's frames for them."""
    states = [cls.full_state(state) for state in states]
    layout = to_page({**cls.spec(), "first": to_page(states[0]), "samples": {}})
    return {"layout": layout, "states": to_page(states), "frames": packed([cls.checked_frame(s) for s in states])}


def lens(rng, count=160):
    """The lens at random settings, with its output in float64."""
    states = [lens_state(rng) for _ in range(count)]
    outputs = [worked_out(*(state[name] for name in SETTING))[1] for state in states]
    return {**told(ConvolutionLens, states), "outputs": [None if one is None else array(one) for one in outputs]}


def filters(rng):
    picture = rng.integers(0, 256, (9, 14, 3), dtype=np.uint8)
    return told(FilterLab, [filter_state(rng, picture) for _ in range(60)])


def microscope():
    """Values typed at every step of both orders, with the words of Python's verdict."""
    states = list(all_states())[::23]
    found = (diagnose(program(s["order"])[s["step"] - 1].name, s["answer"], s["order"]) for s in states)
    return {"states": states, "words": [[brief(one), one.message] for one in found], "data": verdicts()}


def seals(rng):
    """Every sealed exercise with typed texts: the right answer, near it, and far from it."""
    every = [one for n in registry.chapter_numbers() for one in registry.entries(n, "EXERCISES") if not one.is_function]
    found = []
    for one in every:
        value, tries = one.expected_value(), []
        if isinstance(value, str):
            tries = [(value, True), (value.upper() + " ", True), (value + "x", False)]
        elif np.ndim(value):
            rows = numbers.row_by_row(value)
            tries = [(rows, True), (rows.replace(" ", ", "), True), (f"[{rows} 1]", False)]
        else:
            near = (value + share * one.tolerance for share in (0, 0.9, -0.9))
            far = (value + share * one.tolerance for share in (1.2, -1.2, 30))
            tries = [(repr(float(v)), True) for v in near] + [(repr(float(v)), False) for v in far]
        found.append({"seal": numbers.sealed(one), "tries": tries, "reply": numbers.inline(one.explanation)})
    return found


def some_numbers(rng):
    values = [0.0, -0.0, 1.0, 1048576.0, -0.001, 1e-7, 0.5, 2.5, 1234.5, 1e15, 0.1 + 0.2, 12345.678, float("inf")]
    values += (rng.normal(0, 1, 150) * 10.0 ** rng.integers(-9, 9, 150)).tolist()
    return values + [k / 8 for k in range(-20, 21)] + [k * 0.005 for k in range(1, 60)]


def everything():
    """All of it as one dictionary."""
    rng = np.random.default_rng(5)
    floats = some_numbers(rng)
    finite = [value for value in floats if np.isfinite(value)]
    digits = {cls: [digit_state(rng, cls) for _ in range(24)] for cls in (DrawDigit, LeNet5Walker)}
    return {
        "site": {"order": assets.SCRIPTS, "renamed": renamed.IDS, "edition": course_utils.__version__},
        "explorers": {name: told(explorer_class(name), few_states(explorer_class(name), 8)) for name in SHOWN},
        "lens": lens(rng),
        "filters": filters(rng),
        "digits": {cls.__name__: told(cls, states) for cls, states in digits.items()},
        "weights": {name: page_nets.weights(name) for name in page_nets.NETS},
        "microscope": microscope(),
        "seals": seals(rng),
        "readings": [[text, percent, typed.readings(text, percent)] for text in TYPED for percent in (False, True)],
        "numbers": [[repr(v), digits, number(v, digits)] for v in floats for digits in (2, 3, 4)],
        "cells": [[v, form, cell_text(v, form)] for v in finite for form in FORMATS],
        "written": [[v, repr(float(v))] for v in finite if 1e-4 <= abs(v) < 1e16 or v == 0],
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(everything(), ensure_ascii=False, allow_nan=False), encoding="utf-8")
