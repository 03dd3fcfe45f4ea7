"""Write small notebooks for the tests of the notebook tools."""

import nbformat
import nbformat.v4
import pytest

from course_utils.maintenance.normal_form import dumps, normalise


@pytest.fixture
def page_file(tmp_path):
    """Return a function that writes cells as the notebook 99_slopes.ipynb, in normal form unless told otherwise."""

    def write(cells, name="99_slopes.ipynb", normal=True, **metadata):
        # Not new_notebook(): it would silently mend ids that occur twice.
        nb = nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(dumps(normalise(nb)) if normal else nbformat.v4.writes(nb), encoding="utf-8")
        return path

    return write
