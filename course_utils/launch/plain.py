"""Outputs of a notebook without what lived in its kernel: pictures and words, and how to bring them alive."""

import html
import re

VIEW = "application/vnd.jupyter.widget-view+json"
#: As `explorers.engine` names it: the state of an explorer, for the plain pages alone.
STATE = "application/vnd.from-neuron-to-resnet.explorer+json"
#: How to bring an output alive, by the first word of its plain text.
HOW = {
    "Explorer": "A picture. To bring the explorer alive, run this cell in JupyterLab (Shift + Enter).",
    "Predict": "To choose, run this cell in JupyterLab (Shift + Enter). Only then is your prediction noted.",
    "Recall": "To answer, run this cell in JupyterLab (Shift + Enter). Only then is your answer noted.",
    "Review": "To answer, run this cell in JupyterLab (Shift + Enter): it brings what is due today.",
    "Show": "For pictures of yours, run this cell in JupyterLab (Shift + Enter): it needs Python and the trained run.",
    "": "To bring this alive, run this cell in JupyterLab (Shift + Enter).",
}
_LINE = '<p style="margin:.3em 0"><em>{}</em></p>'


def displayed(content):
    """Yield (place, output) for the outputs of a notebook that hold data; a place is (cell id, index)."""
    for cell in content.get("cells", ()):
        for index, output in enumerate(cell.get("outputs", ())):
            if "data" in output:
                yield (cell.get("id"), index), output


def take_views(content, words=True):
    """Remove widget views and widget state from a notebook; return {place: view}.

    With ``words``, what stays of such an output says how to bring it alive.
    """
    taken = {}
    for place, output in displayed(content):
        view = output["data"].pop(VIEW, None)
        output.get("metadata", {}).pop(VIEW, None)
        if view is not None:
            taken[place] = view
            if words:
                say_how(output)
    content.get("metadata", {}).pop("widgets", None)
    return taken


def say_how(output):
    """Add to an output that was alive how to bring it alive again; to one that says so already, nothing."""
    data = output["data"]
    data.pop(STATE, None)
    plain = "".join(data.get("text/plain", ""))
    kind, _, sentence = plain.partition(": ")
    line = HOW.get(kind, HOW[""])
    shown = "".join(data.get("text/html", ""))
    if "image/png" in data and not shown:
        alt = output.get("metadata", {}).pop("image/png", {}).get("alt", sentence)
        png = "".join("".join(data.pop("image/png")).split())
        shown = f'<img src="data:image/png;base64,{png}" alt="{html.escape(alt)}" style="max-width:100%">'
    if kind == "Explorer" and html.escape(sentence) not in re.sub(r"<[^>]*>", "", shown):
        shown += f'<p style="margin:.3em 0">{html.escape(sentence)}</p>'
    if shown:
        data["text/html"] = shown if line in shown else shown + _LINE.format(line)
    elif line not in plain:
        data["text/plain"] = f"{plain}\n{line}".strip()


def put_views(content, views):
    """Put the views {place: view} back into a notebook where their outputs still are."""
    for place, output in displayed(content):
        if place in views:
            output["data"][VIEW] = views[place]


def say_how_everywhere(notebook):
    """Say how to bring them alive beside all explorers and predictions of a shipped chapter, which holds no views."""
    for _, output in displayed(notebook):
        if "".join(output["data"].get("text/plain", "")).partition(": ")[0] in HOW.keys() - {""}:
            say_how(output)
    return notebook
