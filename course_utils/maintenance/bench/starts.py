"""How long imports take, and how long it is from the command to JupyterLab's page."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from course_utils import settings
from course_utils.launch import place
from course_utils.maintenance.bench.promises import verdict

CORE = (
    "activations", "losses", "optimizers", "gradients", "backprop", "shapes", "convolution", "pooling", "layers",
    "convnet", "training", "data",
)  # fmt: skip


def main(quick) -> bool:
    """Measure and print the table; return True."""
    print(f"\n{'Start':<46}{'':>7}{'':>7}{'':>5}   promised")
    for what, took, promised in import_times(5 if quick else 15):
        print(f"{what[:60]:<60}{took:5.1f} ms  {verdict(took, promised)}")
    how, seconds = serving_time()
    print(f"{how:<60}{seconds:5.1f} s   {verdict(seconds, 4)}", flush=True)
    return True


def import_times(repeats) -> list[tuple[str, float, float]]:
    """Return (what, median milliseconds, promised) for the package alone and for the NumPy core beyond NumPy."""
    core = "".join(f"import course_utils.{name}\n" for name in CORE)
    return [
        ("import course_utils, beyond Python", _import_time("", "import course_utils", repeats), 50),
        ("the NumPy core, beyond NumPy", _import_time("import numpy", core, repeats), 50),
    ]


def _import_time(before, statement, repeats) -> float:
    code = f"{before}\nimport time\nstart = time.perf_counter()\n{statement}\nprint(time.perf_counter() - start)"
    runs = [subprocess.check_output([sys.executable, "-c", code], cwd=settings.ROOT) for _ in range(repeats)]
    return 1000 * statistics.median(float(run) for run in runs)


def serving_time() -> tuple[str, float]:
    """Return how the course was started and the seconds until JupyterLab's page was served."""
    port = place.free_port(9300)
    options = ["--no-browser", f"--ServerApp.port={port}", "--IdentityProvider.token=bench"]
    ready = (settings.ROOT / ".venv" / "course-stamp.json").is_file()
    command = (
        ["make", "lab", f"ARGS={' '.join(options)}"]
        if ready
        else [sys.executable, "-m", "course_utils", "lab", *options]
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as home:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=settings.ROOT, env={**os.environ, "COURSE_HOME": home}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            took = _served(f"http://127.0.0.1:{port}/lab?token=bench", started, process)
        finally:
            os.killpg(process.pid, 15)  # make, Python and the server alike
            process.wait(20)
    return ("make lab, second use" if ready else "python -m course_utils lab"), took


def _served(url, started, process) -> float:
    while time.perf_counter() - started < 120 and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=10).close()
            return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    return float("nan")
