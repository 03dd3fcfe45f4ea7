"""A plain Jupyter of the course's environment saves as the course's own does."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request

import pytest
from small_course import cell, notebook

from course_utils import settings
from course_utils.launch import everywhere, plain


@pytest.fixture
def environment(tmp_path):
    """The folder of an environment in which set-up has put the course on the path; its packages' folder."""
    packages = tmp_path / "lib"
    packages.mkdir()
    (packages / "from-neuron-to-resnet.pth").write_text(f"{settings.ROOT}\n", encoding="utf-8")
    return tmp_path, packages


def config(prefix):
    return prefix / "etc" / "jupyter" / "jupyter_server_config.py"


def test_it_is_written_once_and_renewed(environment):
    prefix, packages = environment
    assert everywhere.set_up(prefix, packages) and config(prefix).read_text("utf-8") == everywhere.CONFIG
    config(prefix).write_text(f"{everywhere.MARK} An older one.")
    assert everywhere.set_up(prefix, packages) and config(prefix).read_text("utf-8") == everywhere.CONFIG


def test_what_others_wrote_stays(environment):
    prefix, packages = environment
    config(prefix).parent.mkdir(parents=True)
    config(prefix).write_text("c.ServerApp.port = 1")
    assert not everywhere.set_up(prefix, packages)
    assert config(prefix).read_text() == "c.ServerApp.port = 1"


def test_an_environment_that_does_not_know_the_course_is_left_alone(tmp_path, environment):
    _, packages = environment
    empty = tmp_path / "empty"
    empty.mkdir()
    assert not everywhere.set_up(tmp_path, empty) and not config(tmp_path).exists()
    (packages / "from-neuron-to-resnet.pth").write_text("/another/course\n")
    assert not everywhere.set_up(tmp_path, packages) and not config(tmp_path).exists()


def test_an_environment_that_a_wheel_came_to_is_left_alone(environment, monkeypatch):
    prefix, packages = environment
    monkeypatch.setattr(settings, "INSTALLED", True)
    assert not everywhere.set_up(prefix, packages) and not config(prefix).exists()


def test_an_installed_course_is_known(tmp_path):
    (tmp_path / "from_neuron_to_resnet-1.dist-info").mkdir()
    (tmp_path / "from_neuron_to_resnet-1.dist-info" / "METADATA").write_text("Name: from-neuron-to-resnet\nVersion: 1")
    assert everywhere.installed(tmp_path)


def test_an_environment_that_cannot_be_written_is_no_trouble(environment):
    prefix, packages = environment
    (prefix / "etc").write_text("a file where a folder is needed")
    assert not everywhere.set_up(prefix, packages)


def start(folder, configuration):
    """Start a plain Jupyter server in a folder; return the process and its address with its token."""
    variables = {**os.environ, "JUPYTER_CONFIG_PATH": str(configuration), "JUPYTER_RUNTIME_DIR": str(folder / "run")}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    log = (folder / "log").open("w+b")
    process = subprocess.Popen(
        [*command, "--ServerApp.port=9300", f"--ServerApp.root_dir={folder}"],
        cwd=settings.ROOT, env=variables, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(600):
        if link := re.search(rb"(http://127\.0\.0\.1:\d+)/\S*token=(\w+)", (folder / "log").read_bytes()):
            return process, link[1].decode(), link[2].decode()
        time.sleep(0.1)
    process.kill()
    raise AssertionError((folder / "log").read_text())


def test_a_plain_server_saves_plain(tmp_path, environment):
    prefix, packages = environment
    everywhere.set_up(prefix, packages)
    (tmp_path / "work").mkdir()
    process, address, token = start(tmp_path / "work", prefix / "etc" / "jupyter")
    try:
        view = {plain.VIEW: {"model_id": "1"}, "text/plain": "Predict: which? (1; 2)", "text/html": "<p>which?</p>"}
        shown = cell("a", "x", outputs=[dict(output_type="display_data", data=view, metadata={})])
        body = json.dumps({"type": "notebook", "content": notebook([shown])}).encode()
        headers = {"Authorization": f"token {token}"}
        request = urllib.request.Request(f"{address}/api/contents/a.ipynb", body, headers, method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
    finally:
        process.terminate()
        process.wait(30)
    text = (tmp_path / "work" / "a.ipynb").read_text("utf-8")
    assert plain.VIEW not in text and plain.HOW["Predict"] in text


def test_a_jupyter_whose_course_is_gone_goes_its_own_way():
    class Settings:
        ServerApp = Settings = None

    code = everywhere.CONFIG.replace("course_utils", "no_course_utils")
    exec(compile(code, "jupyter_server_config.py", "exec"), {"c": Settings})
    assert Settings.ServerApp is None
