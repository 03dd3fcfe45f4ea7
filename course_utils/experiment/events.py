"""The log of a run as TensorBoard reads it, where ``--tensorboard`` asks for it and the package is there."""

import importlib.util

from course_utils.experiment.errors import RunError

FOLDER = "tensorboard"


def check(asked):
    """Raise RunError, before anything long is begun, where TensorBoard is asked for and not installed."""
    if asked and importlib.util.find_spec("tensorboard") is None:
        raise RunError("--tensorboard needs the package tensorboard, which the course does not bring: pip install "
                       "tensorboard (log.csv and curves.png hold the same).")  # fmt: skip


class Events:
    """Write the epochs of a run into its folder ``tensorboard``; a run that goes on replaces what it had written."""

    def __init__(self, folder):
        self.folder, self.writer, self.count = folder / FOLDER, None, 0

    def write(self, rows):
        """Add the epochs (dictionaries of numbers) that are not written yet."""
        if self.writer is None:
            from torch.utils.tensorboard import SummaryWriter

            self.writer = SummaryWriter(self.folder, purge_step=1)
        for row in rows[self.count :]:
            for name, value in row.items():
                if name != "epoch":
                    self.writer.add_scalar(name.replace("_", "/", 1), value, row["epoch"])
        self.writer.flush()
        self.count = len(rows)
