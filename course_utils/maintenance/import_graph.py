"""Who imports whom: the modules of the package, the tests with their support, and the notebooks, read from the sources.

Nothing is imported to find out. A file is named by its path from the course's root.
"""

import ast
import json
from functools import cache
from pathlib import Path

from course_utils import explorers, inspection, settings

PACKAGE = settings.ROOT / "course_utils"


def functions(tree):
    """Return every function of a syntax tree, methods and inner ones included."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imports(path, source=None):
    """Yield every module that a file imports, as (dotted name, whether inside a function); relative names absolute.

    >>> list(imports(PACKAGE / "data" / "made_up.py", "from ..plotting import show"))
    [('course_utils.plotting.show', False)]
    """
    tree = ast.parse(source if source is not None else Path(path).read_text(encoding="utf-8"))
    inside = {id(node) for function in functions(tree) for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, path)
            yield from ((f"{base}.{alias.name}", id(node) in inside) for alias in node.names)


def _absolute(node, path):
    if not node.level:
        return node.module
    package = ("course_utils", *Path(path).relative_to(PACKAGE).parent.parts)
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def modules():
    """Return {dotted name: path} of the package's modules; a folder's name stands for its ``__init__.py``."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent != PACKAGE or path.name != "__init__.py"]
    names = {".".join(("course_utils", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in paths}
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


def graph():
    """Return {module of the package: the modules that it imports, wherever in it}."""
    files = modules()
    return {name: set(known(imports(path), files)) - {name} for name, path in files.items()}


def known(names, files):
    """Yield those of some imported names that are among ``files``, or the modules that hold them."""
    for name, _ in names:
        found = name if name in files else name.rpartition(".")[0]
        if found in files:
            yield found


def reached(name, edges):
    """Return everything that ``name`` leads to along the ``edges``, at whatever distance."""
    found, ahead = set(), [name]
    while ahead:
        ahead += (new := edges[ahead.pop()] - found)
        found |= new
    return found


# ---- tests and notebooks --------------------------------------------------------------------------------------------


def readers():
    """Return {test or notebook: the modules, and files of tests/support, that it imports}.

    A file of tests/support is a reader as well, and is named by its path where a test imports it.
    """
    files = modules()
    support = {path.stem: relative(path) for path in (settings.ROOT / "tests" / "support").glob("*.py")}
    found = {}
    for path in sorted((settings.ROOT / "tests").rglob("*.py")):
        names = list(imports(path))
        found[relative(path)] = _alive(names, files) | {support[name] for name in _first(names) if name in support}
    for path in sorted(settings.NOTEBOOKS.glob("*.ipynb")):
        found[relative(path)] = _alive(imports(path, code_of(path)), files)
    return found


def relative(path):
    """Return how a file of the course is named here.

    >>> relative(PACKAGE / "settings.py")
    'course_utils/settings.py'
    """
    return Path(path).relative_to(settings.ROOT).as_posix()


def code_of(path):
    """Return the code of a notebook that can be parsed, as one text."""
    try:
        cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):  # half written, or marked by a merge: it imports nothing
        return ""
    return "\n".join(filter(_parses, sources))


@cache
def _parses(source):
    try:
        ast.parse(source)
    except SyntaxError:  # a magic of IPython
        return False
    return True


def _first(names):
    return {name.partition(".")[0] for name, _ in names}


def _alive(names, files):
    """Return the modules behind imported names, and the packages that hold them, which Python imports with them.

    A name that its package fetches when it is asked for stands for the module that holds it.
    """
    names = list(names)
    ours = {_FETCHED[name] for name, _ in names if name in _FETCHED}
    if ("course_utils.inspection", False) in names:  # and what of it is used, the code will say
        ours |= {f"course_utils.inspection.{module}" for module in inspection.PLACES.values()}
    found = {name for name in set(known(names, files)) | ours if name in files}
    above = {".".join(parts[:k]) for parts in (name.split(".") for name in found) for k in range(2, len(parts))}
    return found | (above & files.keys())


#: Names that a package fetches when they are asked for, each with its module.
_FETCHED = {
    f"{package.__name__}.{name}": f"{package.__name__}.{module}"
    for package, places in (
        (explorers, explorers.REGISTRY | explorers.OTHERS),
        (inspection, inspection.PLACES),
    )
    for name, module in places.items()
}
