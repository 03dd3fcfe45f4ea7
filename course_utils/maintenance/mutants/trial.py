"""One mutant in a copy of the course: the tests that reach it, in turn, until one of them fails."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.maintenance import in_a_copy
from course_utils.maintenance.mutants import reach

LIMIT = 240  # seconds for one turn of tests
SURE = 5  # a turn that runs out of time counts where the unchanged course needs less than a fifth of the limit
_MUST_RUN = {"COURSE_REQUIRE_NODE": "1", "COURSE_REQUIRE_BROWSER": "1"}


@dataclass
class Course:
    """A copy of the course, and what is known of its tests as they are: how long a turn takes, which fail there."""

    folder: Path
    seconds: dict = field(default_factory=dict)
    failing: set = field(default_factory=set)
    browser: bool = True  # whether tests that need one are run as well

    def tried(self, mutant) -> tuple[str, int]:
        """Return the test that fails with the mutant in place, or "", and the seconds that it took.

        A failure counts only where the same test passes without the mutant, running out of time only where the same
        tests need less than a fifth of it.
        """
        path = self.folder / mutant.path
        before, started = path.read_bytes(), time.monotonic()
        by = ""
        turns = (turn for turn in reach.turns(mutant) if self.browser or not turn[0].startswith("tests/browser/"))
        for turn in turns:
            path.write_text(mutant.put_into(before.decode()), encoding="utf-8", newline="")
            try:
                by = self._by(turn, lambda: path.write_bytes(before))
            finally:
                path.write_bytes(before)
            if by:
                break
        return by, round(time.monotonic() - started)

    def _by(self, turn, restore):
        tests = [*turn, *(f"--deselect={name}" for name in sorted(self.failing))]
        by = in_a_copy.failing(self.folder, tests, LIMIT, **_MUST_RUN)
        if not by:
            return ""
        restore()
        if by == in_a_copy.TOO_LONG:
            return f"{by}: {LIMIT} s" if self._usual(tuple(turn)) < LIMIT / SURE else ""
        again = (
            turn if "::" not in by and not by.startswith("tests/") else [by.split("::")[0] if ".ipynb" in by else by]
        )
        if not in_a_copy.failing(self.folder, again, LIMIT, **_MUST_RUN):
            return by
        self.failing.add(by)
        return ""

    def _usual(self, turn):
        """Return the seconds that a turn takes without a mutant, or the limit where it does not pass."""
        if turn not in self.seconds:
            started = time.monotonic()
            passes = not in_a_copy.failing(self.folder, turn, LIMIT, **_MUST_RUN)
            self.seconds[turn] = time.monotonic() - started if passes else LIMIT
        return self.seconds[turn]
