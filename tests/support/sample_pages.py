"""Small notebooks to try the rules on: a good one, and ways to spoil it."""

import base64
import io

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

from course_utils.plotting.style import picture_html

HEADER = "# Slopes\n\n**Goals.** Read a slope.\n\n**Prerequisites.** None.\n\n**Time.** About 5 minutes."
FOOTER = (
    "## What you can now do\n\nRead a slope.\n\n## Common mistakes\n\nNone.\n\n"
    "## Further reading\n\nRumelhart et al. 1986, Nature 323:533–536.\n\n## Next\n\nRest."
)


def png(colour=255, size=(60, 40)) -> str:
    """A grey picture, as a notebook stores it."""
    buffer = io.BytesIO()
    Image.new("L", size, colour).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def picture(alt="A straight line that rises from left to right.", plain="figure", colour=255):
    """An output that shows a described picture, as `show` leaves it."""
    html = picture_html(base64.b64decode(png(colour)), alt)
    return new_output("display_data", data={"text/html": html, "text/plain": plain})


def code(id, source, *outputs, tags=()):
    """A code cell that has run."""
    cell = new_code_cell(source, id=id, execution_count=1, outputs=list(outputs))
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def text(id, source):
    """A markdown cell."""
    return new_markdown_cell(source, id=id)


def stdout(words):
    """What print leaves behind."""
    return new_output("stream", name="stdout", text=words)


def good_cells():
    """The cells of a page without a fault."""
    return [
        text("title", HEADER),
        code("setup", "import numpy as np\n\nRATE = 0.1"),
        text("before-slope", "How steep is it? See [the end](#Next)."),
        code("slope", "def slope(x):\n    return RATE * np.cos(x)\n\nprint(f'{slope(0.0):.2f}')", stdout("0.10\n")),
        text("before-figure", "What does the line do?"),
        code("figure", "rng = np.random.default_rng(0)", picture()),
        text("footer", FOOTER),
    ]


def upload_png(pixels) -> bytes:
    """A uint8 array (H, W, 3) as the bytes of a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
