"""Of all tests, those of a run that must be short: see `thinned`. Which they are is the same in every run.

Where COURSE_TESTS is "some", as in `make test`, a test marked ``long`` is left out: it goes in one piece where shorter
tests go in several. One marked ``few(n)`` keeps n of its cases, from the first to the last, and one in a browser its
first. What takes minutes and rests on little, `WAITING`, waits until that has changed.
"""

from collections import defaultdict

from course_utils.explorers import REGISTRY
from course_utils.launch.quick import changed

#: {how the ids of some tests begin: how the paths begin of what decides whether they pass}. They are notebooks that
#: train networks for minutes, and the tests of the plain pages in two browsers.
WAITING = {
    **{f"notebooks/{number}_": ("course_utils/", "data/") for number in ("07", "08", "09", "11", "12")},
    "tests/browser/pages/": ("course_utils/site/", "course_utils/explorers/", "notebooks/", "tests/support/"),
}


def thinned(items, paths=()):
    """Return (items to run, items to leave).

    ``paths``: the files that have changed. A test that stands in one of them keeps all its cases, and so does, of a
    thinned test, each case whose id names a changed explorer or chapter.
    """
    cases, words = defaultdict(list), changed_names(paths)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    chosen = set()
    for function, several in cases.items():
        if function.partition("::")[0] in paths:
            chosen |= {item.nodeid for item in several}
        elif not waits(function, paths):
            chosen |= {several[place].nodeid for place in places(several[0], len(several))}
            chosen |= {item.nodeid for item in several if any(word in item.nodeid.partition("[")[2] for word in words)}
    return [i for i in items if i.nodeid in chosen], [i for i in items if i.nodeid not in chosen]


def waits(function, paths):
    """Say whether a test rests on what has not changed, and takes minutes."""
    rests = next((rests for start, rests in WAITING.items() if function.startswith(start)), None)
    return rests is not None and not any(path.startswith(rests) for path in paths)


def places(item, count):
    """Return which of a test's ``count`` cases are kept, by the marks of one of them."""
    few = item.get_closest_marker("few")
    most = few.args[0] if few else 1 if "/browser/" in item.nodeid else count
    if item.get_closest_marker("long"):
        most = 0
    if most >= count:
        return range(count)
    return sorted({round(k * (count - 1) / max(most - 1, 1)) for k in range(most)})


def changed_names(paths):
    """Return the names of the explorers, and the numbers of the chapters, whose files are among ``paths``."""
    explorers = [name for name, module in REGISTRY.items() if f"course_utils/explorers/{module}.py" in paths]
    chapters = [path.split("/")[1][:2] for path in paths if path.startswith("notebooks/") and path.endswith(".ipynb")]
    return explorers + [f"{number}_" for number in chapters]


def changed_files():
    """Return the paths that differ from the main branch or the last commit, as `make quick` sees them."""
    return changed.files()[0]
