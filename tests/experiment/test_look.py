"""``look FOLDER``: what it says, the contact sheet it writes, how it ends."""

import io
import os
import re
import subprocess
import sys

import numpy as np
import odd_folder
import pytest
from PIL import Image

from course_utils import settings
from course_utils.data import folder, write_sample_folder
from course_utils.data.folder import contact
from course_utils.experiment import look


@pytest.fixture
def pets(tmp_path):
    """Return a folder with two classes of six pictures."""
    for k in range(12):
        path = tmp_path / "my pets" / ("猫" if k % 2 else "dog") / f"{k}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        odd_folder.scene(k).save(path)
    return tmp_path / "my pets"


def test_a_folder_is_described_and_a_sheet_lies_in_the_learners_folder(pets, capsys, course_home):
    assert look.main([str(pets)]) == 0
    said, complaint = capsys.readouterr()
    assert not complaint and folder.survey(pets).text() in said
    sheet = course_home / "contact-sheets" / "my pets.png"
    assert said.splitlines()[-1] == f"Contact sheet: {sheet}"
    with Image.open(sheet) as image:
        assert image.format == "PNG" and image.width > 800


def test_a_hostile_folder_goes_through_without_a_traceback(tmp_path):
    root = tmp_path / "there" / "my 图片"
    root.mkdir(parents=True)
    expected = odd_folder.make(root)
    sheet = tmp_path / "sheet.png"
    command = [sys.executable, "-m", "course_utils.experiment.look", str(root), "--sheet", str(sheet), "--all"]
    done = subprocess.run(command, capture_output=True, cwd=settings.ROOT, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.returncode == 0 and not done.stderr
    said = done.stdout.decode("utf-8")
    for name, reason in expected.items():
        if reason is not None:
            assert (name in said) == (reason != odd_folder.PASSED), name
    assert sheet.read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_used_ends_with_2_and_the_odd_files_named_before(tmp_path, capsys):
    for name in ("train/1.png", "test/2.png"):
        (tmp_path / name).parent.mkdir()
        odd_folder.scene(1).save(tmp_path / name)
    (tmp_path / "train" / "x.mp4").write_bytes(b"film")
    assert look.main([str(tmp_path)]) == 2
    said, complaint = capsys.readouterr()
    assert "train/x.mp4: a film; left out." in said and "Contact sheet" not in said
    assert re.match(r"error: .* cannot be used with pictures directly in train/, in no folder of a class; ", complaint)
    assert complaint.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "error: path: got 'nowhere', which does not exist"),
        ([__file__], "which is a file"),
        (["{pets}", "--size", "0"], "error: size: got 0"),
        (["{pets}", "--sheet", f"{__file__}/x.png"], "x.png could not be written"),
    ],
)
def test_what_is_refused_is_said_in_one_line(pets, capsys, arguments, words):
    assert look.main([a.format(pets=pets) for a in arguments]) == 2
    complaint = capsys.readouterr().err
    assert words in complaint and complaint.count("\n") == 1


def test_a_mistyped_option_is_named(pets, capsys):
    with pytest.raises(SystemExit):
        look.main([str(pets), "--shet", "x.png"])
    assert "Did you mean --sheet for --shet?" in capsys.readouterr().err


def test_the_sheet_shows_each_class_and_what_is_left_out(pets):
    (pets / "dog" / "broken.jpg").write_bytes(b"no")
    (pets / "dog" / "copy.png").write_bytes((pets / "dog" / "0.png").read_bytes())
    rows = contact.of(folder.survey(pets))
    assert [row.heading for row in rows] == ["dog: 6 pictures", "猫: 6 pictures", "left out: 2"]
    assert [(cell.name, cell.pixels is None) for cell in rows[-1].cells] == [("copy.png", False), ("broken.jpg", True)]


def test_each_picture_stands_in_its_place(tmp_path):
    cells = [contact.Cell(np.full((3, 32, 32), 20 * k, np.uint8), f"{k}.png", "odd" * (k == 2)) for k in range(11)]
    with Image.open(io.BytesIO(contact.png([contact.Row("one", cells), contact.Row("two", cells[9:])]))) as sheet:
        found = np.asarray(sheet.convert("RGB"))
    step, top = contact.CELL + contact.GAP, contact.GAP + contact.LINE + contact.GAP // 2
    middles = [contact.GAP + k * step + contact.CELL // 2 for k in range(contact.COLUMNS)]
    assert [int(found[top + 40, x, 0]) for x in middles] == [20 * k for k in range(8)]
    below = top + contact.LINE + contact.GAP + contact.CELL + 3 * (contact.SMALL + 2) + contact.GAP
    assert [int(found[below + 40, x, 0]) for x in middles[:3]] == [180, 200, 255]
    frame = found[top + 40, contact.GAP + 2 * step - 1]
    assert tuple(frame) == (0xD5, 0x5E, 0x00) and tuple(found[top + 40, contact.GAP + step - 1]) == (255, 255, 255)


def test_letters_for_which_there_is_no_type_are_written_as_escapes(monkeypatch):
    monkeypatch.setattr(contact, "FONTS", ())
    contact._fonts.cache_clear()
    try:
        assert contact._in_type("café Ωж", 16)[1] == "café Ωж"
        assert contact._in_type("猫 1", 16)[1] == r"\u732b 1"
        assert contact.png([contact.Row("猫" * 500, [contact.Cell(None, "😀" * 500, "x" * 500)])], "猫" * 500)
    finally:
        contact._fonts.cache_clear()


def test_a_sheet_without_rows_is_a_picture_too():
    assert contact.png([]).startswith(b"\x89PNG") and contact.png([contact.Row("", [])], "t").startswith(b"\x89PNG")


def test_nothing_in_the_folder_is_changed(tmp_path, capsys, course_home):
    root = write_sample_folder(tmp_path / "pictures", ("coffee", "flower"), 5)
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in root.rglob("*") if p.is_file()}
    assert look.main([str(root)]) == 0
    assert before == {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in root.rglob("*") if p.is_file()}
