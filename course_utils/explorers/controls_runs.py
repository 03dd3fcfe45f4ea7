"""A control that opens a run of the learner's own: one of those found, a path, or a log given to the page."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.explorers import run_logs
from course_utils.explorers.controls import Control, plain


@dataclass(frozen=True)
class OwnRun(Control):
    """The run that is open: "" for none, the path of its folder, or ``"csv:NAME\\n…"``, the text of a log.

    When a run is chosen on the page, at least one of the controls ``shown_by`` is set to ``word``. Whatever is wrong
    with a run is said by the explorer: a path may come to be while it is shown.
    """

    value: str = ""
    shown_by: tuple = ()
    word: str = ""
    live = True

    @property
    def values(self):
        """None, and the runs in the learner's folder now."""
        return ("", *map(str, run_logs.found()))

    def check(self, value):
        value = plain(value)
        if hasattr(value, "__fspath__"):
            value = str(value)
        if not isinstance(value, str):
            raise ValueError(f"{self.name}: got {value!r}; expected the path of a run's folder")
        if len(value) > run_logs.MOST_LETTERS:
            raise ValueError(f"{self.name}: got a text of {len(value):,} letters; expected a path, or a log of at most "
                             f"{run_logs.MOST_LETTERS:,}")  # fmt: skip
        return value

    def kept(self, value):
        """Return a run as its log, since a notebook read elsewhere has no such folder; "" where there is none."""
        try:
            return run_logs.as_text(value) if value else ""
        except run_logs.LogError:
            return ""

    def spec(self):
        """Describe the control to the page."""
        values = self.values
        return dict(
            type="run",
            name=self.name,
            label=self.label,
            values=list(values),
            texts=["none", *map(run_logs.title, values[1:])],
            shown_by=list(self.shown_by),
            word=self.word,
            most=run_logs.MOST_LETTERS - 1000,
            live=True,
        )
