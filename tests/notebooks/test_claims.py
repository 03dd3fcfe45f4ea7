"""Every number that a chapter states is computed or has a source, and every claim is stated and true."""

import pytest

from course_utils.exercises.engine import Option, Prediction
from course_utils.maintenance.claims import check, rewrite, texts, values
from course_utils.maintenance.claims.book import FOLDER, Book, Claim


@pytest.mark.parametrize("chapter", texts.names())
def test_the_numbers_of_a_chapter_hold(chapter):
    problems = check.problems(chapter, texts.of(chapter), Book.read(chapter))
    assert not problems, "\n".join([f"{len(problems)} problems of tests/claims/{chapter}.toml", *map(str, problems)])


def test_every_file_of_claims_belongs_to_a_chapter():
    assert {path.stem for path in FOLDER.glob("*.toml")} - {"structure"} <= set(texts.names())


def test_a_question_stands_with_its_right_answer(monkeypatch):
    wrong, right = Option("39", "A slip."), Option("42", "Six times seven.", right=True)
    asked = Prediction("77-predict-product", "What is 6 · 7?", (wrong, right))
    monkeypatch.setattr(texts.registry, "entries_of", lambda chapter, kinds: (asked,))
    assert texts.of_exercises("77") == {
        "77-predict-product question": "What is 6 · 7?\n42\nSix times seven.", "77-predict-product reply 1": "A slip."
    }  # fmt: skip


# --- the check ------------------------------------------------------------------------------------------------------

SLOPE = Claim("at 5 the slope is [[0.006648]]", ("activations.sigmoid_grad(5.0)",))


def problems(prose, *claims, setup=""):
    return [str(one) for one in check.problems("01", {"here": prose}, Book(tuple(claims), setup=setup))]


def test_a_true_claim_serves_every_place():
    slope = Claim("at [[5]] the slope is [[0.006648]]", ("", "activations.sigmoid_grad(n[0])"), given="a place chosen")
    assert problems("So at  5 the\nslope is 0.006648. Again, at 5 the slope is 0.006648.", slope) == []


@pytest.mark.parametrize(
    "prose",
    [
        "At $z$ = 5 it is 0.006648.",  # other words
        "at 5 the slope is 0.006648 or 0.01 more.",
        "at 5 the slope is 0.0066481.",
        "at 15 the slope is 0.006648; at 5 the slope is 0.006684.",
    ],
)
def test_another_wording_or_number_is_not_accounted_for(prose):
    assert any("no claim accounts for" in problem for problem in problems(prose, SLOPE))


def test_what_is_missing_comes_ready_to_be_filled_in():
    (problem,) = problems("Look. The slope is 0.006648, one in six of `7`. And $x_1 = 0.5$.")[:1]
    assert '[[claim]]\nsays = "The slope is [[0.006648]], [[one]] in [[six]] of `7`."\nis = ["", "", ""]' in problem


def test_a_claim_that_no_text_makes_is_named():
    assert any("no text of the chapter says so" in problem for problem in problems("Nothing.", SLOPE))


def test_a_passage_of_structure_that_no_text_has_is_named(tmp_path):
    (tmp_path / "01.toml").write_text('structure = ["two ways"]\n', encoding="utf-8")
    (tmp_path / "structure.toml").write_text('structure = ["from 0 to 1"]\n', encoding="utf-8")
    (problem,) = check.problems("01", {"here": "Nothing."}, Book.read("01", tmp_path))
    assert "'two ways': no text" in problem


def test_a_claim_made_twice_is_named():
    assert any("claimed twice" in problem for problem in problems("at 5 the slope is 0.006648", SLOPE, SLOPE))


def test_numbers_of_one_sentence_cannot_change_places():
    claim = Claim("max is [[twelve]] points ahead, a mean [[half]] a point", ("12.0", "0.5"))
    assert problems("max is twelve points ahead, a mean half a point.", claim) == []
    assert problems("max is half points ahead, a mean twelve a point.", claim)


def test_drift_says_what_the_expression_yields():
    (problem,) = problems(
        "the slope is 0.006651", Claim("the slope is [[0.006651]]", ("activations.sigmoid_grad(5.0)",))
    )
    assert "it would be 0.006648" in problem


def test_an_expression_sees_the_numbers_of_its_sentence():
    claim = Claim("a side of [[28]] and a window of [[5]] give [[24]]", ("", "", "n[0] - n[1] + 1"), given="an example")
    assert problems("a side of 28 and a window of 5 give 24.", claim) == []


@pytest.mark.parametrize(
    ("holds", "good"), [("3.2 > n[0]", True), ("2.9 > n[0]", False), ("n[0] / 0", False), ("n[0]", False)]
)
def test_a_relation_must_be_true(holds, good):
    assert (
        problems("more than three times as fast", Claim("more than [[three]] times as fast", holds=holds)) == []
    ) is good


@pytest.mark.parametrize("expression", ["1 / 0", "nothing", "[1, 2]", "'0.125'", "np.nan", "1j", "0.125)"])
def test_an_expression_that_yields_no_number_is_named(expression):
    assert len(problems("the share is 0.125", Claim("the share is [[0.125]]", (expression,)))) == 1


def test_a_chapter_may_prepare_what_its_expressions_share():
    shared = Claim("the share is [[0.125]]", ("halves[2]",))
    assert problems("the share is 0.125", shared, setup="halves = [1 / 2**k for k in (1, 2, 3)]") == []
    assert "raised ZeroDivisionError" in problems("the share is 0.125", shared, setup="1 / 0")[0]


@pytest.mark.parametrize(
    ("passage", "value", "agrees"),
    [
        ("of [[97.3 %]] all told", 0.97312, True),
        ("of [[97.3 %]] all told", 97.312, False),
        ("only [[seven]] of them", 6.8, True),
        ("only [[seven]] of them", 7.6, False),
        ("just [[half]] of them", 0.499, False),
        ("about [[half]] of them", 0.46, True),
        ("about [[half]] of them", 0.40, False),
        ("about [[400,000]] of them", 399_360, True),
        ("exactly [[400,000]] of them", 399_360, False),
        ("about [[40 %]] of them", 0.43, True),
        ("about [[40 %]] of them", 0.52, False),
        ("about [[43 %]] of them", 0.41, False),
        ("about [[thirty]] of them", 27, True),
        ("more than [[half]] of them", 0.6, False),
        ("a rate of [[9.54×10⁻⁷]] there", 0.25**10, True),
        ("a change by [[−0.500]] there", 0.5, False),
        ("some [[60 million]] of them", 60_965_224, True),
        ("some [[10^{12}]] of them", 1e12, True),
        ("an increase to [[2½]] of them", 2.5, True),
    ],
)  # fmt: skip
def test_agreement_as_the_number_is_written(passage, value, agrees):
    claim = Claim(passage, (repr(value),))
    assert (problems(claim.plain, claim) == []) is agrees


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('says = "it is [[0.125]] there"', "expected an expression"),
        ('says = "it is 0.125 there"\nis = "1/8"', "at least one number"),
        ('says = "it is [[so]] there"\nis = "1/8"', "one number between"),
        ('says = "it is [[1 or 2]] there"\nis = "1/8"', "one number between"),
        ('says = "is [[0.125]]"\nis = "1/8"', "two words"),
        ('says = "it is [[0.125]] there"\nis = ["1/8", "1/4"]', "2 expressions for 1"),
        ('says = "it is [[0.125]] there"\nsource = "me"', "source"),
        ('says = "it is [[1]] or [[2]] there"\nholds = "n[0] < 2"', "nothing speaks of 2"),
        ('says = "it is [[0.125]] there"\nvalue = "1/8"', "expected says"),
        ('is = "1/8"', "expected says"),
        ('says = ', "01.toml"),
    ],
)  # fmt: skip
def test_a_malformed_claim_is_refused(entry, words, tmp_path):
    (tmp_path / "01.toml").write_text(f"[[claim]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        Book.read("01", tmp_path)


def test_a_misspelt_table_is_refused(tmp_path):
    (tmp_path / "01.toml").write_text('[[claims]]\nsays = "x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="claims"):
        Book.read("01", tmp_path)


# --- what has been printed, and what is written ---------------------------------------------------------------------


def page(outputs, prose="It prints 0.25, a share of 0.25 in all."):
    import nbformat.v4 as v4

    code = v4.new_code_cell("share = 0.25\nprint(share)", id="share", outputs=[v4.new_output("stream", text=outputs)])
    spoken = {"lecture": {"say": "a share of 0.25 in all", "minutes": 1}}
    return v4.new_notebook(cells=[code, v4.new_markdown_cell(prose, id="seen", metadata=spoken)])


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """A chapter 77 of one share, with its claim; returns (notebook, claims)."""
    from course_utils.maintenance.normal_form import dumps

    notebook, claims = tmp_path / "77_share.ipynb", tmp_path / "77.toml"
    notebook.write_text(dumps(page("right: 30 of 80\nshare: 0.375 (43 %)\n")), encoding="utf-8")
    claims.write_text("[[claim]]\nsays = 'a share of [[0.25]] in all'\nis = 'printed(\"share\", \"share:\")'\n")
    monkeypatch.setitem(texts.OTHERS, "77", notebook)
    monkeypatch.setattr(rewrite, "FOLDER", tmp_path)
    monkeypatch.setattr(rewrite.Book, "read", classmethod(lambda cls, name, read=Book.read: read(name, tmp_path)))
    return notebook, claims


def test_what_a_cell_has_printed(chapter):
    printed = values.Printed("77")
    assert (printed("share"), printed("share", "of"), printed("share", "share:", 1)) == (30, 80, 0.43)
    with pytest.raises(KeyError, match="has not printed"):
        printed("share", "wrong:")
    with pytest.raises(IndexError, match="1 numbers"):
        printed("share", "(", 1)


def test_what_a_cell_says(chapter):
    written = values.Written("77")
    assert written("share", "share = ") == 0.25
    with pytest.raises(KeyError, match="has not written"):
        written("share", "wrong:")


def test_what_cells_leave_when_they_are_run(chapter, capsys):
    assert values.namespace("77")["ran"]("share")["share"] == 0.25
    assert capsys.readouterr().out == ""


def test_computed_numbers_are_written_into_notebook_and_claims(chapter):
    notebook, claims = chapter
    (line,) = rewrite.write("77")
    assert "now says 0.38, in 2 places" in line or "now says 0.37, in 2 places" in line
    shown = line.partition("says ")[2][:4]
    assert notebook.read_text(encoding="utf-8").count(f"a share of {shown} in all") == 2
    assert "It prints 0.25" in notebook.read_text(encoding="utf-8")  # no claim speaks of it
    assert f"[[{shown}]]" in claims.read_text(encoding="utf-8")
    assert rewrite.write("77") == []
