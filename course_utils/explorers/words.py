"""Numbers as the explorers of the convolution chapters write them."""

from __future__ import annotations


def number(value, digits=3):
    """Write a number in at most ``digits`` significant digits, with a true minus sign; −∞ where it is.

    >>> number(-1.50), number(1 / 3), number(float("-inf")), number(-0.0), number(1234567)
    ('−1.5', '0.333', '−∞', '0', '1,234,567')
    """
    value = float(value)
    if value in (float("inf"), float("-inf")):
        return "−∞" if value < 0 else "∞"
    rounded = float(f"{value:.{digits}g}")
    whole = abs(value) >= 10**digits or rounded == int(rounded)
    text = f"{value:,.0f}" if whole else f"{rounded:.{max(digits, 6)}g}"
    return "0" if text in ("-0", "0") else text.replace("-", "−")


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
