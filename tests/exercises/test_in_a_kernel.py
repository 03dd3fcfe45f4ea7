"""What a judged function does in a real kernel: it can be interrupted, cannot end the kernel, shows nothing."""

import contextlib
import os
import queue
import time

import pytest
from jupyter_client.manager import KernelManager

from course_utils import settings

SET_UP = """
import numpy as np
from course_utils.exercises import check
"""
STEP = """
def weighted_sum(x, w, b):
    {}
    return np.sum(x * w) + b

check("00-weighted-sum", weighted_sum)
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """Yield a client of a kernel in which `check` is there."""
    manager = KernelManager(kernel_name="python3")
    home = tmp_path_factory.mktemp("home")
    env = {
        "COURSE_HOME": str(home),
        "PYTHONPATH": str(settings.ROOT),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    manager.start_kernel(env={**os.environ, **env})
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.manager, client.home = manager, home
    assert run(client, SET_UP) == []
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client, code, meanwhile=None):
    """Run code; return what appears, as (kind, text). ``meanwhile`` is called once the code is running."""
    asked = client.execute(code)
    shown = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "execute_input" and meanwhile:
            meanwhile()
        if kind == "status" and content["execution_state"] == "idle":
            return shown
        if kind in ("stream", "display_data", "error", "execute_result"):
            text = content.get("text") or content.get("ename") or content["data"].get("text/plain", "")
            shown.append((kind, text))


def replies(client):
    """Yield the contents of the replies that the kernel has sent."""
    with contextlib.suppress(queue.Empty):
        while True:
            yield client.get_shell_msg(timeout=1)["content"]


NOISE = {
    "print": 'print("one")',
    "stderr": 'import sys; print("one", file=sys.stderr)',
    "logging": 'import logging; logging.warning("one")',
    "progress": "from tqdm import tqdm\n    for _ in tqdm(range(3)): pass",
    "display": 'from IPython.display import display; display("one")',
    "a figure": "import matplotlib.pyplot as plt; plt.plot(x); plt.show()",
    "a figure left open": "import matplotlib.pyplot as plt; plt.figure(); plt.plot(x)",
    "an overwritten stdout": "import sys, io; sys.stdout = io.StringIO()",
}


@pytest.mark.parametrize("statement", NOISE.values(), ids=NOISE)
def test_nothing_appears_but_the_verdict(kernel, statement):
    ((kind, text),) = run(kernel, STEP.format(statement))
    assert kind == "execute_result" and "✓ Your first function: correct" in text
    said = run(kernel, 'print("still here")')  # a busy kernel may send a line in pieces
    assert {kind for kind, _ in said} == {"stream"} and "".join(text for _, text in said) == "still here\n"


@pytest.mark.few(2)
@pytest.mark.parametrize(
    "call", ["quit()", "exit()", "import sys; sys.exit()", "raise SystemExit", "get_ipython().ask_exit()"]
)
def test_the_kernel_is_not_ended(kernel, call):
    ((kind, text),) = run(kernel, STEP.format(call))
    assert kind == "execute_result" and "end the whole program" in text
    assert "ask_exit" not in str(list(replies(kernel)))  # no word of an exit reaches the page
    time.sleep(0.3)  # the time after which a kernel that was told to leave would be gone
    assert kernel.manager.is_alive() and run(kernel, "print(1 + 1)") == [("stream", "2\n")]


def test_a_loop_that_never_ends_is_stopped_and_told(kernel):
    def interrupt():
        time.sleep(1.0)
        kernel.manager.interrupt_kernel()

    ((kind, text),) = run(kernel, STEP.format("while True: b = b + 1"), interrupt)
    assert kind == "execute_result"
    assert "You stopped `weighted_sum`, which was still running with the input" in text
    assert "It was in line " in text and "while True: b = b + 1" in text
    assert "course_utils" not in text and "Traceback" not in text
    last = (kernel.home / "progress.jsonl").read_text().splitlines()[-1]
    assert '"00-weighted-sum"' in last and '"not yet"' in last


def test_the_failing_input_comes_as_variables(kernel):
    ((_, text),) = run(kernel, STEP.format("w = 2 * w"))
    assert 'x, w, b = case("00-weighted-sum")' in text
    code = 'from course_utils.exercises import case\nx, w, b = case("00-weighted-sum")\nprint(len(x) == len(w), b)'
    ((kind, shown),) = run(kernel, code)
    assert kind == "stream" and shown.startswith("True")
