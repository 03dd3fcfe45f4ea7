"""Equations between plain numbers, wherever they are written: 3 · 5 + 2 = 17, \\frac{1}{4} = 0.25, 227 − 11 = 216."""

import ast
import itertools
import math
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass

_LATEX = [
    (r"\\(?:left|right|bigl|bigr|Bigl|Bigr|displaystyle|;|,|!| )", ""), (r"\{,\}", ","), (r"\\%", "%"),
    (r"\\[tdc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))"), (r"\\[tdc]?frac\s*(\d)\s*(\d)", r"(\1/\2)"),
    (r"\\sqrt\s*\{([^{}]*)\}", r"√(\1)"), (r"\\c?dot\b|⋅|\\times\b|×|·", "*"), (r"\\approx\b|≈", "≈"), (r"&?=&?", "="),
    (r"\^\{([^{}]*)\}", r"^(\1)"), (r"[−–]", "-"), (r"[\u2009\u202f\u00a0]", " "),
]  # fmt: skip
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RUN = re.compile(r"(?:[\d.+\-*/()^√% ]|,(?=\d{3}))*(?:[=≈](?:[\d.+\-*/()^√% ]|,(?=\d{3}))*)+")
_FUNCTIONS = r"log|ln|exp|sin|cos|tanh|max|min|sqrt|sum|ReLU|σ|Σ|√"
_BEFORE = re.compile(
    rf"(?:[\w}}\])|_\\!'’]|(?:{_FUNCTIONS}) ?|(?<![\w’'])[^\W\d_aAI] )$"
)  # its first side goes on to the left
_BEHIND = re.compile(r"(?:[^\W\d]|[_\\({\[!|'’]| \\|\s+(?![aI]\b)[^\W\d_](?![\w’'.]))")
_ACTS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_ACTS |= {ast.Pow: operator.pow}


@dataclass(frozen=True)
class Side:
    """One side of an equation: as it is written, what it comes to, how far rounding of its numbers can move that."""

    text: str
    value: float
    error: float
    alone: bool  # a number by itself


def wrong(text: str) -> Iterator[str]:
    """Yield a sentence for each equation between plain numbers that does not hold to the digits that it shows."""
    for left, right in equations(text):
        if abs(left.value - right.value) > left.error + right.error + 1e-9 * abs(left.value):
            yield f"{left.text} = {right.text}: the one is {left.value:.10g}, the other {right.value:.10g}"


def equations(text: str) -> Iterator[tuple[Side, Side]]:
    """Yield the neighbouring sides of every equation of which both are plain numbers and at least one is a computation.

    >>> [(left.text, right.text) for left, right in equations("So y = 3 · 4 + 1 = 13 = n, and 2x = 4.")]
    [('3 * 4 + 1', '13')]
    """
    text = _plain(text)
    for run in _RUN.finditer(text):
        signs = re.findall("[=≈]", run.group())
        sides = re.split("[=≈]", run.group())
        loosely = ["≈" in (*signs[:k][-1:], *signs[k : k + 1]) for k in range(len(sides))]
        read = [_side(side, loose) for side, loose in zip(sides, loosely, strict=True)]
        start, end = run.start() + _blanks(sides[0]), run.end() - _blanks(sides[-1][::-1])
        if text[start] in "+-*/^)" or _BEFORE.search(text[:start]):
            read[0] = None  # it goes on to the left
        if text[end - 1] in "+-*/(^√" or _BEHIND.match(text[end:]):
            read[-1] = None  # it goes on to the right
        for left, right in itertools.pairwise(read):
            if left and right and not (left.alone and right.alone):
                yield left, right


def _blanks(side):
    return len(side) - len(side.lstrip(" "))


def _plain(text):
    text = re.sub(r"[\"“][^\"“”\n]*[\"”]", " ", text)  # what somebody else has written
    for pattern, instead in _LATEX:
        text = re.sub(pattern, instead, text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda hit: f"^({hit.group().translate(_SUPER)})", text)
    return re.sub(r"\*\*(?=\S)|(?<=\S)\*\*", " ", text)  # bold


def _side(text, loosely):
    text = text.strip().rstrip(",. ")
    source = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    source = re.sub(r"√(\([^()]*\)|\d+(?:\.\d+)?)", r"(\1)**0.5", source).replace("%", "/100").replace("^", "**")
    source = re.sub(r"(?<![\d.])0+(?=\d)", "", source)
    try:
        tree = ast.parse(source.strip(), mode="eval").body
        value, error = _evaluate(tree, source.strip(), _alone(tree), loosely)
    except (SyntaxError, ValueError, ArithmeticError, TypeError, KeyError, AttributeError):
        return None
    return Side(text, value, error, _alone(tree))


def _alone(tree):
    """Whether a tree is one number: 3, −3, 3 %, 3 · 10⁵."""
    if isinstance(tree, ast.UnaryOp):
        return _alone(tree.operand)
    percent = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div) and ast.unparse(tree.right) == "100"
    power = (
        isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult) and ast.unparse(tree.right).startswith("10 ** ")
    )
    return _alone(tree.left) if percent or power else isinstance(tree, ast.Constant)


def _evaluate(tree, source, alone, loosely) -> tuple[float, float]:
    """Return what a tree of plain arithmetic comes to, and by how much rounding of its numbers can move it."""
    if isinstance(tree, ast.Constant):
        return float(tree.value), _half_a_place(ast.get_source_segment(source, tree), alone, loosely)
    if isinstance(tree, ast.UnaryOp):
        value, error = _evaluate(tree.operand, source, alone, loosely)
        return (-value if isinstance(tree.op, ast.USub) else value), error
    (x, dx), (y, dy) = (_evaluate(side, source, alone, loosely) for side in (tree.left, tree.right))
    act = _ACTS[type(tree.op)]
    value = act(x, y)
    if isinstance(value, complex) or not math.isfinite(value):
        raise ValueError("not a finite number")
    return value, max(abs(act(x + a * dx, y + b * dy) - value) for a in (-1, 1) for b in (-1, 1))


def _half_a_place(written, alone, loosely):
    """Half a unit of the last place, for what may be a rounded number: a result, or an input with many decimals."""
    decimals = len(written.partition(".")[2])
    if decimals >= (1 if alone else 3):
        return 0.5000001 * 10.0**-decimals
    zeros = len(written) - len(written.rstrip("0")) if not decimals else 0
    return 0.5000001 * 10.0**zeros if alone and loosely else 0.0
