"""What the course's servers keep of a notebook: pictures and words that every page can show, no widget.

A live explorer stands in its output twice: as a widget view, which means nothing once its kernel is gone, and as a
picture or words. JupyterLab prefers the view, and shows "model not found" where its model is missing. So the file gets
the picture alone, with a line that says how to bring it alive (`plain`). Views are remembered while the server runs,
and handed out again as long as the very same run of the kernel is alive: reloading the page keeps what is live.
"""

import contextlib
import platform
import sys
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from course_utils.launch import copies, sharing
from course_utils.launch.plain import put_views, take_views

#: What JupyterLab writes into a notebook when its kernel answers. A file that says so already stays clean on opening.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": f"ipython{sys.version_info[0]}",
    "version": platform.python_version(),
}
#: {model id: the run of the kernel that made it}, filled by `sockets.PromptConnection`.
BORN = {}


def run_of(kernel_manager):
    """Return what names this run of a kernel: its process, which a restart replaces."""
    return getattr(kernel_manager.provisioner, "pid", None)


class Contents(AsyncLargeFileManager):
    """Jupyter's files, with notebooks that are saved plain."""

    words = True

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._views = {}  # {path: {place: view}}, of the last save
        self._in_use = {}  # {lock file: open file}

    async def save(self, model, path=""):
        """Save a file; a notebook without its widgets."""
        if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
            self._views[path.strip("/")] = take_views(model["content"], self.words)
            model = {**model, "content": self.stored(model["content"])}
        return await super().save(model, path)

    def stored(self, content):
        """Return what is written of a notebook's content."""
        return content

    async def get(self, path, content=True, type=None, **options):
        """Return a file; a notebook with the widgets that are alive, and with no others."""
        model = await super().get(path, content=content, type=type, **options)
        if content and model["type"] == "notebook":
            self._use(path)
            notebook, run = model["content"], await self._run(path)
            take_views(notebook, self.words)  # also from files that were saved elsewhere
            views = self._views.get(path.strip("/"), {}) if type == "notebook" else {}
            put_views(notebook, {p: v for p, v in views.items() if run and BORN.get(v.get("model_id")) == run})
            if notebook["metadata"].get("kernelspec", {}).get("name") == "python3":
                notebook["metadata"]["language_info"] = dict(LANGUAGE)
        return model

    async def rename_file(self, old_path, new_path):
        """Rename a file; its live widgets stay alive."""
        await super().rename_file(old_path, new_path)
        self._views[new_path.strip("/")] = self._views.pop(old_path.strip("/"), {})

    async def _run(self, path):
        """Return the run of a notebook's kernel; None when it has none."""
        try:
            session = await self.parent.session_manager.get_session(path=path.strip("/"))
            return run_of(self.parent.kernel_manager.get_kernel(session["kernel"]["id"]))
        except Exception:  # no session, no kernel, a kernel that is just ending: nothing is alive
            return None

    def _use(self, path):
        """Let the next start of the course know that a copy is open here, whatever program this server belongs to."""
        with contextlib.suppress(OSError):
            lock = copies.lock_file(Path(self._get_os_path(path)).parent)
            if lock.parent.is_dir() and not self._in_use.get(lock):
                self._in_use[lock] = sharing.hold(lock)


class Sources(Contents):
    """The same for maintainers: a chapter is saved as it is committed."""

    words = False

    def stored(self, content):
        """Return a notebook's content in normal form."""
        from course_utils.maintenance.normal_form import normalise

        with contextlib.suppress(ValueError):  # a picture that is none: saved all the same
            return normalise(content)
        return content
