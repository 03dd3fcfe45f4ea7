"""Of a test that has many cases, a few: for a run that must be short. Which is the same in every run."""

from collections import defaultdict

from course_utils.explorers import REGISTRY
from course_utils.launch.quick import changed

MOST = 2


def thinned(items, most=MOST, always=()):
    """Return (items to run, items to leave): of each function at most ``most`` cases, from the first to the last.

    Cases whose id holds one of the words ``always`` are run in any case.
    """
    cases = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
    chosen = set()
    for several in cases.values():
        last = len(several) - 1
        places = {round(k * last / max(most - 1, 1)) for k in range(most)} if last >= most else range(last + 1)
        chosen |= {several[place].nodeid for place in places}
        chosen |= {item.nodeid for item in several if any(word in item.nodeid.partition("[")[2] for word in always)}
    return [i for i in items if i.nodeid in chosen], [i for i in items if i.nodeid not in chosen]


def changed_names(paths=None):
    """Return the names of the explorers, and the numbers of the chapters, whose files have changed."""
    paths = changed.files()[0] if paths is None else paths
    explorers = [name for name, module in REGISTRY.items() if f"course_utils/explorers/{module}.py" in paths]
    chapters = [path.split("/")[1][:2] for path in paths if path.startswith("notebooks/") and path.endswith(".ipynb")]
    return explorers + [f"{number}_" for number in chapters]
