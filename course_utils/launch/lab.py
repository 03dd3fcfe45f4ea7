"""``make lab``: JupyterLab with the course's own settings, on the learner's copies, opened at the first notebook.

It listens on this computer only and keeps Jupyter's token. What it writes goes to the course home; the reader's own
Jupyter configuration is left alone, and so are the course's own chapters.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from course_utils.launch import arguments as launch_arguments
from course_utils.launch import copies, everywhere, news, place, sharing, terminal
from course_utils.launch import environment as set_up

FIRST = "00_start_here.ipynb"
OVERRIDES = Path(__file__).parent / "settings"
EXTENSIONS = Path(__file__).parent / "extensions"  # ours, for the page; nothing is built
STYLE = Path(__file__).parent / "custom.css"
CONNECTION = "course_utils.launch.sockets.PromptConnection"
CONTENTS = "course_utils.launch.saved.Contents"
SOURCES = "course_utils.launch.saved.Sources"
# Not used by the lessons; without it the server starts sooner.
UNUSED_EXTENSIONS = ("jupyter_lsp",)


def command_line(extra=(), *, root=None, browser=None, notebooks=None, contents=CONTENTS, terminals=None):
    """Return the arguments for JupyterLab.

    ``extra`` are the reader's: each takes the place of ours of the same setting, whichever of its names is used
    (``["--ip=0.0.0.0"]`` and ``["--ServerApp.ip=0.0.0.0"]`` alike), since Jupyter refuses one that is given twice; a
    folder or file of the reader's choice is opened instead of the first notebook. ``root`` says whether this runs as
    root and ``browser`` whether to open one; both are found out when left at None. ``notebooks`` is the folder to show,
    by default that of the learner's copies, ``contents`` the class that reads and writes there, ``terminals`` what
    `terminal.settings` says.

    >>> "--allow-root" in command_line(root=True, browser=False)
    True
    """
    folder = Path(notebooks or copies.folder())
    browser = place.has_browser() if browser is None else browser
    arguments = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.kernel_websocket_connection_class={CONNECTION}",
        f"--ServerApp.contents_manager_class={contents}",
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
    if notebooks is None or (folder / FIRST).is_file():  # the learner's copies are made before the start
        arguments.append(f"--LabApp.default_url=/lab/tree/{FIRST}")
    if terminals:
        arguments.append(f"--ServerApp.terminado_settings={terminals}")
    if place.is_root() if root is None else root:
        arguments.append("--allow-root")
    if not browser:
        arguments.append("--no-browser")
    return last_word(arguments, extra)


def last_word(ours, theirs):
    """Return ``ours`` with the reader's arguments put in place; see `course_utils.launch.arguments.last_word`."""
    if not theirs:
        return ours  # the usual start, which need not wait for what follows
    from jupyterlab.labapp import LabApp

    other_place = [(name, "LabApp.default_url") for name in ("ServerApp.root_dir", launch_arguments.PATH)]
    other_place.append((launch_arguments.PATH, "ServerApp.root_dir"))
    return launch_arguments.last_word(ours, theirs, LabApp, other_place)


def add_style(environment):
    """Put the course's style where JupyterLab looks for one, in the course home.

    Where nothing can be written it is left out: narrow windows then look as JupyterLab makes them.
    ``environment`` is that of `place.jupyter_environment`.
    """
    folder = Path(environment["JUPYTER_CONFIG_DIR"]) / "custom"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(STYLE, folder / "custom.css")


def offer_tools(environment):
    """Let the kernels offer the exercises' tools in whichever cell is run first, where that can be written down."""
    with contextlib.suppress(OSError):
        profile = Path(environment["IPYTHONDIR"]) / "profile_default"
        set_up.offer_tools(profile / "ipython_kernel_config.py")


def main(arguments=()):
    """Bring the learner's copies up to date and start JupyterLab on them; stay until it ends; return its exit code."""
    move_in(place.course_home())
    with contextlib.ExitStack() as stack:
        try:
            folder = copies.folder()
            use = stack.enter_context(sharing.use(copies.lock_file(folder)))
        except OSError as error:  # says what to do
            print(error, file=sys.stderr)
            return 1
        news.bring(folder, use)
        return run(arguments, folder, CONTENTS)


def move_in(home):
    """Let this process, and all that it starts, find Jupyter's files in the course home."""
    if place.is_elsewhere(home):
        print(f"The course's own folder is only read here: what is yours is kept in {home}.", flush=True)
    variables = place.jupyter_environment(os.environ, home)
    os.environ.clear()
    os.environ.update(variables)
    add_style(variables)
    offer_tools(variables)


def run(arguments, folder, contents):
    """Start JupyterLab on a folder, after `move_in`, and stay until it ends; return its exit code."""
    everywhere.set_up()
    browser = place.has_browser()
    terminals = terminal.settings(os.environ)
    line = command_line(arguments, browser=browser, notebooks=folder, contents=contents, terminals=terminals)
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
