"""The program that puts faults into the course: what it changes, what it leaves alone, and what it draws."""

import ast
import json
import os
import shutil
import subprocess
import textwrap

import pytest

from course_utils import settings
from course_utils.maintenance.mutants import draw, python
from course_utils.maintenance.mutants.mutant import Mutant

NODE = shutil.which("node") and (settings.ROOT / "node_modules" / "acorn").is_dir()
WHY = "no Node or no node_modules here: run `npm ci` at the course's root"
needs_node = pytest.mark.skipif(not NODE and os.environ.get("COURSE_REQUIRE_NODE") != "1", reason=WHY)


def changes(source):
    """Every change of a piece of Python, as (operator, before, after)."""
    source = textwrap.dedent(source).lstrip()
    found = list(python.mutants("a.py", source))
    for one in found:
        text = one.put_into(source)
        assert text != source and text.splitlines()[: one.line - 1] == source.splitlines()[: one.line - 1]
        if draw_takes(text):
            assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(source)), one
    return {(one.operator, one.before, one.after) for one in found}


def draw_takes(text):
    try:
        compile(text, "a.py", "exec")
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ("comparison", "a < b", "(a <= b)")),
        ("x = a is None", ("comparison", "a is None", "(a is not None)")),
        ("x = a not in b", ("comparison", "a not in b", "(a in b)")),
        ("x = a - b", ("arithmetic", "a - b", "(a + b)")),
        ("x = a @ b", ("arithmetic", "a @ b", "(a * b)")),
        ("x += 1", ("arithmetic", "x += 1", "x -= 1")),
        ("x = -y", ("arithmetic", "-y", "y")),
        ("x = 3", ("constant", "3", "4")),
        ("x = 0.5", ("constant", "0.5", "1.0")),
        ("x = True", ("constant", "True", "False")),
        ("x = 'key'", ("constant", "'key'", "'keyx'")),
        ("if a: b()", ("condition", "a", "not (a)")),
        ("x = [y for y in z if y]", ("condition", "y", "(not (y))")),
        ("x = a and b", ("condition", "a and b", "(a or b)")),
        ("x = not a", ("condition", "not a", "bool(a)")),
        ("def f(): return 1 + a", ("returned value", "return 1 + a", "return None")),
        ("f(a, b=2)", ("argument", "f(a, b=2)", "f(a)")),
        ("f(a, b=2)", ("argument", "f(a, b=2)", "f(b=2)")),
        ("f(a)", ("statement", "f(a)", "pass")),
        ("x.y = 1", ("statement", "x.y = 1", "pass")),
        ("def f(a=3): pass", ("default", "3", "4")),
        ("def f(*, a=None): pass", ("default", "None", "0")),
        ("def f(a=()): pass", ("default", "()", "None")),
        ("x = y[:n]", ("slice", "n", "(n) + 1")),
        ("x = y[1:]", ("slice", "1", "(1) + 1")),
        ("é = a < b", ("comparison", "a < b", "(a <= b)")),  # columns are bytes
    ],
)
def test_what_is_changed(source, expected):
    assert expected in changes(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Says something."""',
        'def f():\n    """Says something with 3 numbers."""',
        "__all__ = ['f']",
        "def f(a: int) -> float: ...",
        "x: int",
        "from a import b",
        "x = f'{a} of {b}'",
        "x = 'words of a message'",
        "if __name__ == '__main__':\n    main(3)",
        "@cache\ndef f(): ...",
    ],
)
def test_what_is_left_alone(source):
    assert changes(source) == set()


def test_a_refusal_can_be_lost_but_its_words_stay():
    assert changes("raise ValueError('a' + 3)") == {("statement", "raise ValueError('a' + 3)", "pass")}


def test_a_file_that_has_changed_is_not_touched():
    mutant = Mutant("a.py", 1, 4, 5, "constant", "1", "2")
    assert mutant.put_into("x = 1") == "x = 2"
    with pytest.raises(ValueError, match=r"a\.py has changed since '1' stood at line 1"):
        mutant.put_into("x = 7")


# --- JavaScript -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """Every change of a piece of JavaScript."""

    def changes(source):
        file = tmp_path_factory.mktemp("scripts") / "a.js"
        file.write_text(source, encoding="utf-8")
        told = subprocess.run(["node", draw._SITES, file], capture_output=True, text=True, check=True)
        (found,) = json.loads(told.stdout).values()
        mutants = [Mutant("a.js", **one) for one in found]
        assert all(one.put_into(source) != source for one in mutants)
        return {(one.operator, one.put_into(source)) for one in mutants}

    return changes


@needs_node
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b;", ("comparison", "x = a <= b;")),
        ("x = a === b;", ("comparison", "x = a !== b;")),
        ("x = a * b;", ("arithmetic", "x = a / b;")),
        ("x += 2;", ("arithmetic", "x -= 2;")),
        ("x = -y;", ("arithmetic", "x = +y;")),
        ("x = 3;", ("constant", "x = 4;")),
        ("x = true;", ("constant", "x = false;")),
        ('x = "key";', ("constant", 'x = "keyx";')),
        ("if (a) b();", ("condition", "if (!(a)) b();")),
        ("x = a ? b : c;", ("condition", "x = !(a) ? b : c;")),
        ("x = a && b;", ("condition", "x = a || b;")),
        ("x = !a;", ("condition", "x = !!a;")),
        ("const f = () => { return a; };", ("returned value", "const f = () => { return undefined; };")),
        ("f(a, b);", ("argument", "f(b);")),
        ("f?.(a);", ("argument", "f?.();")),
        ("f(a);", ("statement", ";")),
        ("const f = (a = 3) => a;", ("default", "const f = (a = 4) => a;")),
        ("x = y.slice(1);", ("slice", "x = y.slice(1 + 1);")),
        ("é = 1; x = a > b;", ("comparison", "é = 1; x = a >= b;")),
    ],
)
def test_what_is_changed_in_javascript(scripts, source, expected):
    assert expected in scripts(source)


@needs_node
def test_what_is_left_alone_in_javascript(scripts):
    assert scripts('import { a } from "b";') == set()
    assert scripts('const w = "words of a message";') == set()
    assert scripts("const w = `a ${b + 1}`;") == set()
    assert scripts('function f() { throw new Error("no" + 1); }') == set()


# --- the draw -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("only", [["course_utils/data"], ["course_utils/losses.py", "course_utils/models/"]])
def test_a_draw_is_the_same_for_the_same_seed_and_keeps_to_what_is_asked(only):
    first, again, other = (draw.drawn(6, seed, only) for seed in (1, 1, 2))
    assert first == again != other and len(first) == 6
    assert all(any(one.path.startswith(path.rstrip("/")) for path in only) for one in first)
    assert all(draw.is_program(one) for one in first)
    assert len({(one.path, one.start) for one in first}) == 6


def test_every_room_has_its_turn():
    every = [Mutant(f"course_utils/{room}/a.py", k, k, k + 1, "constant", "1", "2") for room in ("data", "site")
             for k in range(40)]  # fmt: skip

    class Generator:
        choice = staticmethod(lambda values: values[0])

    taken = []
    original, draw.is_program = draw.is_program, lambda one: one.start != 3
    try:
        taken = draw._dealt(10, ("data", "site", "launch"), every, Generator)
    finally:
        draw.is_program = original
    assert [draw.room_of(one.path) for one in taken] == ["data", "site"] * 5
    assert all(one.start != 3 for one in taken), "what is no program is not taken"


@needs_node
def test_a_quarter_is_javascript():
    only = ["course_utils/site", "course_utils/explorers/views"]
    assert draw._share(60, only) == draw._share(60, ()) == 15
    assert draw._share(60, ["course_utils/site/views"]) == 60 and draw._share(60, ["course_utils/data"]) == 0
    drawn = draw.drawn(8, 1, ["course_utils/site/views/journal.js"])
    assert {one.path for one in drawn} == {"course_utils/site/views/journal.js"} and len(drawn) == 8


def test_every_file_has_a_room():
    rooms = {draw.room_of(path) for path in [*draw._files((), ".py"), *draw._files((), ".js")]}
    assert rooms <= {*draw.ROOMS, *draw.SCRIPTS}
    assert not [path for path in draw._files((), ".js") if "vendor" in path]
