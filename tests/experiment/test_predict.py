"""New pictures shown to a network that has learned: from Python, from the command line, and whatever the files are."""

import csv
import json

import numpy as np
import odd_folder
import pytest
from PIL import Image

from course_utils import data
from course_utils.experiment import look, predict, test, train
from course_utils.experiment.errors import RunError
from course_utils.experiment.run import Answer, Run
from course_utils.experiment.run_folder import LIKENESS


def test_three_lines_of_python_name_a_picture(learned, pictures):
    run = Run.open(learned(epochs=4))
    answer = run.predict(pictures / "dark" / "0.png")
    assert answer.name == "dark" and answer.probability == max(answer.every.values()) and not answer.unlike
    assert list(answer.every) == ["dark", "light"] and sum(answer.every.values()) == pytest.approx(1, abs=1e-6)
    assert str(answer).startswith("dark ")


def test_a_class_whose_name_has_two_lines_is_answered_on_one():
    assert str(Answer("two\nlines", 0.9, {"two\nlines": 0.9, "猫": 0.1}, False)) == "two\\nlines 90%, 猫 10%"


def test_a_file_an_image_and_arrays_of_all_kinds_are_one_picture(learned, pictures):
    run, path = Run.open(learned()), pictures / "light" / "2.png"
    image = Image.open(path)
    pixels = np.asarray(image)
    opaque = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    expected = run.predict(path)
    for same in (str(path), image, pixels, pixels / 255, opaque):
        assert run.predict(same) == expected
    grey = np.asarray(image.convert("L"))
    assert run.predict(grey) == run.predict(np.repeat(grey[:, :, None], 3, axis=2))


@pytest.mark.parametrize("wrong", [np.zeros((3, 8, 8)), np.zeros(9), np.full((8, 8), 2.0), np.full((8, 8), np.nan)])
def test_what_is_no_picture_is_refused(wrong, learned):
    with pytest.raises(ValueError, match="picture"):
        Run.open(learned()).predict(wrong)


def test_what_the_network_gets_is_what_it_would_be_tested_with(learned, pictures):
    folder = learned()
    report = test.measure(folder)
    run = Run.open(folder)
    wrong = {one["file"]: (one["taken for"], one["probability"]) for one in report["misread"]}
    files = json.loads((folder / "pictures.json").read_text(encoding="ascii"))["test"]
    for name in files:
        answer = run.predict(pictures / name)
        assert (answer.name != name.split("/")[0]) == (name in wrong)
        if name in wrong:
            assert answer.name == wrong[name][0] and answer.probability == pytest.approx(wrong[name][1], abs=1e-3)


@pytest.mark.long
def test_digits_are_read_as_mnist_draws_them(run):
    _, folder = run("run", "--model", "simple-convnet", "--data", "digits", "--epochs", "3", short=())
    known, digits = Run.open(folder), data.load("digits")
    right = 0
    for image, label in list(zip(digits.test_x, digits.test_y, strict=True))[:40]:
        ink = 255 - (image.reshape(28, 28) * 255).round().astype(np.uint8)
        paper = np.full((200, 300), 250, np.uint8)  # dark ink on white paper, not in the middle
        paper[30:114, 150:234] = np.minimum(250, np.asarray(Image.fromarray(ink).resize((84, 84))))
        right += known.predict(paper).name == str(label)
    assert right >= 32


def test_pictures_of_another_kind_are_told_and_those_of_the_test_are_not(tmp_path):
    sample, folder = data.write_sample_folder(tmp_path / "sample"), tmp_path / "run"
    assert train.main(["--model", "simple-convnet", "--data", str(sample), "--out", str(folder), "--epochs", "3",
                       "--threads", "1"]) == 0  # fmt: skip
    run, rng = Run.open(folder), np.random.default_rng(0)
    files = json.loads((folder / "pictures.json").read_text(encoding="ascii"))["test"]
    assert np.mean([run.predict(sample / name).unlike for name in files]) <= 0.06
    stripes = np.zeros((32, 32, 3), np.uint8)
    stripes[::4] = 255
    noise = rng.integers(0, 256, (32, 32, 3), dtype=np.uint8)
    digit = (data.load("digits").test_x[0].reshape(28, 28) * 255).astype(np.uint8)
    for strange in (stripes, noise, digit):
        answer = run.predict(strange)
        assert answer.unlike and str(answer).endswith("(unlike anything in training)")
    (folder / LIKENESS).unlink()
    assert not Run.open(folder).predict(stripes).unlike  # a run that did not come to its end knows nothing of it


def test_a_hostile_folder_goes_through_all_programs(tmp_path, capsys):
    root, out = tmp_path / "there" / "my 图片", tmp_path / "run"
    root.mkdir(parents=True)
    expected = odd_folder.make(root)
    assert look.main([str(root), "--sheet", str(tmp_path / "sheet.png")]) == 0
    assert train.main(["--model", "simple-convnet", "--data", str(root), "--epochs", "1", "--out", str(out)]) == 0
    assert test.main([str(out)]) == 0
    capsys.readouterr()
    assert predict.main([str(out), str(root), "--csv", str(tmp_path / "answers.csv")]) == 0
    said = capsys.readouterr().out
    lines = {line.split("  ")[0]: line for line in said.splitlines()}
    for name, reason in expected.items():
        line = next((line for place, line in lines.items() if place.endswith(f"/{name}")), None)
        if reason == odd_folder.PASSED or reason == "a folder without pictures":
            assert line is None, name
        else:
            assert line is not None, name
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:2] == ["file", "answer"] and rows[0][-1] == "unlike" and len(rows) == 1 + len(lines)


def test_what_cannot_be_done_is_said(learned, refused, tmp_path, pictures):
    folder = learned()
    assert "there is no such file or folder" in refused(folder, tmp_path / "nowhere.png", program=predict)
    (tmp_path / "empty").mkdir()
    assert "there is no picture in it" in refused(folder, tmp_path / "empty", program=predict)
    assert str(tmp_path / "no run") in refused(tmp_path / "no run", pictures, program=predict)
    (folder / "best.safetensors").unlink()
    assert "--checkpoint last" in refused(folder, pictures, program=predict)
    assert predict.main([str(folder), str(pictures / "dark" / "0.png"), "--checkpoint", "last"]) == 0
    with pytest.raises(RunError, match="is missing"):
        Run.open(folder)


def test_only_broken_files_end_with_2(learned, tmp_path, capsys):
    (tmp_path / "cut.jpg").write_bytes(odd_folder.data_of(odd_folder.scene(1, (99, 99)), "JPEG")[:300])
    assert predict.main([str(learned()), str(tmp_path / "cut.jpg")]) == 2
    assert "left out: cut off or damaged" in capsys.readouterr().out
