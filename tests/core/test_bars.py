"""Bars: redrawn where they can be, whole lines now and then where they are kept."""

import contextlib
import io
import subprocess
import sys
import time

import pytest

from course_utils import bars, settings, training
from course_utils.data import transfer


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


def lines_of_a_run(seconds, monkeypatch, batches=20_000):
    """Return the lines that a run of so many seconds leaves in a log."""
    log, clock = io.StringIO(), Clock()
    monkeypatch.setattr(sys, "stdout", log)
    with training.bar(batches, True) as bar:
        bar._time = clock
        bar.start_t = bar.last_print_t = clock.now
        for _ in range(batches):
            clock.now += seconds / batches
            bar.update()
            bar.set_postfix_str("loss 0.5")  # a run says so after each epoch, which may be short
    assert "\r" not in log.getvalue()
    return log.getvalue().splitlines()


@pytest.mark.parametrize(("seconds", "most"), [(0.5, 3), (10, 15), (60, 35), (3600, 80), (360_000, 150)])
def test_a_log_gets_a_line_now_and_then(seconds, most, monkeypatch):
    lines = lines_of_a_run(seconds, monkeypatch)
    assert 2 <= len(lines) <= most
    assert "| 0/20000" in lines[0] and "| 20000/20000" in lines[-1] and "loss 0.5" in lines[-1]
    assert len(set(lines)) == len(lines) and all(line == line.strip() for line in lines)


def test_what_is_redrawn_stays_in_one_line(monkeypatch):
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr(sys, "stdout", screen)
    with training.bar(3, True) as bar:
        bar.update(3)
    assert "\r" in screen.getvalue() and screen.getvalue().count("\n") == 1


def test_notebooks_redraw():
    stream = type("OutStream", (), {"isatty": lambda self: False, "__module__": "ipykernel.iostream"})()
    assert bars.redraws(stream)
    assert not bars.redraws(None) and not bars.redraws(io.StringIO())
    closed = io.StringIO()
    closed.close()
    assert not bars.redraws(closed)


def test_a_bar_that_is_interrupted_tells_how_far_it_came(monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stdout", log)
    with contextlib.suppress(KeyboardInterrupt), training.bar(100, True) as bar:
        bar.update(7)
        raise KeyboardInterrupt
    assert "| 7/100" in log.getvalue().splitlines()[-1] and log.getvalue().endswith("\n")


def test_a_download_in_a_log(tmp_path, monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(sys, "stdout", log)
    with transfer._bar(tmp_path / ".set.gz.part", 0, 50_000_000, True) as bar:
        for _ in range(800):
            bar.update(62_500)
    assert 2 <= len(log.getvalue().splitlines()) <= 10 and "50.0M/50.0M" in log.getvalue()
    assert "\r" not in log.getvalue()


def test_the_log_of_a_program(tmp_path):
    """As in `python -m course_utils.experiment.train … > log`: 300 short epochs, and no more lines than seconds."""
    program = (
        "import time\nfrom course_utils import training\n"
        "with training.bar(3000, True) as bar:\n"
        "    for epoch in range(300):\n"
        "        bar.set_description_str(f'epoch {epoch}', False)\n"
        "        for _ in range(10):\n            bar.update()\n"
        "        bar.set_postfix_str('loss 1')\n        time.sleep(0.005)\n"
    )
    with open(tmp_path / "log", "w") as log:
        subprocess.run([sys.executable, "-c", program], stdout=log, check=True, cwd=settings.ROOT, timeout=60)
    text = (tmp_path / "log").read_text("utf-8")
    assert text.count("\n") < 30 and "\r" not in text and "3000/3000" in text
