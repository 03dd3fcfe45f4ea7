"""The plain pages: how long they take to write, what a part weighs, when it is painted, how its explorers move.

All from a disk, in a browser that reaches no network; the explorers' figures are got as those in JupyterLab are.
"""

import gzip
import re
import sys
import tempfile
import time
from pathlib import Path

from course_utils.explorers import REGISTRY
from course_utils.maintenance import browser
from course_utils.maintenance.bench import latency
from course_utils.maintenance.bench.promises import percentile, verdict
from course_utils.maintenance.bench.subjects import subjects
from course_utils.site import build, tables
from course_utils.site.gallery import slug

BUILD_SECONDS, PART_MB, PAINT_SECONDS = 300, 2.0, 0.5  # promised
#: What a page names: styles, scripts, pictures, and the files of its explorers.
_NAMED = re.compile(r'(?:src|data-file|<link rel="stylesheet" href)="([^"#:]+)"')
_SHOWN = re.compile(r'data-key="(\w+)')
_PAINTED = "performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint')?.startTime"


def main(quick, names=()) -> bool:
    """Measure and print the tables; False without a browser, which half of them need."""
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        out = Path(temporary) / "site"
        begun = time.perf_counter()
        build.build(out)
        took = time.perf_counter() - begun
        print(f"\n{'Plain pages':<60}{'':>9}   promised")
        _line("written in", f"{took:.0f} s", verdict(took, BUILD_SECONDS))
        weights = {path: weight(out, path) / 1e6 for path in sorted((out / "chapters").glob("*.html"))}
        heaviest = max(weights, key=weights.get)
        middle = percentile(weights.values(), 50)
        _line("a part with all its explorers, packed, middle", f"{middle:.2f} MB", verdict(middle, PART_MB))
        _line(f"heaviest: {heaviest.stem}", f"{weights[heaviest]:.2f} MB", verdict(weights[heaviest], PART_MB))
        if browser.find_chromium() is None:
            print("No Chromium found: nothing was measured in a browser. CHROMIUM may name one.", file=sys.stderr)
            return False
        in_browser(out, list(weights), names or list(REGISTRY), quick)
    return True


def _line(what, figure, words):
    print(f"{what[:60]:<60}{figure:>9}   {words}")


def weight(out, path) -> int:
    """Return the bytes of a page and of all that it loads while it is read, as a server packs them."""
    text = path.read_text(encoding="utf-8")
    files = {(path.parent / name).resolve() for name in _NAMED.findall(text)}
    shown = set(_SHOWN.findall(text))
    files |= {out / "assets" / f"{part}.js" for part in (["explorers", "questions"] if shown else ["questions"])}
    files |= {out / "assets" / "stores" / f"{name}.js" for name in shown & set(tables.PHOTOS)}
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in {path, *files})


def in_browser(out, parts, names, quick):
    """Measure first paint and the explorers, and print."""
    with browser.chromium() as chromium:
        page = chromium.new_context(viewport={"width": 1280, "height": 1000}).new_page()
        painted = [first_paint(page, part) for part in (parts[::5] if quick else parts)]
        _line(
            "first paint of a part, middle",
            f"{percentile(painted, 50):.2f} s",
            verdict(percentile(painted, 50), PAINT_SECONDS),
        )
        _line("first paint, slowest", f"{max(painted):.2f} s", verdict(max(painted), PAINT_SECONDS))
        page.add_init_script(path=latency.PROBE)
        found = [one for name in names for one in moved(page, out, name, 15 if quick else 60, 2 if quick else 4)]
        latency.report(found)


def first_paint(page, path) -> float:
    """Return the seconds from opening a page to its first text on screen."""
    page.goto("about:blank")
    page.goto(path.as_uri())
    page.wait_for_function(_PAINTED)
    return page.evaluate(_PAINTED) / 1000


def moved(page, out, name, presses, seconds) -> list[tuple]:
    """Return what was measured of the controls that an explorer has without Python."""
    page.goto("about:blank")
    page.goto((out / "explorers" / f"{slug(name)}.html").as_uri())
    page.wait_for_function("document.querySelector('.ntr-sentence:not(:empty)')", timeout=60_000)
    page.wait_for_timeout(1_000)
    found = []
    for subject in subjects(name):
        if page.locator(subject.control).first.is_enabled():
            found.append(latency.one(page, subject, presses, seconds))
            print(".", end="", file=sys.stderr, flush=True)
    return found
