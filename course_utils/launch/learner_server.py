"""What a class server starts for each learner: `make lab`, with JupyterHub at the door and limits of its own.

``python -m course_utils.launch.learner_server``, started by JupyterHub (`course_utils.classroom.jupyterhub_config`).
Copies, settings and extensions are those of `lab`: nothing about a chapter is done in another way here. JupyterHub may
be installed beside the course's environment, in ``.venv-classroom``: the learner's kernels then do not see it.
"""

import contextlib
import importlib.util
import os
import sys
import types
from importlib import metadata
from pathlib import Path

from course_utils import settings
from course_utils.launch import copies, lab, news, place, sharing, terminal

HOME = "my_course"  # in a learner's home, unless COURSE_HOME says otherwise
ROOM = ".venv-classroom"
NO_HUB = (
    "JupyterHub: found neither in {python} nor in {room}; expected in one of them, as the hub has it. Run "
    "'make classroom' in the course's folder, or {python} -m pip install jupyterhub==VERSION nbgitpuller"
)
#: Ours of `lab.command_line` that are the hub's to say: where to listen, what to open, how much to write down.
HUBS = ("--ServerApp.ip", "--LabApp.default_url", "--Application.log_level", "--ServerApp.use_redirect_file")
#: The hub's side of JupyterHub: its pages, its database. A learner's server imports them for two names in its log, and
#: they take 30 MB of the 77 that all its imports take. So known of these editions; another one is left as it is.
HUB_SIDE = ("jupyterhub.handlers", "jupyterhub.handlers.pages", "jupyterhub.orm", "jupyterhub.roles")
HUB_SIDE += ("sqlalchemy", "sqlalchemy.exc")
HUB_EDITIONS = ("5.", "6.")
MINUTE = 60


def main(arguments=()):
    """Bring the learner's copies up to date and serve them to the hub; stay until it ends; return its exit code."""
    room = os.environ.get("COURSE_HUB") or settings.ROOT / ROOM
    if not find_hub(room):
        print(NO_HUB.format(python=sys.executable, room=room), file=sys.stderr)
        return 1
    limit_memory(os.environ.get("MEM_LIMIT", ""))
    os.environ.setdefault("COURSE_HOME", str(Path.home() / HOME))
    lab.move_in(place.course_home())
    with contextlib.ExitStack() as stack:
        folder = copies.folder()
        news.bring(folder, stack.enter_context(sharing.use(copies.lock_file(folder))))
        place.skip_slow_grammar()
        leave_out_hub_side()
        from jupyterhub.singleuser import main as serve

        line = [*command_line(folder), *arguments]
        sys.argv[:] = ["learner-server", *line]
        return serve(line) or 0


def find_hub(room):
    """Let this process find JupyterHub in ``room``, after its own packages; return whether it is to be had.

    Only this process: what the learner's kernels can import does not hang on how the class is served.
    """
    if importlib.util.find_spec("jupyterhub") is None:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        sys.path.append(str(Path(room, "lib", version, "site-packages")))
        importlib.invalidate_caches()
    return importlib.util.find_spec("jupyterhub") is not None


def leave_out_hub_side():
    """Let `jupyterhub.singleuser` find stand-ins, in which any name is an empty class, for the hub's own side."""
    if not metadata.version("jupyterhub").startswith(HUB_EDITIONS):
        return
    for name in HUB_SIDE:
        module = sys.modules.setdefault(name, types.ModuleType(name))
        module.__getattr__ = lambda name: type(name, (Exception,), {})


def limit_memory(most):
    """Let no process of this learner, a kernel say, take more than ``most`` bytes (a text; "" for no limit).

    A cell that asks for more fails with MemoryError, and what it made before is kept: where the spawner limits memory
    by itself, the system ends the kernel. Code and files that are shared with other learners do not count.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows; a limit that is lower already
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (int(most), hard))


def command_line(folder, idle=None):
    """Return the arguments for the learner's server on ``folder``.

    ``idle`` is the number of minutes, by default what COURSE_IDLE_MINUTES says, or 30, after which a kernel ends that
    no page shows; a server without kernels and pages ends after twice as long. 0: never.
    """
    idle = float(os.environ.get("COURSE_IDLE_MINUTES") or 30 if idle is None else idle)
    line = lab.command_line(browser=False, notebooks=folder, terminals=terminal.settings(os.environ, login=False))
    extensions = {"jupyterlab": True, **dict.fromkeys(lab.UNUSED_EXTENSIONS, False)}
    if importlib.util.find_spec("nbgitpuller"):
        extensions["nbgitpuller"] = True
    return [
        *(argument for argument in line if not argument.startswith((*HUBS, "--ServerApp.jpserver_extensions"))),
        f"--ServerApp.jpserver_extensions={extensions}",
        f"--MappingKernelManager.cull_idle_timeout={round(idle * MINUTE)}",
        f"--ServerApp.shutdown_no_activity_timeout={round(2 * idle * MINUTE)}",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
