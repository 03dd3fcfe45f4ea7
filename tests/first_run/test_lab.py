"""JupyterLab with the course's settings: what it is told, and what it then does."""

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import websocket
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from course_utils import settings
from course_utils.launch import copies, edit, lab, place, saved, sharing
from course_utils.launch.sockets import PromptConnection


def test_as_root_and_without_a_display():
    line = lab.command_line(root=True, browser=False)
    assert "--allow-root" in line and "--no-browser" in line


def test_as_a_learner_with_a_display():
    line = lab.command_line(root=False, browser=True)
    assert "--allow-root" not in line and "--no-browser" not in line


def test_it_listens_on_this_computer_only_and_keeps_the_token():
    line = lab.command_line(root=False, browser=True)
    assert "--ServerApp.ip=127.0.0.1" in line
    assert not any("token" in argument or "password" in argument for argument in line)


def values(line, *names):
    """Return those of the arguments that begin with one of these names."""
    return [argument for argument in line if argument.lstrip("-").partition("=")[0] in names]


@pytest.mark.parametrize("ip", [["--ServerApp.ip=0.0.0.0"], ["--ip=0.0.0.0"], ["--ip", "0.0.0.0"]])
def test_the_readers_address_takes_the_place_of_ours(ip):
    line = lab.command_line([*ip, "--port=9000"], root=False, browser=False)
    assert line[-len(ip) - 1 :] == [*ip, "--port=9000"]
    assert len(values(line, "ServerApp.ip", "ip")) == 1 and "--no-browser" in line


@pytest.mark.parametrize("place", [["--ServerApp.root_dir=/mine"], ["--notebook-dir", "/mine"]])
def test_in_the_readers_folder_the_first_notebook_is_not_asked_for(place):
    assert values(lab.command_line(root=False, browser=True), "LabApp.default_url")
    line = lab.command_line(place, root=False, browser=True)
    assert not values(line, "LabApp.default_url") and len(values(line, "ServerApp.root_dir", "notebook-dir")) == 1
    line = lab.command_line([*place, "--LabApp.default_url=/lab/tree/a.ipynb"], root=False, browser=True)
    assert len(values(line, "LabApp.default_url")) == 1


def test_a_notebook_of_the_readers_choice_is_opened_where_it_is():
    line = lab.command_line(["mine.ipynb"], root=False, browser=True)
    assert line[-1] == "mine.ipynb" and not values(line, "LabApp.default_url", "ServerApp.root_dir")


def test_flags_and_settings_of_one_thing_are_one():
    line = lab.command_line(["--ServerApp.open_browser=True"], root=True, browser=False)
    assert "--no-browser" not in line and "--allow-root" in line
    line = lab.command_line(["--allow-root", "--no-browser"], root=True, browser=False)
    assert line.count("--allow-root") == line.count("--no-browser") == 1
    assert not values(lab.command_line(["--log-level=DEBUG"]), "Application.log_level")


def test_without_words_of_the_reader_jupyterlab_need_not_be_loaded_to_read_them():
    code = (
        "import sys; from course_utils.launch import lab, explore; lab.command_line();"
        "assert not {'jupyterlab', 'jupyter_server', 'tornado'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.ROOT)


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    run = subprocess.run(
        [sys.executable, "-m", "course_utils", "lab"], capture_output=True, text=True, cwd=settings.ROOT, timeout=120,
        env={**os.environ, "COURSE_HOME": str(tmp_path / "file")},
    )  # fmt: skip
    assert run.returncode == 1 and run.stderr.startswith("COURSE_HOME: got the folder")
    assert run.stderr.count("\n") == 1 and "Traceback" not in run.stderr


def test_it_is_said_where_what_is_the_learners_is_kept_when_nobody_chose_it(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_HOME", raising=False)
    assert place.is_elsewhere(tmp_path) and not place.is_elsewhere(settings.ROOT / "my_course")
    monkeypatch.setenv("COURSE_HOME", "~/mine")
    assert not place.is_elsewhere(tmp_path)


def test_it_opens_at_the_first_notebook_where_there_is_one(tmp_path):
    assert not any("default_url" in argument for argument in lab.command_line(notebooks=tmp_path))
    (tmp_path / lab.FIRST).write_text("{}")
    assert f"--LabApp.default_url=/lab/tree/{lab.FIRST}" in lab.command_line(notebooks=tmp_path)


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_recognised(environment, platform, expected):
    assert place.has_display(environment, platform) is expected


def test_the_readers_own_jupyter_is_neither_read_nor_written(tmp_path):
    mine = {"JUPYTER_CONFIG_PATH": "/mine", "JUPYTER_PATH": "/mine", "JUPYTER_CONFIG_DIR": "/mine", "LANG": "C.UTF-8"}
    seen = place.jupyter_environment(mine, tmp_path)
    assert seen["LANG"] == "C.UTF-8"
    assert "JUPYTER_CONFIG_PATH" not in seen and "JUPYTER_PATH" not in seen
    folders = {name for name in seen if name.endswith("_DIR") or name == "IPYTHONDIR"}
    assert folders >= {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR"}
    assert all(seen[name].startswith(str(tmp_path)) for name in folders)
    assert mine["JUPYTER_CONFIG_DIR"] == "/mine"


def test_a_terminal_finds_the_programs_of_the_environment(tmp_path):
    folder = str(Path(sys.executable).parent)
    assert place.jupyter_environment({"PATH": "/usr/bin"}, tmp_path)["PATH"] == os.pathsep.join([folder, "/usr/bin"])
    assert place.jupyter_environment({}, tmp_path)["PATH"] == folder


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert place.free_port(port) > port
        with pytest.raises(OSError, match=f"port: {port} to {port} are all taken"):
            place.free_port(port, tries=1)


# ---- a real server --------------------------------------------------------------------------------------------------


def test_a_server_starts_on_the_next_free_port_and_answers_with_the_token(server):
    running, taken, home = server
    assert int(running.base.rsplit(":", 1)[1]) != taken
    assert json.loads(running.get("/api/status"))["kernels"] == 0
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(running.base + "/api/contents", timeout=30)
    assert "No browser can be opened from here" in (home / "log").read_text()


def test_the_server_shows_the_notebooks_and_none_of_the_news(server):
    running, _, _ = server
    names = {entry["name"] for entry in json.loads(running.get("/api/contents"))["content"]}
    assert names == {path.name for path in settings.NOTEBOOKS.glob("*.ipynb")}
    notification = json.loads(running.get("/lab/api/settings/@jupyterlab/apputils-extension:notification"))
    defaults = {k: v["default"] for k, v in notification["schema"]["properties"].items()}
    assert defaults["fetchNews"] == "false"
    assert defaults["checkForUpdates"] is False
    assert json.loads(running.get("/lab/api/news"))["news"] == []
    page = json.loads(
        re.search(r'id="jupyter-config-data"[^>]*>\s*(\{.*?\})\s*</script>', running.get("/lab"), re.S)[1]
    )
    assert "@jupyterlab/lsp-extension" in page["disabledExtensions"]  # it asks for a service that is not started
    assert "@jupyter-widgets/jupyterlab-manager" not in page["disabledExtensions"]
    assert json.loads(running.get("/lab/api/update"))["notification"] is None


def test_what_is_saved_goes_into_the_copy_and_is_plain(server):
    running, _, home = server
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "Explorer: One. Two."}
    path, shipped = "/api/contents/00_start_here.ipynb", (settings.NOTEBOOKS / "00_start_here.ipynb").read_bytes()
    model = json.loads(running.get(path + "?type=notebook"))
    cell = next(cell for cell in model["content"]["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [dict(output_type="display_data", data=view, metadata={})]
    running.get(path, json.dumps({"type": "notebook", "content": model["content"]}).encode(), "PUT")
    saved = (home / "notebooks" / "00_start_here.ipynb").read_text("utf-8")
    assert "Explorer: One. Two." in saved and "widget-view" not in saved and "run this cell" in saved
    assert (settings.NOTEBOOKS / "00_start_here.ipynb").read_bytes() == shipped
    assert "Your own copies of" in (home / "log").read_text()


def test_a_second_start_finds_the_copies_in_use(server):
    _, _, home = server
    with sharing.use(copies.lock_file(home / "notebooks")) as use:
        assert not use.alone


def test_maintainers_edit_the_sources(monkeypatch, course_home, capsys):
    before, asked = dict(os.environ), []
    monkeypatch.setattr(lab, "run", lambda *what: asked.append(what) or 0)
    try:
        assert edit.main(["--port=9000"]) == 0
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert asked == [(["--port=9000"], settings.NOTEBOOKS, lab.SOURCES)]
    line = lab.command_line(*asked[0][:1], root=False, browser=True, notebooks=asked[0][1], contents=asked[0][2])
    assert f"--ServerApp.root_dir={settings.NOTEBOOKS}" in line
    assert "--ServerApp.contents_manager_class=course_utils.launch.saved.Sources" in line
    assert "make lab" in capsys.readouterr().out and not (course_home / "notebooks").exists()


def test_the_learners_copies_are_shown_unless_another_folder_is_named(course_home):
    line = lab.command_line(root=False, browser=True)
    assert f"--ServerApp.root_dir={course_home / 'notebooks'}" in line
    assert f"--ServerApp.contents_manager_class={saved.Contents.__module__}.Contents" in line


def test_what_the_server_writes_stays_in_the_course_home(server):
    running, _, home = server
    (record,) = (home / "jupyter" / "runtime").glob("jpserver-*.json")
    assert json.loads(record.read_text())["root_dir"] == str(home / "notebooks")
    running.get("/lab/api/workspaces/mine", b'{"data": {}, "metadata": {"id": "mine"}}', "PUT")
    assert list((home / "jupyter" / "lab-workspaces").iterdir())


def test_the_courses_style_is_served_and_asked_for(server):
    running, _, home = server
    assert running.get("/custom/custom.css") == lab.STYLE.read_text("utf-8")
    assert "/custom/custom.css" in running.get("/lab")
    assert (home / "jupyter" / "config" / "custom" / "custom.css").is_file()


def test_without_a_place_for_the_style_the_lab_starts_all_the_same(tmp_path):
    (tmp_path / "config").write_text("a file where a folder is needed")
    lab.add_style({"JUPYTER_CONFIG_DIR": str(tmp_path / "config")})
    assert (tmp_path / "config").read_text() == "a file where a folder is needed"


def test_a_kernel_answers_through_the_course_socket(server):
    """The class that sends at once is in use: the server's log of its configuration names it, and a kernel answers."""
    running, _, _ = server
    kernel = json.loads(running.get("/api/kernels", b"{}"))["id"]
    channel = f"{running.base.replace('http', 'ws')}/api/kernels/{kernel}/channels?session_id=test"
    with contextlib.closing(
        websocket.create_connection(channel, header=[f"Authorization: token {running.token}"], timeout=60)
    ) as page:
        header = {"msg_id": "1", "msg_type": "kernel_info_request", "session": "test", "username": "", "version": "5.3"}
        page.send(json.dumps(dict(header=header, parent_header={}, metadata={}, content={}, channel="shell")))
        while (message := json.loads(page.recv()))["msg_type"] != "kernel_info_reply":
            assert message["msg_type"]
    assert message["content"]["language_info"]["name"] == "python"


def test_the_course_socket_switches_nagles_algorithm_off_before_anything_is_sent(monkeypatch):
    calls = []

    class Handler:
        def set_nodelay(self, value):
            calls.append(("nodelay", value))

    async def connect(self):
        calls.append("connect")

    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", connect)
    monkeypatch.setattr(PromptConnection, "websocket_handler", Handler())
    asyncio.run(PromptConnection.connect(PromptConnection.__new__(PromptConnection)))
    assert calls == [("nodelay", True), "connect"]
    assert f"{PromptConnection.__module__}.{PromptConnection.__name__}" == lab.CONNECTION


def test_a_whole_table_of_frames_passes_the_rate_limit():
    assert PromptConnection.iopub_data_rate_limit.default_value >= 10 * 5_000_000


def test_small_products_run_on_one_thread_unless_the_reader_says_otherwise(tmp_path):
    assert place.jupyter_environment({}, tmp_path)["OPENBLAS_NUM_THREADS"] == "1"
    assert place.jupyter_environment({"OPENBLAS_NUM_THREADS": "4"}, tmp_path)["OPENBLAS_NUM_THREADS"] == "4"
