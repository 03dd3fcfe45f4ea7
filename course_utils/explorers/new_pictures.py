"""Show new pictures to a network that `train` has trained: files of one's own, or, for digits, what the hand draws."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path

import anywidget
import traitlets
from IPython.display import display

from course_utils import validation
from course_utils.data.folder import kinds, picture
from course_utils.data.folder.files import shown
from course_utils.exercises.render import inline
from course_utils.experiment.run import DIGITS, Run
from course_utils.explorers import run_logs
from course_utils.explorers.answer_cards import HOW, NOT_KNOWN, card, said
from course_utils.explorers.page import VIEWS
from course_utils.explorers.words import plural

MOST_PICTURES, MOST_BYTES = 24, 60_000_000  # on the page at a time; of one file
NEEDS = "For pictures of yours, run this cell in JupyterLab (Shift + Enter): it needs Python and the trained run."
LIMITS = (
    f"At most {MOST_PICTURES} pictures are shown, the newest first, each of at most {MOST_BYTES // 10**6} MB. A whole "
    "folder is for `python -m course_utils.experiment.predict RUN FOLDER` in a terminal."
)


def show_to(run, *pictures):
    """Return a page on which new pictures are shown to a trained network, and its answers are seen.

    `run` is the folder of a run of ``train``, its name in the learner's folder ("my-run" for ``runs/my-run``), or a
    `Run`. `pictures` are shown at once: paths of files, images of Pillow's, or arrays as `Run.predict` takes them. More
    are chosen, dropped or pasted on the page; a network that reads digits has a pad to draw on, too. ``.answers`` holds
    what was said: pairs of a name and an `Answer`, or the reason why a file gave none.

    Raises LogError where there is no such folder, RunError for a folder without a run that can be used, and TypeError
    or ValueError for what is neither a run nor a picture.

    Example: ``show_to("my-run", "new/tom.jpg")``
    """
    if len(pictures) > MOST_PICTURES:
        raise validation.value_error("pictures", str(len(pictures)), f"at most {MOST_PICTURES} at a time")
    run = run if isinstance(run, Run) else Run.open(run_logs.folder_of(_place(run)))
    page = NewPictures(run, pictures)
    if run.config.data not in DIGITS:
        return page
    from course_utils.explorers.digit_pad import pad_for

    return _Both(pad_for(run), page)


def _place(run):
    if not isinstance(run, (str, Path)):
        wanted = "the folder of a run, its name, or a Run"
        raise validation.type_error("run", validation.describe(run), wanted)
    return str(run)


class _Both:
    """A pad, and below it the page for files; ``answers`` are those to the files."""

    def __init__(self, pad, page):
        self.pad, self.page = pad, page

    @property
    def answers(self):
        return self.page.answers

    def __repr__(self):
        return self.page.text

    def _ipython_display_(self):
        display(self.pad)
        display(self.page)


class NewPictures(anywidget.AnyWidget):
    """The page: it takes files, sends their bytes in parts, and shows the cards that Python makes of them.

    ``cards`` are HTML, the newest first, ``told`` is the last answer in a sentence, ``done`` counts the files that were
    dealt with: the page sends one after another, each when the one before has been answered.
    """

    _esm = VIEWS / "new_pictures.js"
    _css = VIEWS / "new_pictures.css"

    about = traitlets.Dict().tag(sync=True)
    cards = traitlets.List().tag(sync=True)
    told = traitlets.Unicode().tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)

    def __init__(self, run, pictures=()):
        self.run, self.answers = run, []
        self._part = None  # the file that is coming: (key, its folder)
        super().__init__(about=_about(run))
        for number, one in enumerate(pictures, start=1):
            name = Path(one).name if isinstance(one, (str, Path)) else f"picture {number}"
            self._show(name, one, place=number - 1)
        self.on_msg(self._hear)

    def _hear(self, _, content, parts):
        """Take what the page sends: a part of a file, a file that it keeps back for its size, or "clear"."""
        if content.get("kind") == "clear":
            self.cards, self.answers, self.told = [], [], "No picture is shown."
        elif content.get("kind") == "large":
            reason = f"{content['bytes'] / 1e6:,.0f} MB; expected at most {MOST_BYTES / 1e6:g}"
            self._keep(content["name"], reason, place=content["place"])
        elif content.get("kind") == "part":
            self._take(content, b"".join(bytes(part) for part in parts))

    def _take(self, content, part):
        """Add a part to the file that is coming; after the last, answer."""
        if self._part is None or self._part[0] != content["key"]:
            self._part = content["key"], tempfile.TemporaryDirectory(prefix="new-picture-")
        folder = self._part[1]
        path = Path(folder.name) / f"picture{_ending(content['name'])}"
        with open(path, "ab") as file:
            file.write(part)
        if content["last"]:
            try:
                self._show(content["name"], path, content["place"])
            except Exception as error:  # the page waits for an answer; what went wrong is one
                self._keep(content["name"], f"{type(error).__name__}: {error}", content["place"])
            finally:
                self._part = None
                folder.cleanup()

    def _show(self, name, one, place):
        """Answer for one picture; a file that gives none gets a card with the reason."""
        try:
            notes = _notes(one) if isinstance(one, (str, Path)) else ()
            pixels = self.run.drawn(one)
            answer = self.run.answers(self.run.prepared(pixels)[None])[0]
        except (picture.Unreadable, OSError, MemoryError) as error:
            return self._keep(name, str(error) or type(error).__name__, place)
        grey = self.run.channels == 1
        given = pixels.mean(axis=0).round().astype("uint8") if grey else pixels.transpose(1, 2, 0)
        return self._keep(name, answer, place, given, notes)

    def _keep(self, name, answer, place, pixels=None, notes=()):
        new, pair = card(name, answer, pixels, notes), (shown(name), answer)
        self.answers = [*self.answers[:place], pair, *self.answers[place:]][:MOST_PICTURES]
        with self.hold_sync():
            self.cards = [*self.cards[:place], new, *self.cards[place:]][:MOST_PICTURES]
            self.told, self.done = said(name, answer), self.done + 1

    @property
    def text(self):
        """Return what is shown as plain text."""
        answers = " ".join(said(*one) for one in self.answers)
        return f"Show: {self.about['title']}. {self.about['classes']}{f' {answers}' if answers else ''}"

    @property
    def html(self):
        """Return what is shown as HTML for pages without a kernel, which say that this needs one."""
        about = {key: html.escape(words) for key, words in self.about.items() if isinstance(words, str)}
        lines = (f"<strong>{about['title']}</strong>", about["classes"], *self.cards, about["how"], f"<em>{NEEDS}</em>")
        return "".join(line if line.startswith("<div") else f'<p style="margin:.3em 0">{line}</p>' for line in lines)

    def _repr_mimebundle_(self, **_):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": self.text, "text/html": self.html, "application/vnd.jupyter.widget-view+json": view}


def _about(run):
    """Return what the page says of a run before any picture is shown."""
    names, data = list(run.class_names), run.config.data
    some = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return dict(
        title=f"New pictures for {run.config.model}, trained on {data if data in DIGITS else Path(data).name}",
        classes=f"It knows {plural(len(names), 'class', 'classes')} ({some}), and takes every picture for one of them.",
        how=HOW + ("" if run.known else NOT_KNOWN), limits=inline(LIMITS), most=MOST_PICTURES, bytes=MOST_BYTES,
    )  # fmt: skip


def _notes(path):
    """Return what is odd about a file and what was done, as `picture.read` notes it, and its own size."""
    reason = kinds.no_picture(path) if Path(path).is_file() else "there is no such file"
    if reason:
        raise picture.Unreadable(reason)
    found = picture.read(path, 1)
    return (f"{found.width} × {found.height} pixels in the file", *(f"{odd}: {done}" for odd, done in found.notes))


def _ending(name):
    """Return the ending of a file's name, by which its kind is told, where it is a plain one."""
    ending = Path(str(name)).suffix
    return ending if len(ending) < 9 and ending[1:].isalnum() and ending.isascii() else ""
