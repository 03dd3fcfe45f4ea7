"""``make lab``: JupyterLab with the course's own settings, opened at the first notebook.

It listens on this computer only and keeps Jupyter's token. What it writes goes to the course home; the reader's own
Jupyter configuration is left alone.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from course_utils import settings
from course_utils.launch import place

FIRST = "00_start_here.ipynb"
OVERRIDES = Path(__file__).parent / "settings"
EXTENSIONS = Path(__file__).parent / "extensions"  # ours, for the page; nothing is built
STYLE = Path(__file__).parent / "custom.css"
CONNECTION = "course_utils.launch.sockets.PromptConnection"
# Neither is used by the lessons; without them the server starts sooner.
UNUSED_EXTENSIONS = ("jupyter_lsp", "voila.server_extension")


def command_line(extra=(), *, root=None, browser=None, notebooks=None):
    """Return the arguments for JupyterLab.

    ``extra`` comes last and so wins over ours (``["--port=9000"]``). ``root`` says whether this runs as root and
    ``browser`` whether to open one; both are found out when left at None. ``notebooks`` is the folder to show.

    >>> "--allow-root" in command_line(root=True, browser=False)
    True
    """
    folder = Path(notebooks or settings.NOTEBOOKS)
    browser = place.has_browser() if browser is None else browser
    arguments = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.kernel_websocket_connection_class={CONNECTION}",
        "--ServerApp.use_redirect_file=False",  # browsers in a sandbox (Snap, Flatpak) cannot read the file
        "--ServerApp.answer_yes=True",  # Ctrl-C stops at once
        "--Application.log_level=ERROR",
        f"--ServerApp.jpserver_extensions={dict.fromkeys(UNUSED_EXTENSIONS, False)}",
        f"--LabApp.app_settings_dir={OVERRIDES}",
        f"--LabApp.extra_labextensions_path={EXTENSIONS}",
        "--LabApp.custom_css=True",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",  # the others ask the package index for a list of extensions
    ]
    if (folder / FIRST).is_file():
        arguments.append(f"--LabApp.default_url=/lab/tree/{FIRST}")
    if place.is_root() if root is None else root:
        arguments.append("--allow-root")
    if not browser:
        arguments.append("--no-browser")
    return [*arguments, *extra]


def add_style(environment):
    """Put the course's style where JupyterLab looks for one, in the course home.

    Where nothing can be written it is left out: narrow windows then look as JupyterLab makes them.
    ``environment`` is that of `place.jupyter_environment`.
    """
    folder = Path(environment["JUPYTER_CONFIG_DIR"]) / "custom"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(STYLE, folder / "custom.css")


def main(arguments=()):
    """Start JupyterLab and stay until it ends; return its exit code."""
    variables = place.jupyter_environment(os.environ, place.course_home())
    os.environ.clear()
    os.environ.update(variables)
    add_style(variables)
    browser = place.has_browser()
    line = command_line(arguments, browser=browser)
    print("Starting JupyterLab. Ctrl-C here stops it.", flush=True)
    if not browser:
        print(
            "No browser can be opened from here: open the link that appears below in one yourself.",
            flush=True,
        )
    place.skip_slow_grammar()
    from jupyterlab.labapp import main as jupyter_lab

    sys.argv[:] = ["jupyter-lab", *line]
    return jupyter_lab(line) or 0
