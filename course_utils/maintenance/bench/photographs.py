"""Measure how long photographs take to read beside Pillow's own shortest way, and how long once they are kept.

Pillow's way is to ask the decoder for as few pixels as will do (``draft``), and to scale them. Ours also turns a
picture as its camera noted, lays it on white, asks for half as many pixels again as are needed, and says what was odd.
The two take turns, in the time of the processor.
"""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from course_utils.maintenance.bench.promises import verdict

PROMISED = 1.2
SIZES = (32, 64, 224)
PHOTOGRAPHS = ((4000, 3000), (6000, 4000))  # what telephones and cameras write


def write(folder, width, height) -> Path:
    """Write a photograph of the course, enlarged and with a sensor's noise, as a JPEG; return its path."""
    from PIL import Image

    from course_utils.data import pictures

    image = Image.fromarray(pictures.photograph("china")).resize((width, height), Image.Resampling.BICUBIC)
    noise = np.random.default_rng(0).normal(0, 6, (height, width, 1)).astype(np.float32)
    path = Path(folder) / f"{width} × {height}.jpg"
    Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8)).save(path, quality=92)
    return path


def plain(path, size):
    """Read a photograph in Pillow's own shortest way."""
    from PIL import Image

    with Image.open(path) as image:
        image.draft("RGB", (size, size))
        return np.asarray(image.convert("RGB").resize((size, size), Image.Resampling.LANCZOS))


def _seconds(read, path, size):
    start = time.process_time()
    read(path, size)
    return time.process_time() - start


def main(quick=False) -> bool:
    """Measure every photograph at every size and print it beside the promise; return True."""
    from course_utils.data import folder
    from course_utils.data.folder import picture

    print(f"{'photograph':<14}{'side':>6}{'Pillow':>10}{'ours':>10}   ratio")
    with tempfile.TemporaryDirectory(prefix="bench-photographs-") as place:
        for width, height in PHOTOGRAPHS:
            path = write(place, width, height)
            for size in SIZES:
                turns = [
                    [_seconds(read, path, size) for read in (plain, picture.read)] for _ in range(3 if quick else 9)
                ]
                theirs, ours = (statistics.median(times) for times in zip(*turns, strict=True))
                print(f"{width} × {height:<7}{size:>6}{1000 * theirs:>7.0f} ms{1000 * ours:>7.0f} ms   "
                      f"{ours / theirs:.2f} {verdict(ours / theirs, PROMISED)}")  # fmt: skip
        first, again = _kept(Path(place), folder)
    print(f"a folder of {len(PHOTOGRAPHS) * 4} such photographs: {first:.2f} s, and {again:.2f} s from what was kept")
    return True


def _kept(place, folder):
    """Return the seconds that a folder takes the first time and the second."""
    for number in range(4 * len(PHOTOGRAPHS)):
        width, height = PHOTOGRAPHS[number % 2]
        to = place / "set" / "ab"[number // 2 % 2] / f"{number}.jpg"
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes((place / f"{width} × {height}.jpg").read_bytes() + bytes([number]))  # no two are copies
    found = []
    for _ in range(2):
        start = time.perf_counter()
        folder.survey(place / "set", cache=place / "kept")
        found.append(time.perf_counter() - start)
    return found
