"""The class server's configuration, loaded as JupyterHub loads one, and what a learner's server is started with."""

import ast
import importlib.util
import subprocess
import sys

import pytest
from traitlets.config.loader import PyFileConfigLoader

from course_utils import settings
from course_utils.launch import lab, learner_server

resource = pytest.importorskip("resource", reason="JupyterHub does not run on Windows")
FILE = settings.ROOT / "course_utils" / "classroom" / "jupyterhub_config.py"
VARIABLES = ("FOLDER", "PYTHON", "MEMORY", "CPUS", "DATA", "IDLE_MINUTES", "LEARNERS")


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(f"COURSE_{name}", raising=False)


def loaded(path=FILE):
    return PyFileConfigLoader(path.name, str(path.parent)).load_config()


def value(lazy, kind):
    """Return what JupyterHub makes of a setting that is added to."""
    return lazy if isinstance(lazy, kind) else lazy.get_value(kind())


def test_it_is_python_s_own_library_alone():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named <= set(sys.stdlib_module_names)


def test_what_holds_when_nothing_is_asked_for():
    c = loaded()
    assert c.Spawner.cmd[1:] == ["-m", "course_utils.launch.learner_server"]
    assert (c.Spawner.mem_limit, c.Spawner.cpu_limit) == ("1G", 1.0)
    assert c.Spawner.default_url == "/lab/tree/00_start_here.ipynb"
    assert {value(c.Spawner.environment, dict)[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")} == {"1"}
    assert "COURSE_DATA" not in value(c.Spawner.environment, dict)
    assert c.SystemdSpawner.readonly_paths == [str(settings.ROOT)]


def test_it_decides_neither_who_logs_in_nor_what_starts_their_servers():
    c = loaded()
    assert "Authenticator" not in c
    assert set(c.JupyterHub) == {"cleanup_servers"}


def test_what_is_asked_for_counts(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    names = tmp_path / "names.txt"
    names.write_text("ada\n\n# lecturers\nbob  # with a remark\n", encoding="utf-8")
    asked = dict(zip(VARIABLES, (tmp_path, "/opt/python", "700M", "0.5", "/srv/data", "12", names)))
    for name, wish in asked.items():
        monkeypatch.setenv(f"COURSE_{name}", str(wish))
    c = loaded()
    assert c.Spawner.cmd[0] == "/opt/python"
    assert (c.Spawner.mem_limit, c.Spawner.cpu_limit) == ("700M", 0.5)
    environment = value(c.Spawner.environment, dict)
    kept = {name: environment[name] for name in ("PYTHONPATH", "COURSE_DATA", "COURSE_IDLE_MINUTES")}
    assert kept == {"PYTHONPATH": str(tmp_path), "COURSE_DATA": "/srv/data", "COURSE_IDLE_MINUTES": "12"}
    assert value(c.Authenticator.allowed_users, set) == {"ada", "bob"}


def test_a_school_s_own_configuration_stays_beside_it(tmp_path):
    own = "c = get_config()\nc.Spawner.environment = {'OURS': '1'}\nc.JupyterHub.spawner_class = 'simple'\n"
    (tmp_path / "own.py").write_text(f"{own}load_subconfig({str(FILE)!r})\n", encoding="utf-8")
    c = loaded(tmp_path / "own.py")
    assert c.JupyterHub.spawner_class == "simple"
    assert value(c.Spawner.environment, dict)["OURS"] == "1"
    assert value(c.Spawner.environment, dict)["PYTHONPATH"] == str(settings.ROOT)


@pytest.mark.parametrize(
    ("name", "value"), [("FOLDER", "/nowhere"), ("CPUS", "two"), ("CPUS", "0"), ("IDLE_MINUTES", "-1"), ("CPUS", "inf")]
)
def test_what_makes_no_sense_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(f"COURSE_{name}", value)
    with pytest.raises(ValueError, match=f"COURSE_{name}: got .*{value}.*expected"):
        loaded()


# ---- the learner's server -----------------------------------------------------------------------------------------


def test_a_learner_s_server_is_make_lab_s_but_for_what_is_the_hub_s(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    line = learner_server.command_line(tmp_path, idle=10)
    ours = lab.command_line(browser=False, notebooks=tmp_path)
    shared = [word for word in ours if not word.startswith((*learner_server.HUBS, "--ServerApp.jpserver_extensions"))]
    assert set(shared) <= set(line)
    assert not [word for word in line if word.startswith(("--ServerApp.ip", "--LabApp.default_url"))]
    assert "--MappingKernelManager.cull_idle_timeout=600" in line
    assert "--ServerApp.shutdown_no_activity_timeout=1200" in line


def test_jupyterhub_is_looked_for_in_the_room_that_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    if importlib.util.find_spec("jupyterhub"):
        pytest.skip("JupyterHub is in this environment itself")
    assert not learner_server.find_hub(tmp_path)
    package = tmp_path / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages" / "jupyterhub"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    assert learner_server.find_hub(tmp_path)


def test_a_server_without_jupyterhub_says_what_to_do(tmp_path):
    if importlib.util.find_spec("jupyterhub"):
        pytest.skip("JupyterHub is in this environment itself")
    environment = {**settings.child_environment(), "COURSE_HUB": str(tmp_path), "COURSE_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "course_utils.launch.learner_server"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert "make classroom" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("most", ["", "all", str(2**62)])
def test_no_limit_or_a_strange_one_leaves_the_server_alone(most):
    code = f"from course_utils.launch import learner_server as s; s.limit_memory({most!r}); print(len(bytes(10**8)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=settings.child_environment(), capture_output=True, text=True
    )
    assert done.stdout == "100000000\n", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count otherwise")
def test_a_limit_holds_for_what_the_server_starts_and_can_be_outlived():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    code = (
        "from course_utils.launch import learner_server as s; import subprocess, sys\n"
        "s.limit_memory(str(300 * 2**20))\n"
        "try: bytes(10**9)\n"
        "except MemoryError: print('refused')\n"
        "child = subprocess.run([sys.executable, '-c', 'bytes(10**9)'], capture_output=True, text=True)\n"
        "print('MemoryError' in child.stderr, len(bytes(10**8)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=settings.child_environment(), capture_output=True, text=True
    )
    assert done.stdout == "refused\nTrue 100000000\n", done.stderr
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
