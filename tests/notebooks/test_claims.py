"""Every number that the prose states is computed or has a source, and every claim is stated and true."""

import json

import pytest
from sample_pages import text

from course_utils.maintenance import claims, notebooks, numbers
from course_utils.maintenance.claims import Claim, Ledger

NOTEBOOKS = notebooks.find()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_numbers_of_a_chapter_hold(path):
    problems = Ledger.read().problems(path.name[:2], claims.texts_of(path))
    assert not problems, "\n".join([f"{len(problems)} problems between {path.name} and tests/claims.toml", *problems])


def test_every_claim_belongs_to_a_chapter_that_exists():
    chapters = {path.name[:2] for path in NOTEBOOKS}
    ledger = Ledger.read()
    assert {claim.notebook for claim in ledger.claims} | set(ledger.setups) <= chapters


# --- reading numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key", "significant"),
    [
        ("0.006648", ("0.006648", 0, False), 4),
        (".006648", (".006648", 0, False), 4),
        ("10,000", ("10000", 0, False), 1),
        ("12,345.6", ("12345.6", 0, False), 6),
        ("10{,}000", ("10000", 0, False), 1),
        (r"10\,000", ("10000", 0, False), 1),
        ("10\u202f000", ("10000", 0, False), 1),
        (r"0.291\,027\,774", ("0.291027774", 0, False), 9),
        ("9.54×10⁻⁷", ("9.54", -7, False), 3),
        ("9.54 × 10⁻⁷", ("9.54", -7, False), 3),
        (r"9.54 \times 10^{-7}", ("9.54", -7, False), 3),
        (r"9.54\cdot10^{−7}", ("9.54", -7, False), 3),
        ("9.54e-7", ("9.54", -7, False), 3),
        (r"1.5\times10^6", ("1.5", 6, False), 2),
        ("97.3 %", ("97.3", 0, True), 3),
        (r"97.3\%", ("97.3", 0, True), 3),
        ("−0.500", ("0.500", 0, False), 3),
        ("784", ("784", 0, False), 3),
        ("100", ("100", 0, False), 1),
    ],
)
def test_spellings_of_one_number(written, key, significant):
    for number in (numbers.parse(written), numbers.stated(f"So ${written}$ it is.")[0]):
        assert number.key == key
        assert number.significant == significant


@pytest.mark.parametrize("written", ["", "words", "0.5 and 0.6", "0.5 ms", "1/128"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match="expected one number"):
        numbers.parse(written)


@pytest.mark.parametrize(
    "markdown",
    [
        "`0.12345` and ``a ` 0.12345``",
        "```python\nrate = 0.12345\n```",
        "~~~\n0.12345\n~~~",
        "[words](https://doi.org/10.1038/323533)",
        "https://arxiv.org/abs/1512.03385",
        '[three](03_backprop.ipynb#step-12345 "title 12345")',
        '<img src="a.png" width="640">',
        "<!-- 0.12345 -->",
        "arXiv:1512.03385 and doi:10.1109/5.726791",
        "LeCun et al., 1998, Proc. IEEE 86(11):2278–2324",
        "Nature 323:533–536, pp. 533–536, vol. 323, page 533",
        "in 1986, since 2012; (Rumelhart, 1986) LeCun 1998, the 1998 paper",
        "§3.14, section 3.14, Table 123, figure 4.123, Eq. 12.5",
        "ResNet-110, float32, sha256, x100",
        "### Further reading\n\n- 12345\n",
        "one of 28×28, 0.25, 12, 100, 10,000 and 97 %",
    ],
)
def test_what_is_not_counted(markdown):
    assert [n.text for n in numbers.stated(markdown) if n.significant >= claims.SIGNIFICANT] == []


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("The 1728 weights and 1998 images", ["1728", "1998"]),
        ("It has $1998$ of them", ["1998"]),
        ("224x125 and 224×165", ["224", "125", "224", "165"]),
        ("$W_1 = 0.154$, $x=-0.123$", ["0.154", "-0.123"]),
        ("from 0.593 to 0.597, or 0.593–0.597", ["0.593", "0.597", "0.593", "0.597"]),
        ("# Further reading\n\n0.111\n\n# Next\n\n0.222", ["0.222"]),
        ("It is 0.291027774.", ["0.291027774"]),
        (r"$\frac{1}{128} = 0.0078125$", ["128", "0.0078125"]),
    ],
)
def test_what_is_counted(markdown, found):
    assert [n.text for n in numbers.stated(markdown) if n.significant >= claims.SIGNIFICANT] == found


@pytest.mark.parametrize(
    ("written", "value", "agrees"),
    [
        ("0.0066", 0.006648, True),
        ("0.00664", 0.006648, False),
        ("0.00665", 0.006648, True),
        ("9.54×10⁻⁷", 0.25**10, True),
        ("9.53×10⁻⁷", 0.25**10, False),
        ("9.54×10⁻⁶", 0.25**10, False),
        ("97.3 %", 0.97312, True),
        ("97.3 %", 97.312, False),
        ("10,000", 10_000, True),
        ("10,000", 10_001, False),
        ("−0.123", -0.1234, True),
        ("0.123", -0.1234, False),
        ("-0.123", 0.1234, False),
        ("0.000", -1e-9, True),
        (".125", 0.125, True),
        ("784", 784.4, True),  # prose rounds; a count is a whole number anyway
    ],
)
def test_agreement_to_the_digits_shown(written, value, agrees):
    assert numbers.parse(written).agrees(value) is agrees


# --- the ledger -----------------------------------------------------------------------------------------------------

SLOPE = Claim("01", "0.006648", expression="activations.sigmoid_grad(5.0)")


def problems(prose, *entries, setup=""):
    return Ledger(entries, {"01": setup}).problems("01", {"cell 'a'": prose})


def test_a_true_claim_is_no_problem():
    assert problems("At 5 the slope is 0.006648, again 0.006648.", SLOPE) == []


def test_an_uncovered_number_comes_with_an_entry_to_paste():
    (problem,) = problems("At 5 the slope is 0.006648, again 0.006648.")
    assert "cell 'a'" in problem
    assert "the slope is 0.006648, again" in problem
    assert "[[claim]]\nnotebook = \"01\"\ntext = '0.006648'\nexpression" in problem


def test_other_digits_are_another_number():
    (problem,) = problems("It is 0.006648 or 0.00665.", SLOPE)
    assert "'0.00665'" in problem


def test_a_claim_of_another_chapter_covers_nothing():
    other = Claim("02", "0.006648", expression="activations.sigmoid_grad(5.0)")
    assert len(problems("It is 0.006648.", other)) == 1


def test_an_unused_claim_is_named():
    (problem,) = problems("At 5 the slope is small.", SLOPE)
    assert "no prose of chapter 01 states it" in problem


def test_a_claim_made_twice_is_named():
    assert any("claimed twice" in problem for problem in problems("It is 0.006648.", SLOPE, SLOPE))


def test_a_minus_must_stand_in_the_prose():
    claim = Claim("01", "−0.125", expression="-1 / 8")
    assert problems("It is −0.125.", claim) == []
    assert problems("It is 0.125.", claim)


def test_drift_says_what_the_expression_yields():
    (problem,) = problems("It is 0.006651.", Claim("01", "0.006651", expression="activations.sigmoid_grad(5.0)"))
    assert "which would be written 0.006648" in problem


@pytest.mark.parametrize("expression", ["1 / 0", "nothing", "[1, 2]", "'0.125'", "np.nan", "1j", "0.125)"])
def test_an_expression_that_yields_no_number_is_named(expression):
    (problem,) = problems("It is 0.125.", Claim("01", "0.125", expression=expression))
    assert repr(expression) in problem


def test_a_chapter_may_prepare_what_its_expressions_share():
    shared = Claim("01", "0.125", expression="halves[2]")
    assert problems("It is 0.125.", shared, setup="halves = [1 / 2**k for k in (1, 2, 3)]") == []
    assert "[setup] of 01 raised" in problems("It is 0.125.", shared, setup="1 / 0")[0]


def test_a_source_needs_no_expression():
    claim = Claim("08", "60,123", source="LeCun et al. 1998, Proc. IEEE 86(11), section III-A")
    assert Ledger([claim]).problems("08", {"a": "They had 60,123 images."}) == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"notebook": "1", "text": "0.125", "expression": "1/8"}, "two digits"),
        ({"notebook": "01", "text": "0.125"}, "either"),
        ({"notebook": "01", "text": "0.125", "expression": "1/8", "source": "somebody, somewhere"}, "either"),
        ({"notebook": "01", "text": "0.125", "source": "me"}, "the paper"),
        ({"notebook": "01", "text": "an eighth", "expression": "1/8"}, "one number"),
        ({"notebook": "01", "expression": "1/8"}, "expected notebook, text"),
        ({"notebook": "01", "text": "0.125", "value": "1/8"}, "expected notebook, text"),
    ],
)
def test_a_malformed_entry_is_refused(entry, words, tmp_path):
    file = tmp_path / "claims.toml"
    file.write_text("[[claim]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in entry.items()))
    with pytest.raises(ValueError, match=words):
        Ledger.read(file)


def test_a_misspelt_table_is_refused(tmp_path):
    file = tmp_path / "claims.toml"
    file.write_text('[[claims]]\nnotebook = "01"\n')
    with pytest.raises(ValueError, match="claims"):
        Ledger.read(file)


def test_prose_is_markdown_and_the_texts_of_exercises(page_file, monkeypatch):
    monkeypatch.setattr(claims.registry, "entries_of", lambda chapter, kinds: (exercise(),))
    pieces = {"title": "# 0.111", "end": "## Further reading", "more": "- 0.222", "next": "## 0.333"}
    pieces["title"] += "\n\n**Time.** About 115 minutes."
    path = page_file([text(id, words) for id, words in pieces.items()])
    texts = claims.texts_of(path)
    stated = {n.text for markdown in texts.values() for n in numbers.stated(markdown) if n.significant >= 3}
    assert stated == {"0.111", "0.333", "0.444", "0.555", "0.666"}


def exercise():
    from course_utils.exercises.engine import Exercise, Misconception

    return Exercise(
        id="99-slope", title="Slope", prompt="Like 0.444.", stub="slope = ...  # 0.777", answer=0.888,
        misconceptions=(Misconception("value", wrong=0.999, message="Is 0.555 a slope?"),),
        hints=("Near 0.666", "`0.123`"),
    )  # fmt: skip
