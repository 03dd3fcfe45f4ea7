"""Numbers as the explorers write them."""

from __future__ import annotations

FIGURES = 12  # beyond these, a sum depends on its order
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = {raised: chr(plain) for plain, raised in _RAISED.items()}
_TIMES_TEN = "\u00a0×\u00a010"  # no-break spaces: the number must not be torn apart at the end of a line


def number(value, digits=3):
    """Write a number in at most ``digits`` significant digits, with a true minus sign; −∞ where it is.

    >>> number(-1.50), number(1 / 3), number(float("-inf")), number(-0.0), number(1234567)
    ('−1.5', '0.333', '−∞', '0', '1,234,567')
    >>> number(-9.05e-5).replace("\u00a0", " ")
    '−9.05 × 10⁻⁵'
    """
    value = float(value)
    if value in (float("inf"), float("-inf")):
        return "−∞" if value < 0 else "∞"
    value = float(f"{value:.{FIGURES}g}")
    rounded = float(f"{value:.{digits}g}")
    if 0 < abs(rounded) < 1e-4:
        mantissa, power = f"{rounded:.{digits - 1}e}".split("e")
        return f"{float(mantissa):g}".replace("-", "−") + _TIMES_TEN + f"{int(power)}".translate(_RAISED)
    whole = abs(value) >= 10**digits or rounded == int(rounded)
    text = f"{value:,.0f}" if whole else f"{rounded:.{max(digits, 6)}g}"
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def read(text):
    """Return the number that a text of `number` shows.

    >>> read(number(-1234.5, 5)), read(number(9.05e-5))
    (-1234.5, 9.05e-05)
    """
    mantissa, _, power = text.replace("−", "-").replace(",", "").replace("∞", "inf").partition(_TIMES_TEN)
    return float(f"{mantissa}e{power.translate(_LOWERED)}" if power else mantissa)


def power_text(value, digits=2):
    """Write a factor for people, with two significant digits or more: ``0.21``, ``1.6 × 10⁻⁷``, ``0``.

    >>> power_text(0.0625), power_text(0.0625, 3)
    ('0.062', '0.0625')
    """
    if value == 0.0:
        return "0"
    if 0.001 <= value < 1000:
        return f"{value:.{digits}g}" if value < 10**digits else f"{value:.0f}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return mantissa + _TIMES_TEN + f"{int(exponent)}".translate(_RAISED)


def percent(share):
    """Write a share as a percentage; a part that is not nothing, or not the whole, never rounds to "0 %" or "100 %".

    >>> percent(0.4567), percent(1.28), percent(0.9999), percent(1), percent(0.0001), percent(0)
    ('46 %', '128 %', '>99 %', '100 %', '<1 %', '0 %')
    """
    near = {0: "<1 %", 100: ">99 %" if share < 1 else "100 %"}
    return (
        f"{share:.0%}".replace("%", " %") if share in (0, 1) else near.get(round(100 * share), f"{100 * share:.0f} %")
    )


def factor(value, digits=3):
    """Write a number as a factor of a product: a negative one in brackets.

    >>> factor(-2.0), factor(0.5)
    ('(−2)', '0.5')
    """
    text = number(value, digits)
    return f"({text})" if text.startswith("−") else text


def products(pairs, digits=3):
    """Write the sum of the products of pairs of numbers.

    >>> products([(1, 2), (3, -1)])
    '1·2 + 3·(−1)'
    """
    return " + ".join(f"{factor(a, digits) if k else number(a, digits)}·{factor(b, digits)}"
                      for k, (a, b) in enumerate(pairs))  # fmt: skip


def plural(count, one, many=None):
    """Write a count with its noun.

    >>> plural(1, "row"), plural(2, "row"), plural(3, "layer")
    ('1 row', '2 rows', '3 layers')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
