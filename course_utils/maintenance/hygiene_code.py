"""What must hold of the code inside notebook cells, one small rule each; see `hygiene`."""

import ast
import builtins
import re
import symtable
from collections import Counter
from collections.abc import Iterator

from course_utils.maintenance.claims.texts import exercise_entries
from course_utils.maintenance.pages import Page

_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
_LOCAL_RANDOM = {"default_rng", "Generator", "SeedSequence", "PCG64"}
_TORCH_RANDOM = {"rand", "randn", "randint", "randperm", "normal", "bernoulli", "multinomial"}


def plain_python(page: Page) -> Iterator[str]:
    """Every code cell is plain Python: no magics, no shell lines."""
    for cell in page.code:
        if cell not in page.python:
            yield f"{cell.id}: is not plain Python"


def honest_imports(page: Page) -> Iterator[str]:
    """No star imports, no edits of sys.path, no pyplot: figures come from course_utils.plotting."""
    for cell in page.python:
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                yield f"{cell.id}: imports * from {node.module}"
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path":
                yield f"{cell.id}: touches sys.path"
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if "matplotlib.pyplot" in names or "pyplot" in names:
                yield f"{cell.id}: imports pyplot; figures come from course_utils.plotting"


def functions_read_their_arguments(page: Page) -> Iterator[str]:
    """A function reads its parameters, UPPER_CASE constants, imports and other functions, and no loose variable."""
    known = set(dir(builtins)) | set().union(*(_definitions(cell.tree) for cell in page.python))
    for cell in page.python:
        table = symtable.symtable(cell.source, cell.id, "exec")
        for scope in _function_scopes(table):
            for name in sorted(_loose_names(scope) - known):
                if not _CONSTANT.fullmatch(name):
                    yield f"{cell.id}: {scope.get_name()}() reads {name!r}: neither a parameter nor a constant"


def _definitions(tree) -> set[str]:
    """Names that top-level imports, functions and classes give."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def _function_scopes(table) -> Iterator[symtable.SymbolTable]:
    """The functions and methods of a cell; a lambda at top level may read what stands around it."""
    for child in table.get_children():
        if child.get_type() == "class" or (child.get_type() == "function" and child.get_name() in _COMPREHENSIONS):
            yield from _function_scopes(child)
        elif child.get_type() == "function" and child.get_name() != "lambda":
            yield child


_COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def _loose_names(scope) -> set[str]:
    """Names that a function, or anything nested in it, takes from the notebook around it."""
    own = {s.get_name() for s in scope.get_symbols() if s.is_global() and (s.is_referenced() or s.is_declared_global())}
    return own.union(*(_loose_names(child) for child in scope.get_children()))


def local_random(page: Page) -> Iterator[str]:
    """Random numbers come from a generator seeded in the same cell."""
    generators = set()
    for cell in page.python:
        made = _generators_made(cell.tree)
        generators |= made
        yield from (f"{cell.id}: {fault}" for fault in _global_random(cell))
        for name in sorted(_top_level_reads(cell.tree) & generators - made):
            yield f"{cell.id}: uses {name!r}, a generator seeded in another cell"


def _generators_made(tree) -> set[str]:
    made = set()
    for node in ast.walk(tree):
        seeds = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if seeds and ast.unparse(node.value.func).endswith("default_rng"):
            made |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return made


def _top_level_reads(tree) -> set[str]:
    outside = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {n.id for top in outside for n in ast.walk(top) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _global_random(cell) -> Iterator[str]:
    for node in ast.walk(cell.tree):
        numpys = isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random")
        if numpys and node.attr not in _LOCAL_RANDOM:
            yield f"np.random.{node.attr} draws from the shared generator; use np.random.default_rng(seed)"
        if isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names):
            yield "imports random; use np.random.default_rng(seed)"
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.endswith("default_rng") and not node.args and not node.keywords:
                yield "default_rng() without a seed"
            drawn = name.startswith("torch.") and name.removeprefix("torch.") in _TORCH_RANDOM
            if drawn and "manual_seed" not in cell.source and all(k.arg != "generator" for k in node.keywords):
                yield f"{name} draws from the shared generator, not seeded in this cell"


def exercises_agree(page: Page) -> Iterator[str]:
    """Each exercise and prediction of the chapter is used exactly once, with its own stub and prompt."""
    exercises, predictions = exercise_entries(page.chapter)
    yield from _used_once(page, "check", {entry.id for entry in exercises})
    yield from _used_once(page, "predict", {entry.id for entry in predictions})
    for entry in exercises:
        for cell in page.python:
            if entry.id in _called_with(cell, "check"):
                yield from (f"{cell.id}: {fault}" for fault in _stub_and_prompt(page, cell, entry))


def _used_once(page, function, ids) -> Iterator[str]:
    used = Counter(id for cell in page.python for id in _called_with(cell, function))
    for id in sorted(ids - set(used)):
        yield f"{id!r} is registered but the notebook never calls {function}({id!r})"
    for id, count in used.items():
        if id not in ids:
            yield f"{function}({id!r}): chapter {page.chapter} registers no such id"
        elif count > 1:
            yield f"{function}({id!r}) is called {count} times; expected once"


def _called_with(cell, function) -> list[str]:
    calls = [node for node in ast.walk(cell.tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func).split(".")[-1] == function and call.args]
    return [call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)]


def _stub_and_prompt(page, cell, entry) -> Iterator[str]:
    before = cell.source.split("check(")[0]
    if _squeezed(entry.stub) not in _squeezed(before):
        yield f"the cell does not hold the stub of {entry.id}:\n{entry.stub}"
    above = [c.source for c in page.cells[max(0, cell.index - 2) : cell.index] if c.kind == "markdown"]
    if _squeezed(entry.prompt) not in _squeezed(" ".join(above)):
        yield f"the markdown above does not hold the prompt of {entry.id}: {entry.prompt!r}"


def _squeezed(text) -> str:
    return " ".join(text.split())


RULES = (
    plain_python, honest_imports, functions_read_their_arguments, local_random, exercises_agree,
)  # fmt: skip
