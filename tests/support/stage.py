"""The stage of the browser tests: servers, pages, and an ear for everything that goes wrong on a page."""

import contextlib
import json
import os
import re
import shutil
import signal
from pathlib import Path

from jupyter_client import BlockingKernelClient

from course_utils import explorers, settings
from course_utils.exercises import registry
from course_utils.maintenance import browser
from course_utils.maintenance.normal_form import KERNELSPEC

#: What JupyterLab says of its own questions when a kernel ends that it has asked.
ENDED_KERNEL = re.compile(r"Canceled future for \w+ message before replies were done")
#: JupyterLab asks for it every few seconds; Jupyter's server stumbles where a kernel ends at that very moment.
LIST_OF_KERNELS = re.compile(r"/api/kernels\?\d+$")
SHOWCASE, QUESTIONS = "showcase.ipynb", "questions.ipynb"


def prediction_ids():
    """Return the ids of all predictions, chapter by chapter."""
    return [entry.id for number in registry.chapter_numbers() for entry in registry.entries(number, "PREDICTIONS")]


def notebook(sources):
    """Return a notebook that has not run, one cell for each source."""
    cells = [
        dict(cell_type="code", id=f"cell-{number}", metadata={}, source=source, outputs=[], execution_count=None)
        for number, source in enumerate(sources)
    ]
    return json.dumps(dict(cells=cells, metadata={"kernelspec": KERNELSPEC}, nbformat=4, nbformat_minor=5))


def showing(name):
    """Return the source of a cell that shows an explorer and keeps it under its lower-case name."""
    variable = name.lower()
    return f"from course_utils.explorers import {name}\n\n{variable} = {name}()\n{variable}"


def asking(id):
    """Return the source of a cell that shows a prediction."""
    return f'from course_utils.explorers import predict\n\npredict("{id}")'


class Watch:
    """Listen to a page: errors in its console, exceptions, and requests that leave this machine."""

    def __init__(self, page):
        self.page, self.heard = page, []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"exception: {error}"))
        page.on("request", self._request)

    def _console(self, message):
        url = message.location.get("url", "")
        harmless = ENDED_KERNEL.search(message.text) or (LIST_OF_KERNELS.search(url) and "500" in message.text)
        if message.type == "error" and not harmless:
            self.heard.append(f"console: {message.text[:300]} ({url})")

    def _request(self, request):
        if not request.url.startswith(("data:", "blob:", "file:", "http://127.0.0.1:", "ws://127.0.0.1:")):
            self.heard.append(f"request: {request.url}")

    def faults(self):
        """Return what was heard since the last call."""
        heard, self.heard = self.heard, []
        return heard


class Stage:
    """Everything that browser tests share, started when first asked for and ended by `close`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.notebooks = self.folder / "notebooks"
        shutil.copytree(settings.NOTEBOOKS, self.notebooks)  # copies: JupyterLab saves what it shows
        questions = [asking(id) for id in prediction_ids()]
        # Not all on one page: on a busy machine, anywidget gives a widget up that has waited for two seconds.
        explorers_and_some = [*map(showing, explorers.REGISTRY), *questions[:3]]
        (self.notebooks / SHOWCASE).write_text(notebook(explorers_and_some), encoding="utf-8")
        (self.notebooks / QUESTIONS).write_text(notebook(questions), encoding="utf-8")
        self._stack, self._started = contextlib.ExitStack(), {}
        self.watches = {}

    def _once(self, name, start):
        if name not in self._started:
            self._started[name] = self._stack.enter_context(start())
        return self._started[name]

    @property
    def chromium(self):
        """The browser."""
        return self._once("chromium", browser.chromium)

    @property
    def lab(self):
        """JupyterLab's server."""
        return self._once("lab", lambda: browser.jupyterlab(self.notebooks, self.folder / "home of lab"))

    @property
    def gallery(self):
        """The projector's gallery, with Python behind it."""
        return self._once("gallery", lambda: browser.gallery(self.folder / "home of gallery"))

    def new_page(self, width=1280, height=900, **options):
        """Return a new page that is listened to; `options` go to the browser's context."""
        page = self.chromium.new_context(viewport={"width": width, "height": height}, **options).new_page()
        page.set_default_timeout(30_000)
        self.watches[page] = Watch(page)
        return page

    def close(self):
        """End everything that was started."""
        self._stack.close()


# --- JupyterLab ---------------------------------------------------------------------------------------------------

SESSION = "window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
CELLS = "window.jupyterapp.shell.currentWidget.content.widgets"


def open_in_lab(page, server, notebook):
    """Open a notebook and wait until its kernel is ready; nothing is run."""
    page.goto(server.lab(notebook), wait_until="domcontentloaded")
    page.wait_for_function("window.jupyterapp && document.querySelector('.jp-NotebookPanel .jp-Cell')", timeout=60_000)
    page.wait_for_function(f"{SESSION}?.status === 'idle'", timeout=60_000)
    page.evaluate("window.jupyterapp.shell.collapseLeft()")  # the list of files leaves no room on a telephone


def run_all(page):
    """Choose Run All Cells and wait until the last has run."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(f"{SESSION}?.status === 'idle'", timeout=300_000)  # chapter 07 trains a network


def outputs(page):
    """Return for each code cell its count and its outputs, as JupyterLab holds them."""
    return page.evaluate(
        f"{CELLS}.filter(c => c.model.type === 'code').map(c => ({{"
        "count: c.model.executionCount, outputs: c.model.outputs.toJSON()}))"
    )


def notebook_state(page):
    """Return what a stray shortcut would change: the cells, their types and counts, and the selected one."""
    return page.evaluate(
        f"({{cells: {CELLS}.map(c => [c.model.id, c.model.type, c.model.sharedModel.source, c.model.executionCount]),"
        " active: window.jupyterapp.shell.currentWidget.content.activeCellIndex})"
    )


def kernel_client(page, server):
    """Return a client of the kernel behind the notebook that is open."""
    id = page.evaluate(f"{SESSION}.id")
    client = BlockingKernelClient(connection_file=str(server.home / "jupyter" / "runtime" / f"kernel-{id}.json"))
    client.load_connection_file()
    client.start_channels()
    return client


@contextlib.contextmanager
def frozen(client):
    """Stop the whole kernel process for a while: busier than any computation."""
    process = ask(client, "__import__('os').getpid()")
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def ask(client, expression):
    """Return the value of a Python expression in a kernel, as JSON keeps it."""
    for _ in range(3):  # a kernel drops what waits behind a request that failed: it was not computed
        reply = client.execute(
            "import json", user_expressions={"it": f"json.dumps({expression})"}, reply=True, timeout=60
        )
        if reply["content"]["status"] != "aborted":
            break
    assert reply["content"]["status"] == "ok", reply["content"]
    it = reply["content"]["user_expressions"]["it"]
    assert it["status"] == "ok", it
    return json.loads(eval(it["data"]["text/plain"]))
