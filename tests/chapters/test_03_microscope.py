"""The microscope shows the package's own numbers, lights the right edges and hides what it is asked to hide."""

import json
import os
import subprocess
import sys

import pytest

from course_utils import settings
from course_utils.backprop import ORDERS, WIRING, WorkedExample
from course_utils.backprop_trace import trace
from course_utils.exercises.by_hand.mistakes import right_values
from course_utils.exercises.by_hand.rules import program
from course_utils.explorers.engine import MAX_BYTES, MAX_FRAMES
from course_utils.explorers.microscope import STEPS, BackpropMicroscope, bare, cell_of, steps, typed_text
from tests.support.equations import equations


def frame(step, order="simultaneous", hide=False, answer=None):
    return BackpropMicroscope.frame(dict(step=step, order=order, hide=hide, answer=answer))


def number_of(name, order="simultaneous"):
    return [operation.name for operation in program(order)].index(name) + 1


def everything(content):
    """All text of a frame in one string."""
    return repr({key: value for key, value in content.items() if key != "sentence"}) + content["sentence"]


def all_steps():
    return [(order, k) for order in ORDERS for k in range(1, STEPS + 1)]


@pytest.mark.parametrize(("order", "k"), all_steps())
def test_each_frame_states_the_value_of_its_step(order, k):
    value = bare(steps(order)[k - 1].value)
    content = frame(k, order)
    assert value in content["sentence"]
    assert content["formula"][1][-1] == (value, "orange")
    assert content["sentence"].startswith(f"Step {k} of 54")


@pytest.mark.parametrize(("order", "k"), all_steps())
def test_a_hidden_answer_is_nowhere_on_the_page(order, k):
    step = steps(order)[k - 1]
    content = frame(k, order, hide=True)
    assert "?" in content["formula"][1][-1][0]
    if abs(step.value) > 1e-3 and len(bare(step.value)) > 7:  # short ones occur among the given numbers too
        assert bare(step.value) not in everything(content)
        assert f"{step.value:.6f}" not in everything(content)


def test_a_right_value_uncovers_the_answer_and_a_wrong_one_does_not():
    k = number_of("delta_o1")
    right, wrong = frame(k, hide=True, answer=0.138499), frame(k, hide=True, answer=0.741365)
    assert "0.138498562" in right["sentence"] and "Right." in right["sentence"]
    assert "0.138498562" not in everything(wrong) and "forgot the derivative" in wrong["sentence"]
    assert wrong["formula"][0] == ["You typed 0.741365: ", ("forgot the derivative", "red")]
    assert right["formula"][0] == ["You typed 0.138499: ", ("right", "green")]


def test_the_words_begin_with_the_verdict():
    k = number_of("dE_dout_h1")
    assert frame(k, answer=0.0554)["sentence"].startswith("You typed 0.0554. It looks like: missed one of two paths")
    assert f" Step {k} of 54, backward: " in frame(k, answer=0.0554)["sentence"]
    assert frame(k, answer=0.03635)["sentence"].startswith("You typed 0.03635. Right. ")
    assert frame(k)["sentence"].startswith(f"Step {k} of 54")


@pytest.mark.parametrize(("order", "k"), all_steps())
def test_the_printed_numbers_give_the_printed_result(order, k):
    """With "=", to the last digit; where rounded numbers miss it by one or two, the line says "≈"."""
    sums = list(equations("".join(p if isinstance(p, str) else p[0] for p in frame(k, order)["formula"][1])))
    for _, sign, text, value, shown in sums:
        off = abs(value - shown) / (0.5 * 10.0 ** -len(text.partition(".")[2]))
        assert off <= 1 + 1e-6 if sign == "=" else 1 - 1e-6 <= off <= 6
    assert sums or "e^" in frame(k, order)["formula"][1][0]


@pytest.mark.parametrize("order", ORDERS)
def test_the_tables_hold_what_is_known_and_nothing_else(order):
    values = right_values(order)
    for k in (1, 16, 33, STEPS):
        content, known = frame(k, order), [operation.name for operation in program(order)[:k]]
        for name in values:
            if not (cell := cell_of(name)):
                continue
            table, r, c = cell
            shown = content[table]["values"][r][c].strip()
            assert (shown != "") == (name in known or (c == 0 and table == "weights"))
            if shown:
                assert float(shown.replace("−", "-")) == pytest.approx(values[name], abs=5.1e-7)


def test_every_quantity_but_the_errors_of_the_whole_has_one_cell():
    names = [operation.name for operation in program()]
    cells = [cell_of(name) for name in names if name not in ("error_total", "error_after")]
    assert None not in cells
    assert len(set(cells)) == len(cells)


@pytest.mark.parametrize("weight", WIRING)
def test_a_product_lights_its_own_edge_and_its_two_units(weight):
    k = next(i for i, operation in enumerate(program(), 1) if operation.inputs[0] == weight)
    lit = [(edge["from"], edge["to"]) for edge in frame(k)["graph"]["edges"] if edge.get("active")]
    assert lit == [WIRING[weight]]
    assert {name for name, node in frame(k)["graph"]["nodes"].items() if node.get("active")} == set(WIRING[weight])


def test_both_paths_are_lit_against_the_forward_direction():
    edges = [edge for edge in frame(number_of("dE_dout_h1"))["graph"]["edges"] if edge.get("active")]
    assert {(edge["from"], edge["to"]) for edge in edges} == {("h1", "o1"), ("h1", "o2")}
    assert all(edge["backward"] and edge["color"] == "orange" for edge in edges)


def test_the_last_step_shows_both_famous_numbers():
    assert "0.291027774" in frame(STEPS, "simultaneous")["sentence"]
    assert "0.291027924" in frame(STEPS, "sequential")["sentence"]
    assert "already moved" in frame(number_of("dE_dout_h1_from_o1", "sequential"), "sequential")["sentence"]


@pytest.mark.parametrize("order", ORDERS)
def test_an_edge_turns_purple_when_its_weight_has_moved(order):
    k = number_of("new_w5", order)
    purple = []
    for step in (k - 1, k, STEPS):
        edges = frame(step, order)["graph"]["edges"]
        purple.append({edge["label"] for edge in edges if edge.get("color") == "purple" and "label" in edge})
    first = set() if order == "sequential" else {"w1", "w2", "w3", "w4"}
    assert purple == [first, first | {"w5"}, set(WIRING)]


def test_the_table_is_within_the_limits_with_room_to_spare():
    text, data = BackpropMicroscope.table({"answer": 0.0554})
    assert len(text) + len(data) < MAX_BYTES / 5
    assert STEPS * 4 <= MAX_FRAMES
    assert len(trace(WorkedExample())) + 1 == STEPS


def test_what_a_page_judges_by_is_whole_and_small():
    found, again = BackpropMicroscope.page_verdicts(), BackpropMicroscope.page_verdicts()
    assert found == again and len(json.dumps(found, allow_nan=False, ensure_ascii=False)) < 200_000
    assert [words[0] for words in found["words"][:5]] == [
        "right", "too few digits", "truncated instead of rounded", "rounded too early", "not right",
    ]  # fmt: skip
    for order in ORDERS:
        exact = [found["steps"][place][0] for place in found["program"][order]]
        assert exact == [right_values(order)[operation.name] for operation in program(order)]
        assert found["known"][order][::2] == (*right_values(order).values(),)


def test_every_session_names_the_same_mistakes():
    """A session has its own order of strings in a set; no verdict may hang on it."""
    ask = "import json; from course_utils.explorers.microscope_verdicts import verdicts; print(json.dumps(verdicts()))"
    for seed in "123":
        said = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, check=True, cwd=settings.ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout  # fmt: skip
        assert json.loads(said) == json.loads(json.dumps(BackpropMicroscope.page_verdicts()))


def test_a_typed_value_is_shown_as_typed():
    assert typed_text(0.0554) == "0.0554"
    assert typed_text(-2.0) == "−2"


def test_the_answers_given_in_the_chapter_hold():
    values = [step.value for step in steps(ORDERS[0])]
    first = next(k for k, value in enumerate(values, 1) if value > 1)
    assert first == 11 and "1.105905967" in frame(11)["sentence"] and steps(ORDERS[0])[10].name.startswith("net_")
    assert "missed one of two paths" in frame(33, hide=True, answer=0.0554)["sentence"]
    assert "truncated instead of rounded" in frame(12, answer=0.7513)["sentence"]
    assert frame(12, answer=0.7514)["sentence"].startswith("You typed 0.7514. Right.")
    assert "You typed" not in frame(12)["sentence"], "an empty box asks for no verdict"


def test_layer_by_layer_the_error_flows_back_over_a_weight_that_has_moved():
    marked = []
    for step in (34, 35):
        edges = BackpropMicroscope.frame(BackpropMicroscope.full_state({"order": "sequential", "step": step}))["graph"][
            "edges"
        ]
        marked.append([edge.get("color") for edge in edges].count("purple"))
    assert marked == [4, 3], "steps 34 and 35, as the chapter says"
