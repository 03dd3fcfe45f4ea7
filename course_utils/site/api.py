"""The pages of the package: each module that a chapter imports, from its docstrings, and where chapters use it.

A page holds, for each function and class: how it is called, with types where the source has them, its description with
shapes and formulas, its example, which a test runs, and the parts of chapters that use it, read from their imports.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import html
import inspect
import io
import os
import re
from dataclasses import dataclass
from importlib import import_module
from unittest import mock

from markupsafe import Markup

from course_utils.exercises.render import inline
from course_utils.site.markup import coloured
from course_utils.site.pages import neighbours, render
from course_utils.site.source import block_file, relative

INDEX = "api/index.html"
PROGRAMS = "api/programs.html"
#: What learners import, in the order of the course; plotting and explorers have their pictures in the chapters.
ROOMS = {
    "Functions of a network, forward and backward": (
        "activations", "losses", "optimizers", "gradients", "dense", "convolution", "convolution_kinds", "pooling",
        "normalisation", "dropout", "highway",
    ),
    "Whole networks in NumPy": ("layers", "convnet", "training", "backprop", "backprop_matrix"),
    "Sizes, counts and certainty": ("shapes", "uncertainty", "quantiles"),
    "Pictures": (
        "data", "data.batches", "data.augmentation", "data.patches", "data.folder.picture", "data.marks", "data.runs",
    ),
    "Networks in PyTorch": (
        "models.lenet5", "models.alexnet", "models.resnet", "models.blocks", "models.stack", "models.efficientnet_lite",
        "models.lenet5_plan", "models.alexnet_plan", "models.vgg_plan", "models.nin_plan", "models.googlenet_plan",
        "models.resnet_plan", "models.counts", "models.digit_codes",
    ),
    "Looking inside": ("inspection", "inspection.averages", "inspection.blocks", "inspection.drift"),
    "Training programs as functions": (
        "experiment.model", "experiment.loop", "experiment.run", "experiment.pictures", "experiment.checkpoint",
        "experiment.transfer", "experiment.added_layers", "experiment.programs",
    ),
    "The notebook's own tools": ("exercises", "chapters", "doctor"),
}  # fmt: skip
MOST_PLACES = 9  # that are linked; what nearly every part uses needs no list
COMMANDS = ("look", "train", "test", "predict", "export")
_WORDS = re.compile(r"``?([^`]+)``?")


@dataclass(frozen=True)
class Entry:
    """A function or a class of a module: its name, how it is called, its description, and its public methods."""

    name: str
    call: str
    text: str
    methods: tuple[Entry, ...] = ()


def modules():
    """Return the names of the modules that have a page, in order."""
    return [name for names in ROOMS.values() for name in names]


def file_of(name):
    """Return the page of a module.

    >>> file_of("data.folder.picture")
    'api/data-folder-picture.html'
    """
    return f"api/{name.replace('.', '-').replace('_', '-')}.html"


@functools.cache
def entries_of(name):
    """Return the Entries of a module: what its `__all__` names, or else what it defines, in the source's order."""
    module = import_module(f"course_utils.{name}")
    listed = getattr(module, "__all__", None)
    found = {key: getattr(module, key) for key in listed or vars(module) if listed or not key.startswith("_")}
    own = {
        key: value for key, value in found.items()
        if (inspect.isfunction(value) or inspect.isclass(value)) and inspect.getdoc(value)
        and (listed or value.__module__ == module.__name__)
    }  # fmt: skip
    return tuple(_entry(key, own[key]) for key in sorted(own, key=lambda key: _line(own[key], module)))


def _line(value, module):
    """Return where something stands in its module; what comes from others keeps its alphabet, behind."""
    inside = inspect.unwrap(value)
    own = value.__module__ == module.__name__
    return (0, inspect.getsourcelines(inside)[1], "") if own else (1, 0, value.__name__)


def _entry(name, value):
    methods = ()
    if inspect.isclass(value):
        public = [(key, one) for key, one in vars(value).items() if not key.startswith("_") and inspect.isfunction(one)]
        methods = tuple(_entry(f"{name}.{key}", one) for key, one in public if one.__doc__)
    return Entry(name, _call(name, value), inspect.cleandoc(value.__doc__ or ""), methods)


def _call(name, value):
    """Return how something is called, one argument a line where it would be wide."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return name
    kept = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    line = _plain(f"{name}{signature.replace(parameters=kept)}")
    if len(line) <= 72:  # what the column of a page holds
        return line
    kinds = {p.kind for p in kept}
    bare = inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds
    first = next((at for at, p in enumerate(kept) if p.kind is p.KEYWORD_ONLY), len(kept))
    arguments = [*map(str, kept[:first]), *(["*"] if bare else []), *map(str, kept[first:])]
    returned = _plain(str(signature.replace(parameters=()))).removeprefix("()")
    return "\n".join([f"{name}(", *(f"    {_plain(one)}," for one in arguments), f"){returned}"])


def _plain(text):
    """Return a signature without what Python writes of classes, functions and objects that are defaults."""
    return re.sub(r"<(?:class '([\w.]+)'|function ([\w.<>]+) at 0x\w+|[\w.]*?(\w+) object at 0x\w+)>", r"\1\2\3", text)


# ---- uses ----------------------------------------------------------------------------------------------------------


def uses(every):
    """Return {(module, name): the Sheets of chapters whose code uses it}, and {(module, ""): those that use any of it}.

    A name that a chapter imports counts where it is used, not where it is imported.
    """
    found, known = {}, {}
    for sheet in every:
        names = known.setdefault(block_file(sheet), {})
        for tree in _trees(sheet):
            names.update(_imported(tree))
            for module, name in _used(tree, names):
                for key in ((module, name), (module, "")):
                    found.setdefault(key, {})[sheet.file] = sheet
    return {key: tuple(sheets.values()) for key, sheets in found.items()}


def _trees(sheet):
    return [block.cell.tree for block in sheet.blocks if block.cell.kind == "code" and block.cell.parses]


def _imported(tree):
    """Return {name in the notebook: (module, name in it)}; of a whole module the second is ""."""
    found, known = {}, modules()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_utils"):
            inside = node.module.removeprefix("course_utils").removeprefix(".")
            for alias in node.names:
                whole = f"{inside}.{alias.name}".removeprefix(".")
                shadowed = inside in known and alias.name in getattr(import_module(node.module), "__all__", ())
                found[alias.asname or alias.name] = (
                    (inside, alias.name) if shadowed or whole not in known else (whole, "")
                )
    return found


def _used(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module, name = names.get(node.value.id, ("", ""))
            if module:
                yield module, name or node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and names.get(node.id, ("", ""))[1]:
            yield names[node.id]


# ---- pages ---------------------------------------------------------------------------------------------------------


def described(text):
    """Return a docstring as HTML: paragraphs, what is set in as formulas, examples as code.

    >>> described("Return ``x``.\\n\\n>>> 1 + 1\\n2").split("<pre")[0]
    '<p>Return <code>x</code>.</p>'
    """
    out = []
    for piece in re.split(r"\n\s*\n", text):
        if piece.lstrip().startswith(">>>"):
            out.append(coloured(inspect.cleandoc(piece), "pycon"))
        elif re.match(r"\s{2,}\S", piece):
            out.append(f'<pre class="out">{html.escape(inspect.cleandoc(piece))}</pre>')
        else:
            lines = re.split(r"\n(?=\S)", piece) if re.search(r"(?m)^ +\S", piece) else [piece]
            out += [f"<p>{_words(' '.join(line.split()))}</p>" for line in lines]
    return "".join(out)


def _words(text):
    return inline(_WORDS.sub(r"`\1`", text))


def pages(every):
    """Return {file: (function, arguments) that gives (file, HTML)} of all pages of the package."""
    names = modules()
    used = functools.cache(lambda: uses(every))  # only when a page is asked for
    return {
        INDEX: (index_page, used),
        **{file_of(name): (module_page, names, at, used) for at, name in enumerate(names)},
        PROGRAMS: (programs_page,),
    }


def index_page(used):
    """Return (file, HTML) of the list of modules."""
    rooms = [dict(title=title, modules=[_listed(name, used) for name in names]) for title, names in ROOMS.items()]
    return INDEX, render("api.html", INDEX, title="The package", rooms=rooms, programs=relative(PROGRAMS, INDEX))


def _listed(name, used):
    first = inspect.getdoc(import_module(f"course_utils.{name}")).split("\n\n")[0].replace("\n", " ")
    places = _places(used().get((name, ""), ()), INDEX)
    return dict(name=name, file=relative(file_of(name), INDEX), first=Markup(_words(first)), used=places)


def module_page(names, at, used):
    """Return (file, HTML) of one module."""
    name, file = names[at], file_of(names[at])
    entries = [
        {
            **_shown(one),
            "methods": list(map(_shown, one.methods)),
            "used": _places(used().get((name, one.name), ()), file),
        }
        for one in entries_of(name)
    ]
    about = Markup(described(inspect.getdoc(import_module(f"course_utils.{name}"))))
    turn = neighbours([Turn(file_of(other), other) for other in names], at, lambda other: other.name)
    toc = [(2, one["name"], one["name"]) for one in entries]
    fields = dict(module=name, about=about, entries=entries, toc=toc, toc_title="On this page", before=turn.before)
    return file, render("api.html", file, title=f"course_utils.{name}", after=turn.after, **fields)


def _shown(entry):
    return dict(name=entry.name, call=Markup(coloured(entry.call)), text=Markup(described(entry.text)))


@dataclass(frozen=True)
class Turn:
    """A page to turn to."""

    file: str
    name: str


def _places(sheets, here):
    """Return (links, how many more) of the Sheets that use something, seen from the page ``here``."""
    links = [(relative(sheet.file, here), _short(sheet)) for sheet in sheets]
    return (links, 0) if len(links) <= MOST_PLACES else (links[: MOST_PLACES - 1], len(links) - MOST_PLACES + 1)


def _short(sheet):
    return f"{sheet.chapter} · part {sheet.part}" if sheet.part else sheet.chapter or sheet.title


def programs_page():
    """Return (file, HTML) of what the programs of chapter 12 can be told."""
    programs = [dict(name=name, text=helped(name)) for name in COMMANDS]
    toc = [(2, name, name) for name in COMMANDS]
    fields = dict(title="Programs", programs_help=programs, toc=toc, toc_title="On this page")
    return PROGRAMS, render("api.html", PROGRAMS, **fields)


def helped(name):
    """Return what a program of `course_utils.experiment` prints for ``--help``."""
    told, plain = io.StringIO(), {"COLUMNS": "88", "NO_COLOR": "1", "PYTHON_COLORS": "0"}
    with mock.patch.dict(os.environ, plain), contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
        import_module(f"course_utils.experiment.{name}").main(["--help"])
    return told.getvalue().strip()


def search_entries(number):
    """Yield what the search looks through, numbered from ``number`` on: one entry for each function, class, program."""
    found = [
        (file_of(name), one.name, f"course_utils.{name}", one.text) for name in modules() for one in entries_of(name)
    ]
    found += [(PROGRAMS, name, "Programs", helped(name)) for name in COMMANDS]
    for id, (file, name, page, text) in enumerate(found, number):
        yield dict(id=id, file=f"{file}#{name}", title=name, page=page, text=" ".join(text.replace("`", "").split()))
