"""The programs as a notebook uses them: run, killed, called in place, and their logs read."""

import pytest
from short_runs import SHORT

from course_utils.experiment import model, programs


@pytest.mark.long
def test_a_program_says_what_it_prints_and_its_log_is_read(tmp_path):
    said = programs.run("train", *SHORT, "--out", tmp_path / "run")
    assert "parameters" in said and "|" not in said
    log = programs.log(tmp_path / "run")
    assert [row["epoch"] for row in log] == list(range(1, len(log) + 1))
    assert all(0 <= row["validation_accuracy"] <= 1 for row in log)


def test_what_a_program_refuses_is_raised_in_its_last_line(tmp_path):
    with pytest.raises(RuntimeError, match="no-such-network"):
        programs.run("train", *SHORT, "--model", "no-such-network", "--out", tmp_path / "run")
    with pytest.raises(RuntimeError, match="no-such-network"):
        programs.call("train", *SHORT, "--model", "no-such-network", "--out", tmp_path / "run")


def test_a_program_called_here_knows_what_is_registered_here_and_says_nothing(tmp_path, monkeypatch, capsys):
    known = model.MODELS["simple-convnet"]
    monkeypatch.setitem(model.MODELS, "mine", known)
    programs.call("train", *SHORT, "--model", "mine", "--out", tmp_path / "run")
    assert programs.log(tmp_path / "run") and capsys.readouterr().out == ""


@pytest.mark.long
def test_a_killed_run_goes_on(tmp_path):
    longer = [*SHORT, "--epochs", "5"]
    epochs = programs.kill(1, tmp_path / "run", *longer)
    assert 1 <= epochs <= 5 and len(programs.log(tmp_path / "run")) == epochs
    programs.run("train", "--out", tmp_path / "run", "--resume")
    assert len(programs.log(tmp_path / "run")) == 5


def test_a_fresh_folder_holds_nothing_and_is_not_made(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "log.csv").write_text("epoch\n1\n")
    assert programs.log(tmp_path / "run") == [{"epoch": 1.0}]
    assert programs.fresh(tmp_path / "run") == tmp_path / "run" and not (tmp_path / "run").exists()
    assert programs.log(tmp_path / "run") == [] and programs.fresh(str(tmp_path / "other")) == tmp_path / "other"
