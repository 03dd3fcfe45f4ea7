"""What a contributor's services read is valid, names what is there, and speaks of one version."""

import importlib.util
import re
import subprocess
import sys

import pytest
import yaml

import course_utils
from course_utils import settings
from course_utils.maintenance import release

ROOT = settings.ROOT
SCHEMAS = {
    ".github/workflows/*.yml": "github-workflows",
    ".github/ISSUE_TEMPLATE/[!c]*.yml": "github-issue-forms",
    ".github/ISSUE_TEMPLATE/config.yml": "github-issue-config",
    "CITATION.cff": "citation-file-format",
}
TEST = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
CONTRIBUTING = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", SCHEMAS)
def test_it_is_what_its_reader_expects(pattern):
    paths = sorted(ROOT.glob(pattern))
    assert paths
    for path in paths:
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
    if importlib.util.find_spec("check_jsonschema") is None:
        pytest.skip("the schemas come with check-jsonschema: .venv/bin/python -m pip install check-jsonschema")
    schema = f"vendor.{SCHEMAS[pattern]}"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_workflow_runs_what_the_course_supports():
    jobs = TEST["jobs"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    least = re.search(r'requires-python = ">=3\.(\d+)"', project)[1]
    newest = re.search(r"Python 3\.\d+ to 3\.(\d+)", (ROOT / "README.md").read_text(encoding="utf-8"))[1]
    pythons = [f"3.{minor}" for minor in range(int(least), int(newest) + 1)]
    assert all(job["strategy"]["matrix"]["python"] == pythons for job in jobs.values())
    assert ".ci/run" in [step.get("run") for step in jobs["linux"]["steps"]]
    assert jobs["others"]["strategy"]["matrix"]["system"] == ["macos-latest", "windows-latest"]
    assert "python course_utils/bootstrap.py test" in [step.get("run") for step in jobs["others"]["steps"]]


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_needs(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    allowed = {"test.yml": {"contents": "read"}, "release.yml": {"contents": "write"}}
    allowed["pages.yml"] = {"contents": "read", "pages": "write", "id-token": "write"}
    assert workflow["permissions"] == allowed[path.name]
    actions = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in actions)
    assert all("timeout-minutes" in job for job in workflow["jobs"].values() if "environment" not in job)


def test_files_that_the_texts_name_are_there():
    named = set(
        re.findall(
            r"`((?:course_utils|tests|data|\.github)/[\w./-]+?|[\w.-]+\.(?:md|cff|toml|lock|yaml))`", CONTRIBUTING
        )
    )
    assert len(named) >= 8
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    for file in ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "PULL_REQUEST_TEMPLATE.md"):
        text = (ROOT / ".github" / file).read_text(encoding="utf-8")
        targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if not target.startswith("https://")]
        assert all((ROOT / ".github" / target).exists() for target in targets)


def test_commands_that_contributing_names_are_there():
    for module in set(re.findall(r"python -m (course_utils[\w.]*)", CONTRIBUTING)):
        assert importlib.util.find_spec(module) is not None, module
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.search(r"^COMMANDS := (.*)$", makefile, re.MULTILINE)[1].split())
    assert set(re.findall(r"\bmake ([a-z]+)\b", CONTRIBUTING)) <= known


def test_hooks_call_what_the_course_has():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"], "a hook from elsewhere would be downloaded"
    for hook in hooks[0]["hooks"]:
        assert hook["language"] == "system"
        module = re.match(r"\.venv/bin/python -m ([\w.]+)", hook["entry"])
        assert module is None or importlib.util.find_spec(module[1]) is not None


@pytest.mark.parametrize("id", ["text", "exercise", "explorer", "setup"])
def test_a_form_asks_for_what_is_needed(id):
    form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{id}.yml").read_text(encoding="utf-8"))
    asked = [field["id"] for field in form["body"]]
    assert len(asked) == len(set(asked)) and any(field.get("validations", {}).get("required") for field in form["body"])


# --- versions -------------------------------------------------------------------------------------------------------


def test_one_version_stands_everywhere():
    assert release.faults() == [] and release.faults(f"v{course_utils.__version__}") == []
    dates = [date for date, _ in release.changes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")).values()]
    assert dates[0] == "" and dates[1:] == sorted(dates[1:], reverse=True), "the newest comes first"


@pytest.mark.parametrize("tag", ["v0.0.1", course_utils.__version__, "main"])
def test_another_tag_is_refused(tag, capsys):
    assert release.main([tag]) == 1
    assert f"tag: got '{tag}'; expected 'v{course_utils.__version__}'" in capsys.readouterr().err


def test_notes_are_those_of_the_version(capsys):
    assert release.main([f"v{course_utils.__version__}"]) == 0
    notes = capsys.readouterr().out
    assert "### Added" in notes and "## [" not in notes


@pytest.mark.parametrize(("file", "old"), [("CHANGELOG.md", "## ["), ("CITATION.cff", "version: ")])
def test_a_version_that_disagrees_is_named(file, old, tmp_path):
    for name in ("CHANGELOG.md", "CITATION.cff"):
        text = (ROOT / name).read_text(encoding="utf-8")
        version = course_utils.__version__
        (tmp_path / name).write_text(text.replace(f"{old}{version}", f"{old}9.9.9") if name == file else text)
    assert any(fault.startswith(file) for fault in release.faults(root=tmp_path))


def test_a_release_needs_nothing_but_python():
    bare = [sys.executable, "-S", "-m", "course_utils.maintenance.release", f"v{course_utils.__version__}"]
    run = subprocess.run(bare, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
