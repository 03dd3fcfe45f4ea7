"""What the servers have in common: where Jupyter keeps its files, and whether a browser can be opened."""

import os
import socket
import sys
import webbrowser

from course_utils import settings


def jupyter_environment(environment, home):
    """Return ``environment`` with every folder that Jupyter writes to moved into the course home.

    The reader's own Jupyter configuration, kernels, extensions and IPython start-up files are neither read nor touched:
    what breaks there cannot break here, and the other way round.

    >>> jupyter_environment({}, "/home/ada/course")["JUPYTER_CONFIG_DIR"]  # doctest: +SKIP
    '/home/ada/course/jupyter/config'
    """
    base = os.path.join(os.fspath(home), "jupyter")
    own = {
        "JUPYTER_CONFIG_DIR": os.path.join(base, "config"),
        "JUPYTER_DATA_DIR": os.path.join(base, "data"),
        "JUPYTER_RUNTIME_DIR": os.path.join(base, "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": os.path.join(base, "lab-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": os.path.join(base, "lab-workspaces"),
        "IPYTHONDIR": os.path.join(base, "ipython"),
        "COURSE_HOME": os.fspath(home),
        # Terminals of JupyterLab find python and torchrun of the course's environment.
        "PATH": os.pathsep.join(filter(None, [os.path.dirname(sys.executable), environment.get("PATH")])),
        # NumPy's products here are small: two threads on two busy cores wait for each other far longer than they save.
        # PyTorch has threads of its own, which this leaves alone.
        "OPENBLAS_NUM_THREADS": environment.get("OPENBLAS_NUM_THREADS", "1"),
        # Read the environment's own kernels and extensions before any that are installed for the whole computer.
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    kept = {name: value for name, value in environment.items() if name not in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH")}
    return {**settings.child_environment(kept), **own}  # kernels find the course also where it is not installed


def has_display(environment=os.environ, platform=sys.platform):
    """Say whether a browser window can be opened: always on macOS and Windows, elsewhere when a display is named."""
    if platform in ("darwin", "win32"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def has_browser(environment=os.environ):
    """Say whether there is a display and a browser to show on it."""
    if not has_display(environment):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def is_root():
    """Say whether this runs as root, which Jupyter refuses unless told."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def free_port(first=8866, tries=50):
    """Return the first port from ``first`` on that nobody listens on; raise OSError when all are taken."""
    for port in range(first, first + tries):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise OSError(
        f"port: {first} to {first + tries - 1} are all taken; expected a free one. End a server and try again."
    )


def course_home():
    """Return the learner's folder, made on demand, as the servers and the kernels will see it."""
    return settings.course_home()


def is_elsewhere(home):
    """Say whether the learner's folder is at a place that nobody named: the course could not be written to."""
    return not os.environ.get("COURSE_HOME") and settings.ROOT not in home.parents


def skip_slow_grammar():
    """Start two seconds sooner: keep jsonschema from compiling the grammar of international addresses.

    ``rfc3987_syntax`` builds a parser when it is imported, only so that the format "iri" can be checked, which nothing
    in a Jupyter server's schemas asks for. jsonschema takes a missing module in its stride.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
