"""Chapter 12 on other people's pictures: it runs from top to bottom, whatever their classes are."""

import re

import nbformat
import odd_folder
import pytest

from course_utils.maintenance import notebooks, pages


def uneven(root):
    """Two classes, one three times the other, with names that are not ASCII, and odd files beside."""
    for name, count, first in (("猫 😀", 13, 0), ("hündchen", 39, 100)):
        for k in range(count):
            odd_folder.fill(root, f"{name}/{k}.{('png', 'jpg', 'webp')[k % 3]}", first=first + k)
    (root / "hündchen" / "cut.jpg").write_bytes(odd_folder.data_of(odd_folder.scene(1, (99, 99)), "JPEG")[:300])
    (root / "hündchen" / "notes.txt").write_text("no picture", encoding="utf-8")


def divided(root):
    """A dozen classes, in train, val and test."""
    for part, count, first in (("train", 9, 0), ("val", 2, 1000), ("test", 3, 2000)):
        for label in range(12):
            for k in range(count):
                odd_folder.fill(root, f"{part}/class {label}/{k}.png", first=first + 50 * label + k)


@pytest.mark.long
@pytest.mark.parametrize("made", [uneven, divided], ids=lambda made: made.__name__)
def test_it_runs_on_another_folder(made, tmp_path):
    root = tmp_path / "other pictures"
    root.mkdir()
    made(root)
    (path,) = pages.find(["12"])
    nb = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in nb.cells if cell.cell_type == "code" and "YOURS = None" in cell.source]
    cell.source, count = re.subn(r"^YOURS = None", f"YOURS = {str(root)!r}", cell.source, flags=re.M)
    assert count == 1
    notebooks.execute(nb, path.parent)  # raises NotebookFailed, with the cell
