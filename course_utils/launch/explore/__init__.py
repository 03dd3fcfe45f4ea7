"""``make explore``: the explorers alone, full width, as a page for the projector. Nothing on it comes from elsewhere.

To show another notebook through the same page, as the browser tests do: put `environment(os.environ)` around
``python -m voila`` with `command_line(notebook="my.ipynb", port=8866, browser=False)`, or from a shell

    python -m course_utils explore --notebook my.ipynb --port 8866 --no-browser

and open http://127.0.0.1:8866/. The server answers there as soon as the port is open; the notebook runs at each visit.
"""

import argparse
import html
import os
import sys
from pathlib import Path
from urllib.parse import parse_qs

from course_utils.bootstrap import become
from course_utils.launch import arguments, place

HERE = Path(__file__).parent
PAGE = HERE / "page.ipynb"
# The three that a page with explorers needs; any other installed extension would only delay it.
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")


def environment(variables, home=None):
    """Return ``variables`` with Jupyter's folders in the course home, and the course's page template to be found."""
    own = place.jupyter_environment(variables, home or place.course_home())
    return {**own, "JUPYTER_PATH": str(HERE / "share")}


def command_line(notebook=PAGE, *, port=None, browser=None, extra=()):
    """Return the arguments for Voilà.

    ``notebook`` is the one to show, ``port`` the one to listen on (8866 or the next free one when None), ``browser``
    whether to open one (found out when None); ``extra`` are the reader's arguments, each in place of ours of the same
    setting.

    >>> "--no-browser" in command_line(port=8866, browser=False)
    True
    """
    browser = place.has_browser() if browser is None else browser
    ours = [
        f"--port={port or place.free_port()}",
        "--Voila.ip=127.0.0.1",
        "--template=course",
        "--Voila.kernel_websocket_connection_class=course_utils.launch.sockets.PromptConnection",
        *(f"--VoilaConfiguration.extension_allowlist={name}" for name in EXTENSIONS),
        # A page that went without a word (a crashed tab) leaves its kernel behind: end it when nobody listens any more.
        "--MappingKernelManager.cull_idle_timeout=300",
        "--MappingKernelManager.cull_interval=60",
        "--Application.log_level=ERROR",
        *([] if browser else ["--no-browser"]),
    ]
    if extra:
        from voila.app import Voila  # slow to load, and needed here only to know the settings' short names

        ours = arguments.last_word(ours, extra, Voila)
    return [os.fspath(notebook), *ours]


def main(words=()):
    """Become the page's server, until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m course_utils explore", description="The explorers, full width.")
    parser.add_argument("--notebook", default=PAGE, help="show this notebook instead")
    parser.add_argument("--port", type=int, help="8866 or the next free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    asked, extra = parser.parse_known_args(list(words))
    port = asked.port or place.free_port()
    browser = place.has_browser() and not asked.no_browser
    line = command_line(asked.notebook, port=port, browser=browser, extra=extra)
    print(f"The explorers are at http://127.0.0.1:{port}/ - Ctrl-C here stops them.", flush=True)
    become([sys.executable, "-m", "course_utils.launch.explore.server", *line], environment(os.environ))


def chosen(query, names):
    """Return the explorer that the address asks for (``?explorer=Descent``), else the first.

    >>> chosen("explorer=B", ["A", "B"]), chosen("", ["A", "B"])
    ('B', 'A')
    """
    asked = parse_qs(query or "").get("explorer", [""])[0]
    return asked if asked in names else names[0]


def chooser(titles, current):
    """Return the HTML of the line above the explorer: the one before, all of them in a list that opens, the next.

    ``titles`` is a dict of explorer name to title. The list opens over the page, so that the line takes little room.
    """
    names = list(titles)
    at = names.index(current)

    def link(name, words):
        here = ' aria-current="page"' if name == current else ""
        return f'<a href="?explorer={html.escape(name)}" target="_self"{here}>{words}</a>'

    before = [link(name, f"‹ {html.escape(titles[name])}") for name in names[max(0, at - 1) : at]]
    after = [link(name, f"{html.escape(titles[name])} ›") for name in names[at + 1 : at + 2]]
    every = "".join(link(name, html.escape(title)) for name, title in titles.items())
    every = f"<details><summary>All explorers</summary><div>{every}</div></details>"
    return f'<nav class="course-chooser" aria-label="Explorers">{"".join([*before, every, *after])}</nav>'


def show_page():
    """Display the chooser and the explorer that the address names; Voilà passes the address on in QUERY_STRING."""
    from IPython.display import HTML, display

    from course_utils import explorers

    classes = {name: explorers.explorer_class(name) for name in explorers.REGISTRY}
    name = chosen(os.environ.get("QUERY_STRING"), list(classes))
    display(HTML(chooser({key: cls.title for key, cls in classes.items()}, name)))
    display(getattr(explorers, name)())
