"""The merge by cell id: nothing of the learner's goes, what was left alone follows."""

import copy
import json
import random

import pytest
from small_course import cell

from course_utils import settings
from course_utils.launch.merge import merge, text

EDITS = ("write", "insert", "delete", "move", "split", "run", "retype")
BASE = [cell("a", "1"), cell("b", "2"), cell("c", "3"), cell("d", "4")]


def changed(cells, **sources):
    return [{**c, "source": sources.get(c["id"], c["source"])} for c in cells]


def ids(cells):
    return [c.get("id") for c in cells]


def sources(cells):
    return {c["id"]: c["source"] for c in cells}


def test_a_cell_left_alone_follows_and_one_that_was_changed_stays():
    cells, clashes = merge(BASE, changed(BASE, b="mine"), changed(BASE, a="new"))
    assert sources(cells) == {"a": "new", "b": "mine", "c": "3", "d": "4"} and clashes == []


def test_new_cells_arrive_in_their_place_and_those_left_alone_go_with_the_course():
    shipped = [cell("zero", "0"), BASE[0], cell("between", "1.5"), BASE[1], BASE[3], cell("last", "5")]
    assert ids(merge(BASE, BASE, shipped)[0]) == ["zero", "a", "between", "b", "d", "last"]


def test_own_cells_stay_beside_their_neighbour():
    mine = [cell("first", "!"), BASE[0], cell("own", "x"), *BASE[1:], cell("notes", "y")]
    shipped = [BASE[1], BASE[0], *BASE[2:], cell("new", "5")]
    assert ids(merge(BASE, mine, shipped)[0]) == ["first", "b", "a", "own", "c", "d", "notes", "new"]


def test_the_learners_order_is_kept_once_they_have_moved_something():
    mine = [BASE[1], BASE[0], *BASE[2:]]
    assert ids(merge(BASE, mine, [BASE[0], cell("new", "5"), *BASE[1:]])[0]) == ["b", "a", "new", "c", "d"]


def test_what_the_learner_deleted_stays_deleted_also_when_it_has_changed():
    assert ids(merge(BASE, BASE[1:], changed(BASE, a="new"))[0]) == ["b", "c", "d"]


def test_both_changed_the_learners_stays_and_it_is_said():
    cells, clashes = merge(BASE, changed(BASE, b="mine"), changed(BASE, b="theirs"))
    assert sources(cells)["b"] == "mine" and clashes == ["b"]


def test_both_changed_to_the_same_is_no_clash():
    assert merge(BASE, changed(BASE, b="same"), changed(BASE, b="same"))[1] == []


def test_a_changed_cell_that_the_course_removed_stays_and_it_is_said():
    cells, clashes = merge(BASE, changed(BASE, b="mine"), [c for c in BASE if c["id"] != "b"])
    assert ids(cells) == ["a", "b", "c", "d"] and clashes == ["b"]


def test_results_stay_with_an_unchanged_source_and_go_with_a_changed_one():
    mine = [{**c, "outputs": ["something"], "execution_count": 1} for c in BASE]
    cells, _ = merge(BASE, mine, changed(BASE, a="new"))
    assert [bool(c["outputs"]) for c in cells] == [False, True, True, True]


def test_blanks_at_line_ends_and_lists_of_lines_are_no_change():
    mine = [{**BASE[0], "source": ["1  \n"]}, *BASE[1:]]
    assert sources(merge(BASE, mine, changed(BASE, a="new"))[0])["a"] == "new"


def test_tags_of_the_course_arrive_and_the_learners_own_stay():
    base = [{**BASE[0], "metadata": {"tags": ["old"], "gone": 1, "jupyter": 1}}]
    mine = [{**BASE[0], "metadata": {"tags": ["old"], "gone": 1, "jupyter": 2, "collapsed": True}}]
    shipped = [{**BASE[0], "metadata": {"tags": ["new"], "jupyter": 3, "added": 4}}]
    assert merge(base, mine, shipped)[0][0]["metadata"] == dict(tags=["new"], jupyter=2, collapsed=True, added=4)


def test_a_picture_pasted_into_a_text_is_a_change():
    pasted = {**cell("a", "look", "markdown"), "attachments": {"me.png": {"image/png": "AAAA"}}}
    base = [cell("a", "look", "markdown")]
    cells, clashes = merge(base, [pasted], [cell("a", "look here", "markdown")])
    assert cells == [pasted] and clashes == ["a"]


def test_a_cell_turned_into_text_is_a_change():
    mine = [cell("a", "1", "markdown"), *BASE[1:]]
    assert merge(BASE, mine, changed(BASE, a="new"))[0][0] == mine[0]


def test_cells_without_ids_or_with_one_used_twice_are_the_learners_own():
    nameless = {k: v for k, v in cell("", "mine").items() if k != "id"}
    mine = [BASE[0], nameless, {**BASE[0], "source": "a copy"}, *BASE[1:]]
    cells, _ = merge(BASE, mine, changed(BASE, a="new", d="new"))
    assert [c["source"] for c in cells] == ["new", "mine", "a copy", "2", "3", "new"]


def test_without_a_base_everything_there_is_the_learners():
    cells, clashes = merge([], changed(BASE, b="mine"), [*changed(BASE, c="new"), cell("e", "5")])
    assert sources(cells) == {"a": "1", "b": "mine", "c": "3", "d": "4", "e": "5"} and clashes == ["b", "c"]


def test_merging_twice_is_merging_once():
    """A start killed between the merge and the note about it merges again."""
    mine, shipped = changed(BASE, b="mine"), [cell("new", "0"), *changed(BASE, a="new")[:3]]
    once, _ = merge(BASE, mine, shipped)
    assert merge(BASE, once, shipped) == (once, [])


# ---- random editors of a real chapter -------------------------------------------------------------------------------


def edit(cells, rng, mark):
    """Return cells after 2 to 10 random edits, as in a notebook: write, insert, delete, move, split, run, retype."""
    cells = copy.deepcopy(cells)
    for step in range(rng.randint(2, 10)):
        place, kind = (
            rng.randrange(len(cells)),
            rng.choice(EDITS),
        )
        here, name = cells[place], f"{mark}-{step}"
        if kind == "write":
            here["source"] = f"{''.join(here['source'])}\n{name}"
        elif kind == "insert":
            cells.insert(rng.randint(0, len(cells)), cell(name, name))
        elif kind == "delete" and len(cells) > 3:
            del cells[place]
        elif kind == "move":
            cells.insert(rng.randrange(len(cells)), cells.pop(place))
        elif kind == "split":
            cells.insert(place + 1, {**copy.deepcopy(here), "id": name, "source": f"{name} rest"})
        elif kind == "run" and here["cell_type"] == "code":
            here.update(execution_count=step, outputs=[{"output_type": "stream", "name": "stdout", "text": name}])
        elif kind == "retype" and here["cell_type"] == "code":
            cells[place] = cell(here["id"], here["source"], "markdown")
    return cells


@pytest.mark.parametrize("seed", range(200))
def test_random_editors(seed):
    base = json.loads((settings.NOTEBOOKS / "00_start_here.ipynb").read_text("utf-8"))["cells"]
    rng = random.Random(seed)
    mine, shipped = edit(base, rng, "mine"), edit(base, rng, "ship")
    before = copy.deepcopy((base, mine, shipped))
    cells, clashes = merge(base, mine, shipped)
    assert (base, mine, shipped) == before
    b, m, s, now = ({c["id"]: c for c in part} for part in (base, mine, shipped, cells))
    assert len(now) == len(cells)
    touched = {name for name in m if name not in b or text(m[name]) != text(b[name])}
    for name in touched:
        assert now[name] == m[name]  # word for word, results included
    for name in m.keys() - touched:  # they follow: changed, gone, or the same with their results
        assert (name in now) == (name in s)
        if name in s:
            assert text(now[name]) == text(s[name])
            assert text(m[name]) != text(s[name]) or now[name].get("outputs") == m[name].get("outputs")
    assert {name for name in now if name not in m} == s.keys() - m.keys() - b.keys()
    changed_by_both = {n for n in touched if n in b and (n not in s or text(s[n]) not in (text(b[n]), text(m[n])))}
    assert set(clashes) == changed_by_both
    if ids(shipped) == ids(base):  # only the learner moved things: in their order
        assert [n for n in ids(cells) if n in m] == [n for n in ids(mine) if n in now]
    assert merge(base, cells, shipped)[0] == cells
    assert merge(base, mine, base)[0] == mine  # no news, no change
