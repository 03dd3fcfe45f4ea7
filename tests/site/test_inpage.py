"""Python inside a page: the packed course answers with what Pyodide brings: NumPy, Pillow, safetensors."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from course_utils.explorers import REGISTRY
from course_utils.site import inpage, package

#: Refuses every package but those, and reads the course from the archive's folder alone.
ALONE = """
import importlib.abc, sys
ALLOWED = set(sys.stdlib_module_names) | {"numpy", "PIL", "safetensors", "course_utils"}
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED:
            raise ModuleNotFoundError(f"{name} is not in the page", name=name)
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, sys.argv[1])
import course_utils
assert course_utils.__file__.startswith(sys.argv[1])
from course_utils.site import answers
import json
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    zipfile.ZipFile(io.BytesIO(package.archive())).extractall(folder)
    return folder


def alone(folder, code):
    """Run code where only the packed course and those packages are; return what it printed last, as JSON."""
    command = [sys.executable, "-c", ALONE + code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.long
def test_every_explorer_answers(unpacked):
    code = f"""
found = {{}}
for name in {list(REGISTRY)!r}:
    head, text, data = answers.head(name)
    frame, more = answers.frame(name, head["state"])
    found[name] = [len(text), len(data), len(frame)]
print(json.dumps(found))
"""
    found = alone(unpacked, code)
    assert set(found) == set(REGISTRY) and all(sizes[0] > 100 for sizes in found.values())


@pytest.mark.parametrize(
    ("code", "starts"),
    [
        ("def sigmoid_slope(x):\\n    s = 1 / (1 + np.exp(-x))\\n    return s * (1 - s)", "✓"),
        ("def sigmoid_slope(x):\\n    return 1 / (1 + np.exp(-x))", "✗"),
        ("def sigmoid_slope(x):\\n    ...", "○"),
        ("def sigmoid_slope(x:", "SyntaxError"),
        ("import sys\\nsys.exit(3)", "SystemExit"),
    ],
)
def test_an_exercise_is_checked(unpacked, code, starts):
    told = alone(unpacked, f"print(json.dumps(answers.checked('01-sigmoid-slope', '''{code}''')))")
    assert starts in told


def test_the_archive_is_the_same_on_every_run():
    first = package.archive()
    assert first == package.archive() and len(first) < 8e6


def test_a_page_says_where_python_comes_from():
    page = '<html lang="en"><div class="tools"></div>'
    here = inpage.offered(page, "chapters/one.html", "/home/ada/pyodide")
    assert 'data-pyodide="../assets/pyodide/"' in here and "data-python-start" in here
    there = inpage.offered(page, "index.html", "https://cdn.example/full")
    assert 'data-pyodide="https://cdn.example/full/"' in there and "from https://cdn.example/full/" in there


def test_a_folder_without_pyodide_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"pyodide\.mjs"):
        inpage.bring(tmp_path / "site", str(tmp_path))
