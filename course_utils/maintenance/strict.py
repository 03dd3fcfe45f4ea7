"""A pytest plugin that makes nbval's comparison of notebooks complete; pyproject.toml loads it.

Notebooks run offline, each with an empty course home, so that one notebook's progress is never another's output. nbval
compares the text of outputs and skips their pictures, because a newer drawing library moves a pixel; here a picture
must still be there, have the same description and size, and look the same from a distance.

`make notebooks` computes with all that its processor can do; here NumPy's matrix products keep to what a processor of
2008 could, and PyTorch to one of 2013, which rounds differently. So an output that is the same in both hangs on no last
digit, and a check elsewhere meets what the author met.
"""

import base64
import io
import os
import platform

import pytest
from PIL import Image

from course_utils.launch import place
from course_utils.maintenance import offline

place.skip_slow_grammar()  # a second and a half of every run, before what nbval imports can ask for it

from nbval.plugin import IPyNbCell, NbCellError  # noqa: E402

from course_utils.maintenance.normal_form import PNG_URI  # noqa: E402
from course_utils.maintenance.pages import pictures_of  # noqa: E402

THUMBNAIL = (48, 32)  # pixels: coarse enough to forgive the edges of letters, fine enough to see a curve move
OLDER_PROCESSOR = {"OPENBLAS_CORETYPE": "Nehalem", "ATEN_CPU_CAPABILITY": "avx2"}
OLDER_PROCESSOR |= {"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_CBWR": "AVX2"}
NOW = "PYTEST_CURRENT_TEST"  # which pytest keeps itself
_before = []  # the environment as it was before the notebook that runs
FAR = 30.0  # of 255: a block of the thumbnail that differs by more shows something else


def pytest_configure(config):
    """Block the network and prepare the environment that kernels inherit, before any test is collected."""
    os.environ.update(offline.scratch_environment())
    offline.block()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give each notebook its own empty course home before its kernel starts, as a fresh learner has.

    A test that comes after a notebook, as it may where several processes share them, finds what was there before.
    """
    if not isinstance(item, IPyNbCell):
        _give_back()
    elif item.parent.kernel is None:
        _give_back()
        _before.append(dict(os.environ))
        os.environ.update(offline.scratch_environment(f"course-{item.path.stem}-"))
        os.environ.pop("MPLBACKEND", None)  # a learner's kernel has inline figures
        os.environ.update(OLDER_PROCESSOR if platform.machine().lower() in ("x86_64", "amd64") else {})
        item.parent.sanitize_patterns[PNG_URI.pattern] = r"\1"  # nbval compares the words around a picture


def _give_back():
    if _before:
        before = _before.pop()
        before.pop(NOW, None)
        for name in os.environ.keys() - before.keys() - {NOW}:
            del os.environ[name]
        os.environ.update(before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Compare the pictures of a cell after nbval has compared its text."""
    result = yield
    if isinstance(item, IPyNbCell) and item.options["check"] and not item.options["skip"]:
        fault = compare(pictures(item.cell.outputs), pictures(item.test_outputs))
        if fault:
            raise NbCellError(item.cell_num, f"{fault}; look at it, then run `make notebooks`", item.cell.source)
    return result


def pictures(outputs) -> list[tuple[str, bytes]]:
    """Return the description and the bytes of every picture among a cell's outputs."""
    return [(alt, base64.b64decode(text)) for output in outputs for alt, text in pictures_of(output)]


def compare(stored, fresh) -> str | None:
    """Return how two lists of pictures differ in what they show, or None."""
    if len(stored) != len(fresh):
        return f"{len(stored)} pictures are stored, {len(fresh)} were drawn"
    for (old_alt, old), (new_alt, new) in zip(stored, fresh, strict=True):
        if old_alt != new_alt:
            return f"the description was {old_alt!r} and is {new_alt!r}"
        distance = difference(old, new)
        if distance > FAR:
            return f"the picture described by {old_alt!r} looks different (by {distance:.1f}; at most {FAR})"
    return None


def difference(old: bytes, new: bytes) -> float:
    """Return how much two PNGs seen from afar differ where they differ most, 0 to 255; infinite for other proportions.

    >>> picture = io.BytesIO(); Image.new("RGB", (30, 20)).save(picture, "PNG")
    >>> difference(picture.getvalue(), picture.getvalue())
    0.0
    """
    import numpy as np  # not before `pytest_configure` has set the number of threads, which NumPy reads once

    if old == new:
        return 0.0
    first, second = (Image.open(io.BytesIO(data)).convert("RGB") for data in (old, new))
    if abs(first.width * second.height - second.width * first.height) > 0.02 * first.width * second.height:
        return float("inf")
    small = [np.asarray(image.resize(THUMBNAIL, Image.Resampling.BOX), dtype=float) for image in (first, second)]
    return float(np.abs(small[0] - small[1]).mean(axis=2).max())
