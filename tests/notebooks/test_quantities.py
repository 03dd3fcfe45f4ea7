"""Which numbers of a text are read as statements, as what, and how another value would be written in their place."""

import re

import pytest

from course_utils.maintenance.claims.reach import quantities


def stated(markdown):
    return [quantity.text for quantity in quantities(markdown)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.006648", 0.006648), (".006648", 0.006648), ("10,000", 10_000), ("12,345.6", 12345.6), ("10{,}000", 10_000),
        (r"10\,000", 10_000), ("10\u202f000", 10_000), (r"0.291\,027\,774", 0.291027774), ("9.54×10⁻⁷", 9.54e-7),
        ("9.54 × 10⁻⁷", 9.54e-7), (r"9.54 \times 10^{-7}", 9.54e-7), (r"9.54\cdot10^{−7}", 9.54e-7),
        ("9.54e-7", 9.54e-7),
        ("97.3 %", 0.973), (r"97.3\%", 0.973), ("−0.500", -0.5), ("784", 784), ("10^{12}", 1e12), ("10¹²", 1e12),
        ("2½", 2.5),
        ("seven", 7), ("Forty-five", 45), ("a hundred", 100), ("sixty million", 6e7), ("60 million", 6e7),
        ("19.4 million", 1.94e7),
        ("a thousand million", 1e9), ("twice", 2), ("half", 0.5), ("two thirds", 2 / 3), ("one half", 0.5),
        ("tenfold", 10),
        ("dozens", 12), ("four fifths", 0.8), ("a dozen", 12),
    ],
)  # fmt: skip
def test_what_a_number_is(written, value):
    (quantity,) = quantities(f"There are {written} of them.")
    assert quantity.text == written
    assert quantity.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "markdown",
    [
        "`0.12345` and ``a ` 0.12345``", "```python\nrate = 0.12345\n```", "~~~\n0.12345\n~~~",
        "[words](https://doi.org/10.1038/323533)", "https://arxiv.org/abs/1512.03385",
        '[three](03_backprop.ipynb#step-12345 "title 12345")', '<img src="a.png" width="640">', "<!-- 0.12345 -->",
        "arXiv:1512.03385 and doi:10.1109/5.726791", "LeCun et al., 1998, Proc. IEEE 86(11):2278–2324",
        "Nature 323:533–536, pp. 533–536, vol. 323, page 533", "in 1986, since 2012; (Rumelhart, 1986) the 1998 paper",
        "§3.14, section 3.14, Table 123, figure 4.123, Eq. 12.5", "ResNet-110, float32, sha256, x100, F6 and C3",
        "### Further reading\n\n- 12345\n", "## 7 · Pooling\n\n1. first\n2. second",
        "layers 2 and 3, seeds 0 to 4, Exercise 7",
        "a 3 × 3 window, then $5 \\times 5$", "$x_1 + x_{12}^2 = 2x$ and $\\frac{1}{2}\\sum_2 (1 - a)$",
        "chapters 02 and 11", "half-way up", "every one of them",
        "one of them, the two networks, these three, two ways", "somebody draws a 7.", "half the mean squared error",
        "a tenth network",
    ],
)  # fmt: skip
def test_what_states_nothing(markdown):
    assert stated(markdown) == []


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("The 1728 weights and 1998 images", ["1728", "1998"]),
        ("It has $1998$ of them", ["1998"]),
        ("It cost the last blocks 0 to 7 points", ["0", "7"]),
        ("224x125 and 224×165, 28 × 28", ["224", "125", "224", "165", "28", "28"]),
        ("$W_1 = 0.154$, $x=-0.123$, $n = 3$", ["0.154", "-0.123", "3"]),
        ("from 0.593 to 0.597, or 0.593–0.597", ["0.593", "0.597", "0.593", "0.597"]),
        ("# Further reading\n\n0.111\n\n# Next\n\n0.222", ["0.222"]),
        (r"$\frac{1}{128} = 0.0078125$ of 10 %", ["0.0078125", "10 %"]),
        ("one in six, one out of 105, nine of ten, two points", ["one", "six", "one", "105", "nine", "ten", "two"]),
        ("a third of them, a quarter less, a third.", ["a third", "a quarter", "a third"]),
        ("eight photographs, a thousand million sums", ["eight", "a thousand million"]),
        ("0.05 and 0.10, but 05 and chapter 06", ["0.05", "0.10"]),
        ("11 [Deeper](11_deeper.ipynb), 12 layers, | 12 | [Yours](12_yours.ipynb) |", ["12"]),
        (r"$784\cdot15 + 12\times10 \approx4 + 2$", ["784", "15", "12", "10", "4"]),
        (r"$10^6\cdot10^6 = 10^{12}$", ["10^6", "10^6", "10^{12}"]),
        (r"$$1\cdot0 + 3\cdot1 \;=\; 4 .$$ and $= 5 \\ b$", ["4", "5"]),
        ("every one of 6 units", ["6"]),
    ],
)
def test_what_is_counted(markdown, found):
    assert stated(markdown) == found


@pytest.mark.parametrize(
    ("written", "value", "shown"),
    [
        ("0.0066", 0.00712, "0.0071"), ("10,000", 12_345.4, "12,345"), ("10{,}000", 12_345, "12{,}345"),
        ("784", 10_234, "10,234"), ("9.54×10⁻⁷", 1.234e-7, "1.23×10⁻⁷"), ("97.3 %", 0.5, "50.0 %"),
        ("−0.500", -0.25, "−0.250"),
        ("−0.500", 0.25, "0.250"), ("0.50", -0.25, "−0.25"), (".125", 0.5, ".500"), ("Seven", 9.2, "Nine"),
        ("60.97", 3, "3.00"),
        ("0.000", -1e-9, "0.000"),
    ],
)  # fmt: skip
def test_another_value_is_written_the_same_way(written, value, shown):
    (quantity,) = quantities(f"There are {written} of them.")
    assert quantity.shown(value) == shown


def test_places_are_those_of_the_text():
    text = "Of `7` the 0.5 and **twelve**, $10^{12}$ and 9,216 %: 3 × 3."
    for quantity in quantities(text):
        assert re.sub(r"\s+", " ", text[quantity.start : quantity.end]) == quantity.text
