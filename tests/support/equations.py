"""Reads the equations that a formula line prints, and says which of them do not hold to the digits that it shows.

"a op b = c" with rounded a and b must give c, rounded as it is written; where it cannot, the line has to say "≈".
What holds a variable is no arithmetic and is left out: "w x + b = 0.5". Names of things are: "784 pixels × 576 units".
"""

import math
import re

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
FUNCTIONS = {"exp": math.exp, "ln": math.log, "√": math.sqrt, "tanh": math.tanh, "σ": lambda z: 1 / (1 + math.exp(-z))}
BRACKETS = {"(": ")", "⌊": "⌋", "⌈": "⌉"}
ROUNDED = {"(": float, "⌊": math.floor, "⌈": math.ceil}
DEPTH = {**dict.fromkeys(BRACKETS, 1), **dict.fromkeys(BRACKETS.values(), -1)}
STOPS = ",;:|.¶"  # what may stand beside an equation; ¶ is written for a comma that goes on: "25 weights, + 1 bias"
NUMBER = r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?(?:e-?\d+)?"
TOKEN = re.compile(
    rf"(?P<number>(?:\d+(?:\.\d+)?)\s*×\s*10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|{NUMBER}|½)|(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<op>[-+−·×÷*/^()⌊⌋⌈⌉√%])|(?P<equals>[=≈])"
    r"|(?P<word>[^\W\d_][\w′]*)|(?P<space>\s+)|(?P<other>.)"
)
LABEL = re.compile(r" \((?:[a-z]{3,} ?\d*|\d+ [a-z]{3,})\)")  # "45 (channel 0) + 36 (bias)", "4.5 (25 products)"
UNIT = re.compile(r"\b(?!exp\b|ln\b|tanh\b)[^\W\d_]{3,}\b")  # nouns: one or two letters are variables


class NotArithmetic(Exception):
    """What stands there is no expression of numbers alone."""


def tokens(text):
    """Split a text into (kind, text); spaces are dropped."""
    found = [(m.lastgroup, m.group()) for m in TOKEN.finditer(text)]
    return [token for token in found if token[0] != "space"]


class Reader:
    """Evaluates tokens by precedence: sums, products, signs, powers, functions, brackets."""

    def __init__(self, found):
        self.found, self.at = found, 0

    def peek(self, *texts):
        return self.at < len(self.found) and self.found[self.at][1] in texts

    def take(self):
        if self.at >= len(self.found):
            raise NotArithmetic
        self.at += 1
        return self.found[self.at - 1]

    def sum(self):
        value = self.product()
        while self.peek("+", "-", "−"):
            sign = 1 if self.take()[1] == "+" else -1
            value += sign * self.product()
        return value

    def product(self):
        value = self.signed()
        while True:
            if self.peek("·", "×", "*"):
                self.take()
                value *= self.signed()
            elif self.peek("/", "÷"):
                self.take()
                value /= self.signed()
            elif self.at < len(self.found) and (self.found[self.at][0] == "number" or self.peek(*BRACKETS, *FUNCTIONS)):
                value *= self.power()  # written side by side: ½(…)²
            else:
                return value

    def signed(self):
        if self.peek("-", "−", "+"):
            return (1 if self.take()[1] == "+" else -1) * self.signed()
        return self.power()

    def power(self):
        value = self.atom()
        if self.at < len(self.found) and self.found[self.at][0] == "power":
            value **= int(self.take()[1].translate(SUPERSCRIPTS))
        elif self.peek("^"):
            self.take()
            value **= self.signed()
        if self.peek("%"):
            self.take()
            value /= 100
        return value

    def atom(self):
        kind, text = self.take()
        if kind == "number":
            digits, _, exponent = re.sub(r"[\s,]", "", text).partition("×10")  # 4.5 × 10⁻⁵ is one number
            return 0.5 if text == "½" else float(f"{digits}e{exponent.translate(SUPERSCRIPTS) or 0}")
        if text in BRACKETS:
            value = ROUNDED[text](self.sum() + (0 if text == "(" else 1e-12))
            if self.take()[1] != BRACKETS[text]:
                raise NotArithmetic
            return value
        if text in FUNCTIONS:
            return FUNCTIONS[text](self.signed())
        raise NotArithmetic


def value_of(found):
    """Return the value of the tokens; raise NotArithmetic where they are no expression."""
    reader = Reader(found)
    try:
        value = reader.sum()
    except (ArithmeticError, ValueError) as error:
        raise NotArithmetic from error
    if reader.at != len(found):
        raise NotArithmetic
    return value


def half_unit(text):
    """Return half of the last digit of a written number (0.05e-5 of 4.5 × 10⁻⁵), or None for an expression."""
    match = re.match(rf"^[(−-]*({NUMBER})(?:\s*×\s*10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?\s*(%?)\)*$", text.strip())
    if not match:
        return None
    digits, exponent, percent = match.groups()
    decimals = len(digits.partition(".")[2])
    power = int(exponent.translate(SUPERSCRIPTS)) if exponent else 0
    return 0.5 * 10.0 ** (power - decimals - (2 if percent else 0))


def _arithmetic(found):
    return all(kind in ("number", "power", "op") or text in FUNCTIONS for kind, text in found)


def _edge(found, side):
    """The tokens next to an equals sign, up to the nearest stop that no bracket encloses; [] beside anything else."""
    ordered, kept, depth = (found if side == "right" else found[::-1]), [], 0
    for kind, text in ordered:
        if kind == "equals" or (depth == 0 and text in STOPS and (side == "right" or text != "¶")):
            break
        if kind == "other" and text != "¶":
            return []
        depth += DEPTH.get(text, 0)
        kept.append(("op", "+") if text == "¶" else (kind, text))
    kept = kept if side == "right" else kept[::-1]
    return kept


def equations(line):
    """Yield (left text, sign, right text, left value, right value) for each equation of numbers in a line."""
    plain = UNIT.sub(" ", LABEL.sub("", line.replace("\u00a0", " ")))
    found = tokens(re.sub(r", *\+", "¶", re.sub(r"\s+,", ",", plain)))
    for k in (k for k, (kind, _) in enumerate(found) if kind == "equals"):
        left, right = _edge(found[:k], "left"), _edge(found[k + 1 :], "right")
        if not (left and right and _arithmetic(left) and _arithmetic(right)):
            continue
        try:
            values = value_of(left), value_of(right)
        except NotArithmetic:
            continue
        texts = [" ".join(text for _, text in side) for side in (left, right)]
        yield texts[0], found[k][1], texts[1], *values


def _written(text):
    """Put a written number together again: its sign stands close."""
    return re.sub(r"(?<=[−-]) ", "", text)


def _rounded_away(sum_text):
    """What the terms of a written sum can lack together: half a unit of each last digit; 0 for anything but a sum."""
    terms = [term for term in re.split(r"(?: |^)[+−-] ", sum_text) if term]
    halves = [half_unit(term) for term in terms]
    return 0.0 if None in halves else sum(halves)


def wrong_equations(line):
    """Return the equations of a line that do not hold to the digits shown, as texts.

    >>> wrong_equations("1.11²⁰ = 8.8"), wrong_equations("2 · 0.35 + 1 = 1.7, x + 1 = 3")
    (['1.11 ²⁰ = 8.8 (it is 8.06231)'], [])
    """
    wrong = []
    for left, sign, right, value, shown in equations(line):
        half = half_unit(_written(right))
        if half is None:  # two expressions: rounding of either may be meant, one part in a thousand is no equality
            good = math.isclose(value, shown, rel_tol=1e-3, abs_tol=1e-9)
        else:
            nearly = max(20 * half, 0.02 * abs(value), _rounded_away(left)) if sign == "≈" else half
            good = abs(value - shown) <= nearly * (1 + 1e-6) + 1e-12 * abs(value)
        if not good:
            wrong.append(f"{left} {sign} {right} (it is {value:.6g})")
    return wrong
