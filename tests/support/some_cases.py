"""Of all tests, those of a run that must be short: see `thinned`. Which they are is the same in every run.

Where COURSE_TESTS is "some", as in `make test`, a test marked ``long`` is left out: it goes in one piece where shorter
tests go in several. One marked ``few(n)`` keeps n of its cases, and one in a browser 2, from the first to the last. Of
the notebooks those wait for the whole run whose cells train networks in PyTorch for minutes.
"""

from collections import defaultdict

from course_utils.explorers import REGISTRY
from course_utils.launch.quick import changed

IN_A_BROWSER = 2
#: Notebooks that train for minutes, and what changes what they show.
TRAINING = ("notebooks/08_", "notebooks/09_", "notebooks/11_", "notebooks/12_")
TRAINED_BY = ("course_utils/models/", "course_utils/experiment/", "course_utils/inspection/", "data/")


def thinned(items, paths=()):
    """Return (items to run, items to leave).

    ``paths``: the files that have changed. A test that stands in one of them keeps all its cases, and so does, of a
    thinned test, each case whose id names a changed explorer or chapter.
    """
    cases, words, trains = defaultdict(list), changed_names(paths), any(path.startswith(TRAINED_BY) for path in paths)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    chosen = set()
    for function, several in cases.items():
        whole = function.partition("::")[0] in paths or (trains and function.startswith(TRAINING))
        kept = several if whole else [several[place] for place in places(several[0], len(several))]
        chosen |= {item.nodeid for item in kept}
        chosen |= {item.nodeid for item in several if any(word in item.nodeid.partition("[")[2] for word in words)}
    return [i for i in items if i.nodeid in chosen], [i for i in items if i.nodeid not in chosen]


def places(item, count):
    """Return which of a test's ``count`` cases are kept, by the marks of one of them."""
    few = item.get_closest_marker("few")
    most = few.args[0] if few else IN_A_BROWSER if "/browser/" in item.nodeid else count
    if item.get_closest_marker("long") or item.nodeid.startswith(TRAINING):
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
