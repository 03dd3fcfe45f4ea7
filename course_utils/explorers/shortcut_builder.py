"""Shortcut builder: four blocks, each with the shortcut of your choice; which sums fit, and which paths arise."""

from __future__ import annotations

from math import comb
from typing import NamedTuple

from course_utils import shapes
from course_utils.explorers.engine import Bars, Choice, Explorer, Graph, Grid
from course_utils.explorers.words import plural
from course_utils.models import resnet_plan

BLOCKS = (1, 2, 3, 4)
CHANNELS, SIDE = 16, 16  # what comes out of the first convolution
SHORTCUTS = (("none", "none"), ("identity", "identity"), ("A", "A: zeros"), ("B", "B: 1×1"))
#: Name -> block that changes something -> (factor of the channels, stride).
SIZES = {"same": {}, "wider": {2: (2, 1)}, "halved": {2: (2, 2), 4: (2, 2)}}
SIZE_WORDS = (
    ("same", "no block changes the size"),
    ("wider", "block 2: channels × 2"),
    ("halved", "blocks 2, 4: side ÷ 2, channels × 2"),
)
ORDERS = (("after", "after each sum (2015)"), ("before", "inside F only (2016)"))
SUBSCRIPT, POWER = "₀₁₂₃₄", "⁰¹²³⁴"
EXAMPLE = 0.1  # what every F′ is in the numerical example
POSITIONS = {f"x{k}": (k / 4, 0.0) for k in (0, *BLOCKS)} | {f"F{k}": ((k - 0.5) / 4, 1.0) for k in BLOCKS}


class Wired(NamedTuple):
    """One block as wired: (channels, side) of what comes in, of F's result, of what the shortcut carries (or None).

    `learned` is how many of its parameters are in the shortcut, `factor` its place in the derivative; `refused` says
    why its sum cannot be formed, or is empty.
    """

    number: int
    shortcut: str
    enters: tuple
    branch: tuple
    carried: tuple | None
    parameters: int
    learned: int
    factor: str
    refused: str


def wire(state):
    """Return the `Wired` blocks of a state, up to and including the first that cannot be built.

    >>> [block.branch for block in wire(ShortcutBuilder.full_state({"sizes": "wider", "block2": "A"}))]
    [(16, 16), (32, 16), (32, 16), (32, 16)]
    """
    now, found = (CHANNELS, SIDE), []
    for number in BLOCKS:
        times, stride = SIZES[state["sizes"]].get(number, (1, 1))
        found.append(_block(number, state[f"block{number}"], now, times, stride, state["order"] == "before"))
        if found[-1].refused:
            break
        now = found[-1].branch
    return found


def _block(number, shortcut, enters, times, stride, before):
    branch = (enters[0] * times, shapes.output_size(enters[1], 3, stride, 1))
    changes = branch != enters
    carried = {"none": None, "identity": enters}.get(shortcut, branch)
    bare, whole = (
        resnet_plan.block("basic", enters[0], branch[0], option, changes, preactivation=before)
        for option in ("A", "C" if shortcut == "B" else "A")
    )
    name = f"F{SUBSCRIPT[number]}′"
    first = {"identity": "1", "A": f"P{SUBSCRIPT[number]}" if changes else "1", "B": f"W{SUBSCRIPT[number]}"}
    factor = name if shortcut == "none" else f"({first[shortcut]} + {name})"
    factor = factor if before else f"r{SUBSCRIPT[number]}{factor}"
    refused = _refusal(number, branch, carried)
    return Wired(number, shortcut, enters, branch, carried, whole, whole - bare, factor, refused)


def _refusal(number, branch, carried):
    """Say why F and the shortcut cannot be added, or return an empty text."""
    if carried in (None, branch):
        return ""
    what = "the number of channels differs" if carried[1] == branch[1] else "the number of channels and the side differ"
    return f"Block {number} cannot be built: F gives {size(branch)}, the identity carries {size(carried)}; {what}"


def size(shape):
    """Write channels and side.

    >>> size((16, 8))
    '16 @ 8×8'
    """
    return f"{shape[0]} @ {shape[1]}×{shape[1]}"


def paths(blocks):
    """Count the paths through whole blocks by the number of branches F on them: a list from 0 to all blocks.

    >>> paths(wire(ShortcutBuilder.full_state({"block1": "none"})))
    [0, 1, 3, 3, 1]
    """
    free = sum(block.shortcut != "none" for block in blocks)
    forced = len(blocks) - free
    return [comb(free, n - forced) if n >= forced else 0 for n in range(len(blocks) + 1)]


class ShortcutBuilder(Explorer):
    """Wire four residual blocks, with 16 channels of 16 × 16 pixels to begin with.

    Controls: what each block's shortcut is (none, the identity, zeros for new channels, a learned 1×1 convolution);
    which blocks change the size; whether a ReLU follows each sum. Parameters are counted by ``models.resnet_plan``: a
    1×1 convolution is followed by a normalisation and no ReLU, as in 2015 and in torchvision. (The published code of
    2016, github.com/KaimingHe/resnet-1k-layers, has none there.)
    Source: He, Zhang, Ren and Sun 2015, arXiv:1512.03385, sections 3.2 and 3.3, and 2016, arXiv:1603.05027.
    """

    title = "Shortcut builder"
    controls = (
        *(Choice(f"block{k}", f"Shortcut of block {k}", SHORTCUTS, "identity") for k in BLOCKS),
        Choice("sizes", "Sizes", SIZE_WORDS, "same"),
        Choice("order", "ReLU", ORDERS, "after"),
    )
    panels = (
        Graph("wiring", "Below, the shortcuts; above, the branches F", positions=POSITIONS, height=300),
        Bars("paths", "Paths from x₀ to x₄, by how many F they pass", ylim=(0, 7), height=250),
        Grid("table", "What is added (x₀: 16 channels @ 16×16)", rows=4, columns=3),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        blocks = wire(state)
        refused = blocks[-1].refused
        return {
            "wiring": wiring(state, blocks),
            "paths": bars([0] * 5 if refused else paths(blocks)),
            "table": table(blocks),
            "formula": formula(state, blocks),
            "sentence": f"{refused}. {_remedy(blocks[-1])}" if refused else sentence(blocks),
        }


def wiring(state, blocks):
    """Return the graph: the highway of shortcuts, the branches above it; red where a sum fails, grey behind it."""
    nodes, edges = {"x0": {"label": "x₀", "color": "blue"}}, []
    for k in BLOCKS:
        built = k <= len(blocks) and not blocks[k - 1].refused
        failed = k <= len(blocks) and not built
        kind = state[f"block{k}"]
        colour = "red" if failed else "blue" if built else "grey"
        nodes[f"F{k}"] = {"label": f"F{SUBSCRIPT[k]}", "color": "orange" if built or failed else "grey"}
        value = "refused" if failed else "F" if kind == "none" else "F + x"
        nodes[f"x{k}"] = {"label": f"x{SUBSCRIPT[k]}", "value": value, "color": colour, "active": failed}
        detour = {"color": "orange", "active": True} if built else {"color": "grey"}
        edges += [{"from": f"x{k - 1}", "to": f"F{k}", **detour}, {"from": f"F{k}", "to": f"x{k}", **detour}]
        if kind != "none":
            label = {"identity": "1"}.get(kind, kind)
            way = {"color": colour, "active": built or failed, "label": label, "at": 0.5}
            edges.append({"from": f"x{k - 1}", "to": f"x{k}", **way})
    return {"nodes": nodes, "edges": edges}


def bars(counts):
    """Return the bars of the path counts."""
    return {
        "labels": [str(n) for n in range(len(counts))],
        "values": [float(count) for count in counts],
        "colors": "blue",
        "text": [str(count) if count else "" for count in counts],
    }


def table(blocks):
    """Return one row for each block: what F gives, what the shortcut carries, what is to be learned."""
    rows = [
        [size(b.branch), size(b.carried) if b.carried else "–", "–" if b.refused else f"{b.parameters:,}"]
        for b in blocks
    ]
    rows += [["–"] * 3 for _ in BLOCKS[len(blocks) :]]
    bad = len(blocks) - 1
    lit = [(bad, 0, "red"), (bad, 1, "red")] if blocks[-1].refused else []
    return {
        "values": rows,
        "row_labels": [f"block {k}" for k in BLOCKS],
        "column_labels": ["F gives", "shortcut", "parameters"],
        "highlight": lit,
    }


def formula(state, blocks):
    """Return the derivative of the last result by the first, block by block, and the same with a number for F′."""
    if blocks[-1].refused:
        return [["∂x₄/∂x₀: ", ("no sum, no derivative", "red")]]
    product = " · ".join(block.factor for block in reversed(blocks))
    note = "" if state["order"] == "before" else "   (r: the ReLU's slopes, 0 or 1)"
    return [[f"∂x₄/∂x₀ = {product}{note}"], [_example(blocks)]]


def _example(blocks):
    """Return the product with the same number for every F′, where the shortcuts carry 1."""
    free, letters = sum(block.shortcut != "none" for block in blocks), "".join(block.factor for block in blocks)
    if "W" in letters:
        return f"W: learned, so nothing keeps it at 1{'; P: 1 where a number is kept' if 'P' in letters else ''}"
    ones = [f"{letter} = 1" for letter in "rP" if letter in letters]
    where = f"with {' and '.join(ones)}, " if ones else ""
    value = (1 + EXAMPLE) ** free * EXAMPLE ** (len(blocks) - free)
    product = f"{1 + EXAMPLE:g}{POWER[free]} · {EXAMPLE:g}{POWER[len(blocks) - free]}"
    return f"{where}were every F′ just {EXAMPLE:g}: {product} = {value:.5g}"  # five digits: exact


def _remedy(block):
    return (
        f"A sum needs equal shapes. Zeros for the new channels (A) or a 1×1 convolution from {block.enters[0]} to "
        f"{block.branch[0]} channels (B), either with the stride of F, would carry x across."
    )


def sentence(blocks):
    """Say how many paths there are, how short the shortest is, and what there is to learn."""
    free = [block for block in blocks if block.shortcut != "none"]
    forced = [f"F{SUBSCRIPT[block.number]}" for block in blocks if block.shortcut == "none"]
    total = sum(block.parameters for block in blocks)
    learned = sum(block.learned for block in blocks)
    return f"{_ways(free, forced)} There are {total:,} parameters to learn{_where(free, learned)}.{_remark(free)}"


def _ways(free, forced):
    if not free:
        return "No shortcut: one path leads from x₀ to x₄, through all four branches."
    shortest = f"only {_list(forced)}" if forced else "no branch at all"
    count = f"2{POWER[len(free)]} = {2 ** len(free)}"
    return f"{plural(len(free), 'shortcut')}: {count} paths lead from x₀ to x₄, and the shortest passes {shortest}."


def _where(free, learned):
    if learned:
        return f", {learned:,} of them in {'the shortcuts' if len(free) > 1 else 'the shortcut'}"
    return ", none of them in a shortcut" if free else ""


def _list(names):
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _remark(free):
    """Name the shortcuts that are more, or less, than they seem where nothing changes."""
    idle = [block for block in free if block.branch == block.enters]
    projecting, padding = ([str(block.number) for block in idle if block.shortcut == kind] for kind in "BA")
    said = ""
    if projecting:
        who = f"Block {projecting[0]} projects" if len(projecting) == 1 else f"Blocks {_list(projecting)} project"
        said += f" {who} though nothing changes (option C): W stands where the 1 was."
    if padding:
        who = f"Block {padding[0]} has" if len(padding) == 1 else f"Blocks {_list(padding)} have"
        said += f" {who} nothing to pad, so A is the identity there."
    return said
