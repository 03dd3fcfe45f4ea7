"""Any cell may be run first: the exercises' tools are there, and a name that is not leads to the cell that makes it.

An extension of IPython, which the course's JupyterLab and the kernels of ``.venv`` load when they start. Elsewhere
``%load_ext course_utils.launch.any_cell`` does. It loads nothing heavy until a tool is used, and a name that the
learner has made is the learner's: nothing here takes its place.
"""

import ast
import contextlib
import ctypes
import gc
import importlib
import json
import os
from pathlib import Path

from course_utils import settings

#: The tools, and where they come from. A tool that a module lacks is passed over.
TOOLS = {
    **dict.fromkeys(("check", "hint", "solution", "progress", "case", "mine"), "course_utils.exercises"),
    **dict.fromkeys(("predict", "recall", "review"), "course_utils.explorers"),
}

#: The packages whose figures `Out` need not keep.
DRAWN = ("course_utils.plotting.", "matplotlib.")


def load_ipython_extension(shell):
    """Begin; IPython calls this."""
    shell.ast_transformers.append(Bringer(shell.user_ns))
    shell.events.register("post_run_cell", lambda result: tell(result, shell.user_ns))
    shell.events.register("post_run_cell", lambda result: give_back(shell))


class Bringer(ast.NodeTransformer):
    """Looks through a cell before it runs, and brings the tools that it uses where ``names`` has none of that name."""

    def __init__(self, names):
        self.names = names

    def visit(self, tree):
        """Return the cell's tree as it came."""
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        used |= {name for node in ast.walk(tree) if (name := _asked_about(node))}
        for name in TOOLS.keys() & used - self.names.keys():
            self._bring(name)
        return tree

    def _bring(self, name):
        try:
            self.names[name] = getattr(importlib.import_module(TOOLS[name]), name)
        except (ImportError, AttributeError):
            pass  # the cell then fails as it would have, and Python says why


def _asked_about(node):
    """Return the name in ``check?``, which has become ``get_ipython().run_line_magic('pinfo', 'check')``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "run_line_magic":
        return None
    words = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    return words[1] if len(words) == 2 and words[0] in ("pinfo", "pinfo2") else None


def give_back(shell):
    """Let go of the memory that only looks used: a class shares a computer, and a laptop has other work, too.

    IPython keeps every figure that a cell has shown, in ``Out``, two or three megabytes each; here all but the newest
    go. What else was freed the C library keeps to itself, unless it is asked.
    """
    shown = shell.user_ns.get("_oh", {})
    old = [number for number in sorted(shown)[:-1] if type(shown[number]).__module__.startswith(DRAWN)]
    for number in old:
        for names in (shell.user_ns, shell.user_ns_hidden, shown):
            names.pop(number if names is shown else f"_{number}", None)
    if old:
        gc.collect()  # a figure and its parts hold each other
    with contextlib.suppress(AttributeError, OSError, TypeError):  # macOS, Windows
        ctypes.CDLL(None).malloc_trim(0)


def tell(result, names):
    """After a cell that failed for want of a name, print which cell makes it; of a slip of the pen say nothing."""
    try:
        words = advice(result.error_in_exec, names, getattr(result.info, "cell_id", None))
    except Exception:  # a notebook that cannot be read must not add a second error to the first
        words = ""
    if words:
        print(words)


def advice(error, names, cell_id=None):
    """Return what to say of an error of a cell, or "".

    ``names`` is the learner's namespace, ``cell_id`` the cell that ran, where the front end says so. Only a name that
    another cell of this chapter makes, further up, is spoken of.
    """
    name = getattr(error, "name", None)
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError) or not name or name in names:
        return ""
    path = notebook_path(names)
    cells = code_cells(path) if path else []
    if not cells:
        common = any(name in made(source) for file in sorted(settings.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
                     for key, source in code_cells(file) if key == "setup")  # fmt: skip
        return f"'{name}' comes from the chapter's first code cell: run that cell, then this one again." * common
    position = next((k for k, (key, _) in enumerate(cells) if key == cell_id), None)
    above = cells[:position] if position is not None else [cell for cell in cells if cell[0] == "setup"]
    makers = [source for _, source in above if name in made(source)]
    if not makers:
        return ""
    if makers[0] == cells[0][1]:
        return f"'{name}' comes from the chapter's first code cell: run that cell, then this one again."
    first = next(line for line in makers[-1].splitlines() if line.strip())
    return (
        f"'{name}' is made in a cell further up, which begins with\n    {first}\n"
        "Run that cell, then this one again (or all of them: Run > Run All Above Selected Cell)."
    )


def notebook_path(names):
    """Return the notebook that this kernel serves, where the front end says which; else None."""
    said = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME") or ""
    name = Path(said).name
    for place in (Path(said), Path.cwd() / name, settings.NOTEBOOKS / name):
        if name.endswith(".ipynb") and place.is_file():
            return place
    return None


def code_cells(path):
    """Return (id, source) of every code cell of a notebook file."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    return [(cell.get("id"), "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]


def made(source):
    """Return the names that a cell makes at its top level: assigned, imported, defined.

    >>> sorted(made("import numpy as np\\nfor k in range(3):\\n    a, b = f(k)\\ndef g(x):\\n    y = x"))
    ['a', 'b', 'g', 'k', 'np']
    """
    try:
        tree = ast.parse("\n".join(line for line in source.splitlines() if not line.startswith(("%", "!"))))
    except SyntaxError:
        return set()
    found, open_nodes = set(), [tree]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            continue
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            continue
        if isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        open_nodes.extend(ast.iter_child_nodes(node))
    return found
