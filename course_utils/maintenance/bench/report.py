"""How long the report on a class takes: every learner's journal of the whole course, read and drawn."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.bench.promises import verdict

LEARNERS, PROMISED = 300, 10  # seconds
MAKER = settings.ROOT / "tests" / "support" / "made_class.py"


def main(quick) -> bool:
    """Measure and print the table; return whether made-up classes can be had, which come with the tests alone."""
    if not MAKER.exists():
        print(f"no made-up classes: {MAKER.name} is missing")
        return False
    learners = LEARNERS // 10 if quick else LEARNERS
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        handed, out = str(Path(folder) / "class"), str(Path(folder) / "report.html")
        subprocess.run([sys.executable, str(MAKER), handed, str(learners)], check=True, cwd=settings.ROOT)
        lines = sum(path.read_bytes().count(b"\n") for path in Path(handed).rglob("*.jsonl"))
        command = [sys.executable, "-m", "course_utils.classroom", "report", handed, "--out", out]
        started = time.perf_counter()
        subprocess.run(command, check=True, cwd=settings.ROOT)
        seconds = time.perf_counter() - started
    what = f"report: {learners} learners, {lines:,} records, start included"
    print(f"{what:<60}{seconds:5.1f} s   {verdict(seconds, PROMISED)}", flush=True)
    return True
