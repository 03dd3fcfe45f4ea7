"""Being stopped, and being unheard: signals, and a screen whose reader has gone, end a run after the batch at hand."""

import signal
import sys
from contextlib import contextmanager

from course_utils import training

ASKING = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, the end signal of a cluster, a terminal that was closed
HEARD = "\nstopping after this batch; Ctrl-C again gives up what came since the last checkpoint"


@contextmanager
def stoppable(trainer):
    """While it lasts, Ctrl-C and its like stop the trainer after the batch at hand.

    A second Ctrl-C ends at once, as usual; the checkpoint on disk is whole in any case. A signal that was to be ignored
    (as SIGHUP is under nohup) still is.
    """

    def ask(number, frame):
        if not trainer.stop and trainer.processes.first:
            _say(HEARD)
        trainer.stop = True
        signal.signal(number, before[number])

    numbers = [getattr(signal, name) for name in ASKING if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text):
    try:
        print(text, file=sys.stderr, flush=True)
    except (OSError, RuntimeError):
        pass  # nobody there, or stderr was being written when the signal came


class Screen:
    """The progress bar and the last words of a run, in its first process; the others show nothing.

    Where stdout cannot be written any more (``| head`` has read enough), the trainer is asked to stop.
    """

    def __init__(self, trainer):
        self.trainer = trainer
        self.shown = trainer.processes.first
        total = trainer.config.epochs * trainer.batches
        done = min(trainer.epoch * trainer.batches + trainer.batch, total)
        self.bar = self._do(training.bar, total, self.shown, done)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        if self.bar is not None:
            self._do(self.bar.close)

    def epoch(self):
        """Say which epoch begins."""
        text = f"epoch {self.trainer.epoch + 1}/{self.trainer.config.epochs}"
        if self.bar is not None:
            self._do(self.bar.set_description_str, text, False)

    def batch(self):
        """Count a batch."""
        if self.bar is not None:
            self._do(self.bar.update)

    def line(self, text):
        """Show how the last epoch went, beside the bar."""
        if self.bar is not None:
            self._do(self.bar.set_postfix_str, text)

    def say(self, text):
        """Print a text."""
        if self.shown:
            self._do(lambda: print(text, flush=True))

    def _do(self, action, *arguments):
        try:
            return action(*arguments)
        except OSError:
            self.trainer.stop = True
            return None
