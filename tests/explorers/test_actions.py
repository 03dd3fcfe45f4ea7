"""A button of an explorer: what it tells reaches every page, can be stopped, and what it changes is drawn."""

import asyncio
import threading

import pytest

from course_utils.explorers.background import Job
from course_utils.explorers.engine import Action, Explorer, Lines, Slider, marks
from course_utils.explorers.widget import alive

RESULTS = []


class Bench(Explorer):
    """Counts what its button has found."""

    title = "Bench"
    controls = (Slider("a", "A", values=(0, 1)),)
    actions = (Action("find", "Find"),)
    panels = (Lines("lines", "Lines"),)

    @staticmethod
    def frame(state):
        """Return a dot, and how much was found."""
        button = {"text": "Find", "ready": state["a"] == 1, "note": ""}
        return {
            "lines": [marks.points([0.5], [0.5])],
            "sentence": f"{len(RESULTS)} found at {state['a']}.",
            "actions": {"find": button},
        }

    @classmethod
    def act(cls, name, state, tell):
        """Find something in a thread, once `go` is set."""
        if state["a"] == 0:
            raise ValueError("a: got 0; expected 1")
        Bench.go, Bench.stopped = threading.Event(), False
        tell("begun")

        def work():
            Bench.go.wait(10)
            if not Bench.stopped:
                RESULTS.append(state["a"])
            tell("stopped" if Bench.stopped else "found", running=False, changed=not Bench.stopped)

        def stop():
            Bench.stopped = True
            Bench.go.set()

        Bench.thread = threading.Thread(target=work)
        Bench.thread.start()
        return stop

    @classmethod
    def outside(cls, live):
        """How much was found."""
        return len(RESULTS)


@pytest.fixture
def bench():
    """A widget, and what it sends to its pages."""
    RESULTS.clear()
    bench = alive(Bench)(a=1)
    bench._sent = []
    bench.send = lambda message, buffers=None: bench._sent.append(message)
    return bench


def press(bench, **content):
    bench._on_message(bench, {"kind": "act", "name": "find", "state": bench.state, "stop": False, **content}, [])


def heard(bench):
    assert {message["kind"] for message in bench._sent} == {"acted"}
    return [(message["name"], message["text"], message["running"]) for message in bench._sent]


def test_the_button_is_described_and_no_part_of_the_state(bench):
    assert Bench.spec()["actions"] == [{"type": "action", "name": "find", "label": "Find"}]
    assert bench.state == {"a": 1} and "find" not in Bench.full_state()
    assert bench._layout["actions"] == Bench.spec()["actions"]


def test_a_frame_must_say_what_its_buttons_are():
    class Silent(Bench):
        @staticmethod
        def frame(state):
            return {"lines": [], "sentence": "."}

    class Loud(Explorer):
        panels = Bench.panels

        @staticmethod
        def frame(state):
            return {"lines": [], "sentence": ".", "actions": {}}

    with pytest.raises(ValueError, match="expected .'actions', 'lines', 'sentence'"):
        Silent.checked_frame({"a": 0})
    with pytest.raises(ValueError, match="frame: got the keys"):
        Loud.checked_frame({})
    with pytest.raises(NotImplementedError, match="Loud has no button 'find'"):
        Loud.act("find", {}, print)


def test_what_it_tells_reaches_the_page_and_what_it_changes_is_drawn(bench):
    before = bench._table_text
    assert "0 found at 1." in before
    press(bench)
    assert heard(bench) == [("find", "begun", True)]
    Bench.go.set()
    Bench.thread.join()
    assert heard(bench)[1:] == [("find", "found", False)]
    assert "1 found at 1." in bench._table_text, "without `outside` the old table would come from the cache"


def test_it_can_be_stopped(bench):
    press(bench)
    press(bench, stop=True)
    Bench.thread.join()
    assert heard(bench)[-1] == ("find", "stopped", False) and "0 found at 1." in bench._table_text
    bench._stops.clear()
    press(bench, stop=True)
    assert heard(bench)[-1] == ("find", "Nothing is under way.", False)


def test_an_error_is_words_on_the_page(bench):
    press(bench, state={"a": 0})
    press(bench, state={"a": 7})
    assert heard(bench) == [
        ("find", "ValueError: a: got 0; expected 1", False),
        ("find", "ValueError: a: got 7; expected one of 0, 1", False),
    ]


def test_in_a_kernel_it_tells_from_the_loop_s_own_thread(bench):
    """Comms are not made for two threads: whatever thread tells, the loop sends."""
    threads = []
    bench.send = lambda message, buffers=None: threads.append(threading.current_thread())

    async def kernel():
        press(bench)
        Bench.go.set()
        while len(threads) < 2:
            await asyncio.sleep(0.01)
        while "1 found" not in bench._table_text:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(kernel(), 30))
    assert set(threads) == {threading.main_thread()}


def test_a_program_beside_hands_on_its_lines_and_its_complaint():
    lines, ends = [], []
    job = Job("json.tool", ["--json-lines", "--no-indent"], lines.append, lambda *end: ends.append(end))
    job._process.stdin.write('{"a": 1}\n{"b": 2}\n')
    job._process.stdin.flush()
    assert job.running
    job._process.stdin.close()
    job.wait(60)
    assert lines == [{"a": 1}, {"b": 2}] and ends == [(0, "")] and not job.running
    job = Job("no_such_module_here", [], lines.append, lambda *end: ends.append(end))
    job.wait(60)
    assert ends[1][0] == 1 and "No module named no_such_module_here" in ends[1][1]
