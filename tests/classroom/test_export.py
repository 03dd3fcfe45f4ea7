"""What a learner hands in: one file, without code and without a name, that every room of the course reads alike."""

import json

import pytest

import course_utils
from course_utils.classroom import journals
from course_utils.classroom.__main__ import main
from course_utils.exercises import check, export, export_progress, journal, take_progress


def answered():
    """Do a little of everything; return what no export may hold."""

    def a_name_that_tells(x, w, b):
        secret_of_mine = 4711
        return secret_of_mine * x

    check("01-one-unit", 0.123456)
    check("00-weighted-sum", a_name_that_tells)
    journal.append("hint", id="01-one-unit", number=1)
    journal.append("solution", id="01-one-unit")
    journal.append("prediction", id="05-predict-flip", option="é", right=False, **{"try": 1})
    journal.append("shown", id="05-predict-flip")
    journal.append("review", id="05-predict-flip", right=True, option="1")
    return ("a_name_that_tells", "secret_of_mine", "4711", "0.123456")


def lines(file):
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_the_file_says_what_it_is_and_holds_the_journal_and_no_code(own_home):
    never = answered()
    shown = export_progress().text
    file = own_home / export.FILE_NAME
    assert str(file) in shown
    head, *records = lines(file)
    assert head["kind"] == "export" and head["course"] == "From Neuron to ResNet" and head["name"] == ""
    assert head["edition"] == course_utils.__version__ and head["v"] == journal.VERSION
    assert records == journal.records() and len(records) == 7
    assert not [word for word in (*never, str(own_home)) if word in file.read_text("utf-8")]


def test_the_learner_is_told_what_is_in_it(own_home):
    assert "holds nothing yet" in export_progress().text
    answered()
    told = export_progress().text
    for words in ("2 attempts", "1 answer to questions", "1 hint asked for", "1 solution asked for", "1 card of"):
        assert words in told
    assert "Not in it: the code that you wrote" in told and "Nor your name" in told
    assert "Nor your name" not in export_progress("Ada").text and 'the name "Ada"' in export_progress("Ada").text


def test_a_name_is_given_or_there_is_none(own_home):
    export_progress("  Ada\u202e\n Lovelace\x07 ")
    assert lines(own_home / export.FILE_NAME)[0]["name"] == "Ada Lovelace"
    export_progress()
    assert lines(own_home / export.FILE_NAME)[0]["name"] == ""
    with pytest.raises(TypeError, match=r"name: got 3 \(int\); expected text"):
        export_progress(3)
    with pytest.raises(ValueError, match="name: got 81 characters; expected at most 80"):
        export_progress("x" * 81)


def test_another_computer_takes_it_once(own_home, tmp_path, monkeypatch):
    answered()
    export_progress("Ada")
    mine, raw = journal.records(), own_home / journal.FILE_NAME
    assert take_progress(own_home / export.FILE_NAME).startswith("Nothing new")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "another"))
    assert take_progress(own_home / export.FILE_NAME).startswith("7 new records")
    assert journal.records() == mine
    assert take_progress(raw).startswith("Nothing new")
    assert take_progress(own_home / export.FILE_NAME).startswith("Nothing new")


def test_a_journal_keeps_its_random_number_and_an_old_one_is_given_one(own_home, tmp_path, monkeypatch):
    answered()
    number = journal.learner()
    assert len(number) == 16 and number == journal.learner()
    assert all("learner" not in record for record in journal.records())
    old = tmp_path / "old" / journal.FILE_NAME
    old.parent.mkdir()
    old.write_text('{"v": 1, "time": "2026-01-01T10:00:00Z", "kind": "hint", "id": "05-x", "number": 1}')
    monkeypatch.setenv("COURSE_HOME", str(old.parent))
    before = journal.records()
    fresh = journal.learner()
    assert fresh == journal.learner() != number and journal.records() == before
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "new"))
    assert journal.learner() == journal.learner() not in (fresh, number), "the first line of an empty file"


def test_in_a_shared_folder_each_learner_has_a_file_of_their_own(tmp_path, monkeypatch):
    shared = tmp_path / "shared"
    shared.mkdir()
    for learner in ("a", "b", "a"):
        monkeypatch.setenv("COURSE_HOME", str(tmp_path / learner))
        journal.append("hint", id="05-output-size", number=1)
        export_progress(to=shared)
    assert sorted(len(lines(file)) for file in shared.iterdir()) == [2, 3]


def test_live_each_answer_renews_the_file_until_it_is_called_again(tmp_path):
    drive = tmp_path / "drive"
    drive.mkdir()
    file = drive / "mine.jsonl"
    assert "renews it" in export_progress(to=file, live=True).text
    journal.append("hint", id="05-output-size", number=1)
    assert len(lines(file)) == 2
    file.unlink()
    drive.rmdir()
    drive.write_text("")  # the drive is in trouble: the lesson goes on
    assert journal.append("hint", id="05-output-size", number=2) == ""
    drive.unlink()
    journal.append("hint", id="05-output-size", number=3)
    assert len(lines(file)) == 4
    export_progress(to=file)
    journal.append("hint", id="05-output-size", number=4)
    assert len(lines(file)) == 4


def test_the_report_reads_what_the_notebook_wrote(own_home):
    answered()
    export_progress("Ada")
    for file in (own_home / export.FILE_NAME, own_home / journal.FILE_NAME):
        found = journals.read(file.read_bytes())
        assert found.learner == journal.learner() and len(found.records) == 7 and found.lost == 0
        assert found.name == ("Ada" if file.name == export.FILE_NAME else "")


def test_the_command_does_the_same(own_home, tmp_path, capsys):
    assert main(["export", "--name", "Ada", "--to", str(tmp_path / "here.jsonl")]) == 0
    assert "here.jsonl" in capsys.readouterr().out and lines(tmp_path / "here.jsonl")[0]["name"] == "Ada"
    with pytest.raises(SystemExit) as ended:
        main(["export", "--name", "x" * 81])
    assert ended.value.code == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as ended:
        main(["export", "--to", str(tmp_path / "file" / "in the way")])
    assert ended.value.code == 1 and "to: got" in capsys.readouterr().err


def test_an_unknown_command_names_those_that_there_are(capsys):
    assert main(["raport"]) == 2
    assert "expected one of" in capsys.readouterr().err
    assert main([]) == 0 and "report" in capsys.readouterr().out
