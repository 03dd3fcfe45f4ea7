"""Cells and notebooks as files hold them, for the tests of the learner's copies."""

from course_utils.launch import copies


def cell(id, source="", kind="code", **more):
    """Return a cell as a notebook file holds it."""
    results = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"id": id, "cell_type": kind, "metadata": {}, "source": source, **results, **more}


def notebook(cells):
    """Return a notebook as the course ships it."""
    language = {"language_info": {"name": "python"}}
    return {"cells": list(cells), "metadata": language, "nbformat": 4, "nbformat_minor": 5}


def put(path, content):
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(copies.dumps(content), encoding="utf-8")


def ran(source, text="3\n"):
    """Return what a cell's run leaves in it."""
    printed = {"output_type": "stream", "name": "stdout", "text": text}
    return {"source": source, "execution_count": 7, "outputs": [printed]}
