"""The normal form of a notebook file: what a committed notebook holds, and nothing that differs from run to run."""

import base64
import re
import struct

import nbformat
import nbformat.v4

from course_utils.exercises.outline import COLLAPSED

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_CELL_METADATA = ("tags", "jupyter", "slideshow", "editable", "deletable", "nbgrader", "lecture", COLLAPSED)
PNG_URI = re.compile(r"(data:image/png;base64,)([A-Za-z0-9+/=]*)")  # a picture inside HTML
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"pHYs", b"IDAT", b"IEND")  # the rest names programs and dates


def dumps(nb) -> str:
    """Return the exact text of a notebook file: sorted keys, one-space indent, Unicode as itself, a final newline."""
    return nbformat.v4.writes(nb).rstrip("\n") + "\n"  # nbformat.writes would silently mend ids that occur twice


def normalise(nb):
    """Return a copy of `nb` in normal form; cell ids, sources, tags and the text of outputs stay as they are.

    Code cells are numbered 1..n if they have run. Widget views go: a page opened without a kernel then shows the
    picture or text beside them, and running the cell brings the live widget back.
    """
    nb = nbformat.from_dict(nb)
    nb.metadata = nbformat.from_dict({"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}})
    nb.nbformat, nb.nbformat_minor = 4, 5
    count = 0
    for cell in nb.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in KEPT_CELL_METADATA and v})
        cell.source = "\n".join(line.rstrip() for line in cell.source.splitlines()).strip("\n")
        if cell.cell_type != "code":
            continue
        if cell.execution_count is not None or cell.outputs:
            count += 1
            cell.execution_count = count
        cell.outputs = [_normal_output(output, count) for output in _merge_streams(cell.outputs)]
    return nb


def _merge_streams(outputs):
    """Join stream pieces that follow one another: how a kernel cuts its text is an accident of timing."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            merged.append(nbformat.from_dict(output))
    for output in merged:
        if output.output_type == "stream":
            output.text = painted(output.text)
    return merged


def painted(text):
    """Return what a terminal would show of a text: of a line that was written over and over, the last version.

    >>> painted("10 % done\\r90 % done\\rall done\\nnext")
    'all done\\nnext'
    """
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _normal_output(output, count):
    if output.output_type == "execute_result":
        output.execution_count = count
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        output.metadata.pop(WIDGET_VIEW, None)
        if "image/png" in output.data:
            output.data["image/png"] = _plain_png(output.data["image/png"])
        if "text/html" in output.data:
            output.data["text/html"] = PNG_URI.sub(lambda uri: uri[1] + _plain_png(uri[2]), output.data["text/html"])
    output.pop("transient", None)
    return output


def _plain_png(text: str) -> str:
    """Return a base64 PNG without its comments, so that a library's new version changes no byte by itself."""
    raw = base64.b64decode(text)
    if not raw.startswith(_PNG_SIGNATURE):
        raise ValueError("image/png: got bytes that are no PNG; expected a PNG picture")
    kept, at = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while at < len(raw):
        (length,) = struct.unpack(">I", raw[at : at + 4])
        end = at + 12 + length  # length, name, payload, checksum
        if raw[at + 4 : at + 8] in _PNG_KEPT:
            kept.append(raw[at:end])
        at = end
    return base64.b64encode(b"".join(kept)).decode("ascii")
