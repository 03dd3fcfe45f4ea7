"""What Python answers a page, wherever it runs: behind `make explore`, or inside the page itself."""

from __future__ import annotations

from course_utils.explorers import explorer_class
from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import to_page


def frame(name, state):
    """Return the JSON text and the bytes of one frame of an explorer. Raises ValueError for a state it cannot have."""
    cls, encoder = explorer_class(name), Encoder()
    encoder.add(cls.checked_frame(cls.full_state(state)))
    return encoder.text(), encoder.data()


def table(name, state):
    """Return the JSON text and the bytes of the table around the live values of a state."""
    cls = explorer_class(name)
    return cls.table(cls.live_values(cls.full_state(state)))


ANSWERS = {"frame": frame, "table": table}


def head(name, state=None):
    """Return (what a page has to know of an explorer all of whose controls are answered, text, bytes of its table)."""
    cls = explorer_class(name)
    state = cls.full_state(state)
    layout = {**cls.page_layout(state), "files": []}
    return dict(state=to_page(state), layout=layout, tables={}, live=True), *table(name, state)


def checked(id, code):
    """Run a learner's code for an exercise and return the verdict as HTML.

    What the code leaves under the name that the exercise asks for is judged; an error is shown as Python tells it.
    """
    import traceback

    from course_utils.exercises import check, registry

    space = {"__name__": "__main__"}
    try:
        exec(compile("import numpy as np\n", "<page>", "exec"), space)
        exec(compile(code, "<your code>", "exec"), space)
    except BaseException as error:  # also an exit: the page goes on
        lines = traceback.format_exception_only(type(error), error)
        return f"<pre>{_escaped(''.join(lines))}</pre>"
    asked = registry.find_exercise(id).asked_name
    return check(id, space.get(asked, ...)).html


def _escaped(text):
    import html

    return html.escape(text)
