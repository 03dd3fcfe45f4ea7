"""From a change to the tests that tell: the jobs of a contributor, and that no pick leads nowhere."""

import json
import re

import pytest

from course_utils import settings
from course_utils.explorers import REGISTRY
from course_utils.launch.quick import rules
from course_utils.maintenance import import_graph


def ranks(*changed):
    """Return {file: its lowest rank} of what is picked for some changed paths."""
    found = {}
    for one in rules.pick(changed):
        assert (settings.ROOT / one.file).exists()
        re.compile(one.only)
        found.setdefault(one.file, one.rank)
    return found


def patterns(file, *changed):
    return [one.only for one in rules.pick(changed) if one.file == file]


JOBS = {
    "a new activation": (
        "course_utils/activations.py",
        {"tests/core/test_activations.py": 0, "tests/chapters/test_01_notebook.py": 1, "tests/test_examples.py": 0,
         "tests/notebooks/test_claims.py": 1, "notebooks/01_activation_functions.ipynb": 2, "tests/test_imports.py": 0},
    ),
    "a new exercise": (
        "course_utils/exercises/chapter_06/blocks.py",
        {"tests/chapters/test_06_exercises.py": 1, "tests/exercises/test_conformance.py": 1,
         "tests/exercises/test_answers.py": 1, "tests/test_imports.py": 0},
    ),
    "a slider": (
        "course_utils/explorers/collapse.py",
        {"tests/chapters/test_01_collapse.py": 0, "tests/explorers/test_every_explorer.py": 1,
         "tests/browser/test_drawn.py": 2, "tests/browser/test_fit.py": 2},
    ),
    "a changed constant": (
        "course_utils/plotting/chapter_01.py",
        {"tests/chapters/test_01_figures.py": 1, "tests/notebooks/test_claims.py": 1,
         "notebooks/01_activation_functions.ipynb": 2},
    ),
    "a new chapter": (
        "notebooks/12_your_own_network.ipynb",
        {"notebooks/12_your_own_network.ipynb": 2, "tests/notebooks/test_hygiene.py": 1,
         "tests/notebooks/test_references.py": 1, "tests/notebooks/test_glossary.py": 1,
         "tests/notebooks/test_claims.py": 1, "tests/chapters/test_12_notebook.py": 1},
    ),
    "newest dependencies": (
        "requirements.lock",
        {"tests/first_run/test_dependencies.py": 2, "tests/first_run/test_lists.py": 2, "tests/core/test_losses.py": 3},
    ),
    "a sentence's claim": ("tests/claims/07.toml", {"tests/notebooks/test_claims.py": 1}),
    "a test": ("tests/core/test_losses.py", {"tests/core/test_losses.py": 0}),
    "the tests' support": ("tests/support/stage.py", {"tests/browser/test_explorers.py": 1}),
    "a view": (
        "course_utils/explorers/views/lines.js",
        {"tests/browser/test_drawn.py": 2, "tests/javascript/test_javascript.py": 0},
    ),
    "the first page": ("README.md", {"tests/test_readme.py": 0}),
}  # fmt: skip


@pytest.mark.few(4)
@pytest.mark.parametrize("job", JOBS)
def test_what_a_contributor_changes_leads_to_what_tells(job):
    path, wanted = JOBS[job]
    found = ranks(path)
    assert {file: found.get(file) for file in wanted} == wanted


def test_of_the_tests_of_every_chapter_the_chapters_own_are_taken():
    (only,) = set(patterns("tests/notebooks/test_hygiene.py", "notebooks/05_convolution.ipynb"))
    assert re.search(only, "test_a_rule_holds[median-05_convolution]")
    assert not re.search(only, "test_a_rule_holds[median-06_pooling]")
    assert not re.search(only, "test_a_rule_holds[median-06_pooling-105]")


@pytest.mark.parametrize("name", REGISTRY)
def test_every_explorer_has_tests_of_its_own_and_is_looked_at_in_the_browser(name):
    path = f"course_utils/explorers/{REGISTRY[name]}.py"
    picks = rules.pick([path])
    assert any(one.rank == 1 and one.file.startswith("tests/chapters/") for one in picks) or ranks(path)
    (only,) = patterns("tests/browser/test_drawn.py", path)
    assert re.search(only, f"test_what_is_drawn[{name}]") and not re.search(only, f"test_what_is_drawn[{name}x]")


@pytest.mark.long
def test_every_module_leads_to_a_test_and_to_the_nearest_first():
    lost = []
    for dotted, path in import_graph.modules().items():
        picks = rules.pick([import_graph.relative(path)])
        assert [one.rank for one in picks] == sorted(one.rank for one in picks)
        if not any(one.file not in ("tests/test_imports.py", "tests/test_examples.py") for one in picks):
            lost.append(dotted)
    assert lost == []


def test_a_file_is_picked_once_whole_and_not_again_in_part():
    both = rules.pick(["tests/notebooks/test_claims.py", "tests/claims/07.toml"])
    assert [(one.rank, one.only) for one in both if one.file == "tests/notebooks/test_claims.py"] == [(0, "")]


def test_what_says_nothing_to_any_test_leads_nowhere():
    nobody = "of-nobody"  # put together here: a test that names a file is picked for it
    assert rules.pick([f"LICENSE-{nobody}", f"course_utils/{nobody}.xyz"]) == []
    assert {one.file for one in rules.pick([f"course_utils/{nobody}.js"])} == {rules.SCRIPTS, rules.DRAWN}


# ---- the graph ------------------------------------------------------------------------------------------------------


def test_the_graph_knows_classes_that_are_imported_by_name_and_cells_with_magics(tmp_path):
    readers = import_graph.readers()
    assert "course_utils.explorers.collapse" in readers["notebooks/01_activation_functions.ipynb"]
    assert "tests/support/stage.py" in readers["tests/browser/conftest.py"]
    notebook = tmp_path / "x.ipynb"
    sources = [("code", "%time 1\n"), ("code", "import a"), ("markdown", "import b")]
    cells = [{"cell_type": kind, "source": [source]} for kind, source in sources]
    notebook.write_text(json.dumps({"cells": cells}))
    assert import_graph.code_of(notebook) == "import a"
    notebook.write_text("<<<<<<< ours")
    assert import_graph.code_of(notebook) == ""
