"""What can go wrong at the command line is said in one sentence, with exit code 2, and nothing is lost."""

import json

import pytest
from short_runs import SHORT

from course_utils.data.downloads import DownloadError
from course_utils.experiment import checkpoint, test, train

SMALL = ("--model", "simple-convnet", "--size", "24", "--epochs", "1", "--lr", "0.01", "--threads", "1")


def test_a_folder_of_pictures_is_learned_and_tested(pictures, tmp_path, capsys):
    out = tmp_path / "run"
    code = train.main(["--model", "simple-convnet", "--data", str(pictures), "--size", "24", "--epochs", "3",
                       "--lr", "0.01", "--batch-size", "4", "--out", str(out), "--threads", "1"])  # fmt: skip
    assert code == 0 and test.main([str(out)]) == 0
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["class_names"] == ["dark", "light"] and "top5_error" not in report
    assert report["top1_error"] == 0 and sum(map(sum, report["confusion"])) == report["pictures"] == 2
    assert "top-1 error" in capsys.readouterr().out


def test_a_corrupt_picture_is_left_out_and_named(pictures, tmp_path, capsys):
    (pictures / "dark" / "3.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    assert train.main([*SMALL, "--data", str(pictures), "--out", str(tmp_path / "run")]) == 0
    said = capsys.readouterr().out
    assert "left out: 1 × cut off or damaged: dark/3.png" in said and "7 pictures train, 2 validate, 2" in said


def test_an_empty_class_folder_is_left_out_and_named(pictures, tmp_path, capsys):
    (pictures / "empty").mkdir()
    assert train.main([*SMALL, "--data", str(pictures), "--out", str(tmp_path / "run")]) == 0
    said = capsys.readouterr().out
    assert "no class: 1 × a folder without pictures: empty" in said and "2 classes" in said


def test_a_folder_of_which_too_little_can_be_read_is_refused(pictures, tmp_path, refused):
    for path in (pictures / "dark").glob("*.png"):
        path.write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    said = refused("--model", "resnet8", "--data", pictures, "--out", tmp_path / "run")
    assert "2 classes, of which too few can be used: 'light'" in said and not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--model", "resnet8", "--data", "no/such/folder"), "no/such/folder"),
        (("--model", "alexnet", "--data", "digits"), "227 × 227"),
        (("--model", "resnet8"), "give --model and --data"),
        (("--resume",), "holds no run"),
        (("--model", "resnet8", "--data", "digits", "--limit", "3", "--validation", "0.9999"), "too few"),
    ],
)
def test_what_cannot_be_begun(options, words, tmp_path, refused):
    assert words in refused(*options, "--out", tmp_path / "run")


@pytest.mark.parametrize(
    "options", [("--model", "nothing"), ("--epochs", "0"), ("--lr", "-1"), ("--validation", "1"), ("--optimizer", "x")]
)
def test_options_that_make_no_sense(options, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        train.main(["--data", "digits", "--out", str(tmp_path / "run"), *options])
    assert ended.value.code == 2 and options[0] in capsys.readouterr().err


def test_a_run_is_not_overwritten_and_not_changed(run, refused):
    code, folder = run("run", "--epochs", "1")
    before = (folder / "last.safetensors").read_bytes()
    assert code == 0
    assert "holds a run already" in refused(*SHORT, "--out", folder)
    assert "began with 0.02" in refused("--out", folder, "--resume", "--lr", "0.5")
    assert "began with simple-convnet" in refused("--out", folder, "--resume", "--model", "resnet8")
    assert (folder / "last.safetensors").read_bytes() == before


def test_a_checkpoint_of_another_model(run, refused):
    _, folder = run("run", "--epochs", "1")
    other = (*SHORT[2:], "--model", "resnet8")
    _, another = run("another", "--epochs", "1", short=other)
    (folder / "last.safetensors").write_bytes((another / "last.safetensors").read_bytes())
    assert "checkpoint of resnet8, not of simple-convnet" in refused("--out", folder, "--resume")
    (folder / "best.safetensors").write_bytes((another / "best.safetensors").read_bytes())
    assert "checkpoint of resnet8" in refused(folder, program=test)
    tensors, facts = checkpoint.read(another / "best.safetensors")
    checkpoint.write(folder / "best.safetensors", tensors, {**facts, "model": "simple-convnet"})
    assert "weights of another model" in refused(folder, program=test)


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "foreign", "header"])
def test_a_damaged_checkpoint(run, refused, damage):
    _, folder = run("run", "--epochs", "1")
    path = folder / "last.safetensors"
    whole = path.read_bytes()
    path.write_bytes({
        "cut": whole[: len(whole) // 2], "empty": b"", "noise": bytes(range(256)) * 40,
        "foreign": b"\x02\x00\x00\x00\x00\x00\x00\x00{}", "header": whole[:8] + b"x" * 64 + whole[72:],
    }[damage])  # fmt: skip
    said = refused("--out", folder, "--resume")
    assert "last.safetensors" in said and ("damaged" in said or "no checkpoint" in said)


def test_a_damaged_configuration(run, refused):
    _, folder = run("run", "--epochs", "1")
    (folder / "config.json").write_text("{", encoding="utf-8")
    assert "config.json is damaged" in refused("--out", folder, "--resume")


def test_other_classes_than_were_learned(pictures, tmp_path, capsys, refused):
    out = tmp_path / "run"
    options = ["--model", "simple-convnet", "--size", "24", "--epochs", "1", "--batch-size", "4", "--threads", "1"]
    assert train.main([*options, "--data", str(pictures), "--out", str(out)]) == 0
    capsys.readouterr()
    (pictures / "light").rename(pictures / "pale")
    assert "(light/" in (said := refused(out, program=test)) and "cannot be found or read" in said


def test_a_class_more_than_was_learned(pictures, more_pictures, learned, refused):
    out = learned()
    more_pictures(pictures / "medium", 120, 4)
    assert "dark, light, medium; the run learned dark, light" in refused(out, program=test)


def test_advice_of_several_lines_keeps_its_lines(tmp_path, monkeypatch, capsys):
    def offline(*_):
        raise DownloadError("mnist: the file x.gz could not be fetched.\n  a.example: no connection\nWhat to do: wait.")

    monkeypatch.setattr("course_utils.experiment.pictures.load", offline)
    assert train.main(["--model", "resnet8", "--data", "mnist", "--out", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert said.splitlines()[0] == "error: mnist: the file x.gz could not be fetched."
    assert said.splitlines()[1:] == ["  a.example: no connection", "What to do: wait."]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--epoch", "3"), "Did you mean --epochs for --epoch?"),
        (("--batchsize=10",), "Did you mean --batch-size for --batchsize?"),
        (("--optimizer", "adm"), "Did you mean adam?"),
        (("--model", "resnet-20"), "Did you mean resnet20?"),
        (("--lr", "fast"), "--lr: got 'fast'"),
        (("--zzz",), "unrecognized arguments: --zzz. All options"),
    ],
)
def test_a_slip_at_the_command_line_is_one_line_with_what_was_meant(options, words, misread):
    said = misread(*options)
    assert words in said and said.count("\n") == 1 and "--help" in said


def test_an_untested_folder(tmp_path, refused):
    assert "holds no run" in refused(tmp_path, program=test)
