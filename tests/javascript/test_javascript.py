"""The JavaScript of the course: formatted and linted by biome, tested by vitest against what Python says."""

import os
import subprocess
import sys

import pytest

from course_utils import settings

HERE = settings.ROOT / "tests" / "javascript"
MODULES = settings.ROOT / "node_modules"
REASON = "no node_modules here: run `npm ci` at the course's root, with Node 20.19 or later"


@pytest.fixture(scope="module")
def tool():
    """Run one of the tools of node_modules; its output is the failure's message."""
    if not MODULES.is_dir():
        if os.environ.get("COURSE_REQUIRE_NODE") == "1":
            pytest.fail(REASON)
        pytest.skip(REASON)

    def run(*command, **environment):
        environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0", **environment}
        command = [MODULES / ".bin" / command[0], *command[1:]]
        told = subprocess.run(command, cwd=settings.ROOT, env=environment, capture_output=True, text=True)
        assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
        return told.stdout + told.stderr

    return run


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Write the file of what Python says."""
    file = tmp_path_factory.mktemp("stored") / "stored.json"
    subprocess.run([sys.executable, HERE / "stored.py", file], check=True, cwd=settings.ROOT)
    return file


def test_it_is_formatted_and_no_rule_is_broken(tool):
    told = tool("biome", "check", "--error-on-warnings", "--colors=off")
    assert "No fixes applied" in told
    assert int(told.split("Checked ")[1].split()[0]) > 60, "biome looks at every script of the course's own"


def test_every_script_is_under_the_tools(tool):
    told = tool("biome", "check", "--colors=off", "--verbose", "--max-diagnostics=1")
    own = {path for path in (settings.PACKAGE).rglob("*.*js") if not {"vendor", "__pycache__"} & set(path.parts)}
    missing = [str(path) for path in own if path.relative_to(settings.ROOT).as_posix() not in told]
    assert own and not missing


def test_its_functions_do_what_they_say(tool, stored):
    told = tool("vitest", "run", "--config", HERE / "vitest.config.js", "--bail=1", COURSE_STORED=str(stored))
    assert "failed" not in told and "passed" in told and "skipped" not in told
