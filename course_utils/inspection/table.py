"""The table of a network's layers: shapes, parameters, multiply-adds, receptive fields, for any torch module."""

import html
from dataclasses import dataclass
from typing import NamedTuple

import torch

from course_utils import validation
from course_utils.inspection.fields import sizes
from course_utils.inspection.tracing import Tracer, tensors
from course_utils.inspection.untouched import reason, untouched, watchable

HEADINGS = ("layer", "kind", "output", "parameters", "multiply-adds", "receptive field")


class Row(NamedTuple):
    """One layer: `shape` of its output for one picture, its own `parameters`, its `multiply_adds` for one picture.

    `multiply_adds` is None where they cannot be counted. `receptive_field` is the side, in pixels of the input, of what
    one of its units sees; a pair (vertical, horizontal) where the two differ; None where it is not defined or not
    known.
    """

    name: str
    kind: str
    shape: tuple
    parameters: int
    multiply_adds: int | None
    receptive_field: int | tuple | None


@dataclass(frozen=True)
class LayerTable:
    """Hold the rows of a network in the order of its forward pass; shows itself as a table, `print` as text.

    `parameters` counts every parameter of the model once. ``table["conv1"]`` is the row of that name. Where a layer's
    multiply-adds cannot be counted, the table shows "?", and the total is the least that it can be, with "≥".
    """

    rows: tuple
    input_shape: tuple
    parameters: int

    @property
    def multiply_adds(self) -> int:
        """The multiply-adds of all layers for one picture; of those that can be counted, where `exact` is False."""
        return sum(row.multiply_adds or 0 for row in self.rows)

    @property
    def exact(self) -> bool:
        """Whether the multiply-adds of all layers are known."""
        return all(row.multiply_adds is not None for row in self.rows)

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, name):
        if isinstance(name, int):
            return self.rows[name]
        by_name = {row.name: row for row in self.rows}
        return by_name[validation.choice("name", name, tuple(by_name))]

    def _cells(self):
        """Return the texts of all lines: headings, the input, the layers, the totals."""
        yield HEADINGS
        yield ("input", "", _shape(self.input_shape), "", "", "1")
        for row in self.rows:
            numbers = ("?" if n is None else f"{n:,}" if n else "–" for n in (row.parameters, row.multiply_adds))
            yield (row.name, row.kind, _shape(row.shape), *numbers, _field_text(row.receptive_field))
        least = "" if self.exact else "≥ "
        yield ("total", "", "", f"{self.parameters:,}", f"{least}{self.multiply_adds:,}", "")

    def __str__(self):
        lines = list(self._cells())
        widths = [max(len(line[k]) for line in lines) for k in range(len(HEADINGS))]
        sides = "<<>>>>"
        text = ["  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(line, sides, widths)) for line in lines]
        text.insert(1, "-" * len(text[0]))
        text.insert(len(text) - 1, text[1])
        return "\n".join(line.rstrip() for line in text)

    __repr__ = __str__

    def _repr_html_(self):
        head, *body, foot = self._cells()
        return (
            f"<table><thead>{_line(head, 'th')}</thead><tbody>{''.join(_line(line) for line in body)}</tbody>"
            f"<tfoot>{_line(foot)}</tfoot></table>"
        )


def _line(cells, tag="td"):
    sides = ("left", "left", "right", "right", "right", "right")
    start = '<th scope="col"' if tag == "th" else "<td"
    inside = "".join(f'{start} style="text-align:{side}">{html.escape(c)}</{tag}>' for c, side in zip(cells, sides))
    return f"<tr>{inside}</tr>"


def _shape(shape):
    return " × ".join(map(str, shape)) or "–"


def _field_text(field):
    if field is None:
        return "–"
    return " × ".join(map(str, field)) if isinstance(field, tuple) else str(field)


def layer_table(model, input_shape) -> LayerTable:
    """Return the `LayerTable` of a module for one picture of `input_shape` (C, H, W).

    A forward pass of zeros in evaluation mode is watched. Each module without modules inside it has a row for each
    time it is used, and so has a module that holds parameters of its own; parameters that are used twice count once.

    Receptive fields: a sum of branches sees what its longest path sees; a dense layer behind a picture, a mean over all
    places, a softmax or a normalisation over places see all of them. Statistics over a batch are ignored: batch
    normalisation sees no further. None where places change their order, or an operation is not known.

    Multiply-adds are products with weights, and those of an attention; biases, normalisations, scales (one weight for
    each number) and the additions of a pooling are left out, as in `shapes`.

    Raises TypeError or ValueError for anything but a module (in Python, not a scripted one) and three whole numbers,
    and for a shape with which the model cannot compute.

    >>> net = torch.nn.Sequential(torch.nn.Conv2d(1, 30, 5), torch.nn.MaxPool2d(2))
    >>> layer_table(net, (1, 28, 28))[0]
    Row(name='0', kind='Conv2d', shape=(30, 24, 24), parameters=780, multiply_adds=432000, receptive_field=5)
    """
    if not isinstance(input_shape, (tuple, list)) or len(input_shape) != 3:
        raise validation.type_error("input_shape", validation.describe(input_shape), "three whole numbers (C, H, W)")
    input_shape = tuple(validation.integer("input_shape", size, minimum=1) for size in input_shape)
    with untouched(watchable(model)), torch.no_grad():
        rows = _watch(model, input_shape)
    return LayerTable(tuple(rows), input_shape, sum(p.numel() for p in model.parameters()))


def _watch(model, input_shape):
    like = next((p for p in model.parameters() if p.is_floating_point()), torch.zeros(()))
    picture = torch.zeros((1, *input_shape), dtype=like.dtype, device=like.device)
    recorder = _Recorder(model, picture)
    try:
        with recorder.tracer:
            model(picture)
    except Exception as error:  # whatever the model's own layers raise for a picture that does not fit
        got = f"{input_shape}, with which the model fails ({reason(error)})"
        raise validation.value_error("input_shape", got, "the (C, H, W) it was made for") from error
    finally:
        recorder.remove()
    return recorder.rows


class _Recorder:
    """Hooks that turn each call of a layer into a Row."""

    def __init__(self, model, picture):
        self.rows, self.open, self.counted, self.used = [], [], set(), {}
        self.size = tuple(picture.shape[2:])
        self.tracer = Tracer(picture, self.add)
        self.hooks = []
        for name, module in model.named_modules():
            if not list(module.children()) or list(module.parameters(recurse=False)):
                self.hooks.append(module.register_forward_pre_hook(self.enter))
                self.hooks.append(module.register_forward_hook(self.leaver(name or "model")))

    def add(self, multiply_adds):
        if self.open:
            known = None not in (self.open[-1], multiply_adds)
            self.open[-1] = self.open[-1] + multiply_adds if known else None
        elif multiply_adds != 0:  # computed by the model itself, outside its layers
            self.rows.append(Row("(in between)", "", (), 0, multiply_adds, None))

    def enter(self, module, inputs):
        self.open.append(0)

    def leaver(self, name):
        def leave(module, inputs, output):
            output, multiply_adds = next(tensors(output), None), self.open.pop()
            own = list(module.parameters(recurse=False))
            hides = output is not None and not self.seen(output) and any(self.seen(t) for t in tensors(inputs))
            if hides:
                self.tracer.fields[output] = None
            if own and multiply_adds == 0 and (hides or not any(id(p) in self.tracer.met for p in own)):
                multiply_adds = None  # they took part in something that torch does not show
            times = self.used[name] = self.used.get(name, 0) + 1
            label = name if times == 1 else f"{name} ({times})"
            shape = () if output is None else tuple(output.shape[1:])
            self.rows.append(
                Row(label, type(module).__name__, shape, self.parameters(module), multiply_adds, self.field(output))
            )

        return leave

    def parameters(self, module):
        """Count a module's own parameters, and those of layers inside it that it uses without calling them."""
        new = {p for p in module.parameters(recurse=False) if p not in self.counted}
        new |= {p for p in module.parameters() if p not in self.counted and id(p) in self.tracer.met}
        self.counted |= new
        return sum(p.numel() for p in new)

    def seen(self, tensor):
        return tensor in self.tracer.fields

    def field(self, output):
        found = sizes(self.tracer.fields.get(output)) if output is not None else None
        return found[0] if found and found[0] == found[1] else found

    def remove(self):
        for hook in self.hooks:
            hook.remove()
