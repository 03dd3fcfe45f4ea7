"""Re-execute the notebooks and write them in normal form, with the prompts of their exercises, minutes and numbers.

    python -m course_utils.maintenance.notebooks            every notebook, the lecturer's guide last
    python -m course_utils.maintenance.notebooks guide      the guide, which reads the chapters' minutes and titles
    python -m course_utils.maintenance.notebooks 01 03      these chapters
    python -m course_utils.maintenance.notebooks --check    run nothing; say which files are not in normal form

A notebook runs in a fresh kernel of this very Python, in the notebooks folder, offline, with an empty course home. A
file is replaced only when every cell has run: written beside, then renamed.
"""

import argparse
import contextlib
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from course_utils import settings, whole_files
from course_utils.maintenance import minutes, prompts
from course_utils.maintenance.claims import rewrite as claims
from course_utils.maintenance.claims.texts import OTHERS
from course_utils.maintenance.normal_form import dumps, normalise
from course_utils.maintenance.offline import child_environment
from course_utils.maintenance.pages import Page, find

CELL_SECONDS = 600  # a cell that takes longer than this hangs
SIZE_LIMIT = 1_000_000  # bytes of one notebook file: what a page on a projector opens at once
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class NotebookFailed(Exception):
    """Say which cell of which notebook failed, and how."""


class _ThisPython(KernelSpecManager):
    """Start kernels with the interpreter that runs this program, whatever a user's own kernel list says."""

    def get_kernel_spec(self, kernel_name):
        from ipykernel.kernelspec import RESOURCES, get_kernel_dict

        return self.kernel_spec_class(resource_dir=RESOURCES, **get_kernel_dict())


class _ThisKernel(AsyncKernelManager):
    """A kernel manager that knows only the kernel above."""

    def __init__(self, **options):
        super().__init__(kernel_spec_manager=_ThisPython(), **options)


def execute(nb, folder):
    """Run every cell of `nb` in a fresh offline kernel in `folder` and return it in normal form.

    Raises NotebookFailed with the cell's id, its source and the traceback.
    """
    nb = nbformat.from_dict(nb)
    with tempfile.TemporaryDirectory(prefix="course-") as temporary, _environment(child_environment(temporary)):
        client = NotebookClient(
            nb,
            kernel_manager_class=_ThisKernel,
            kernel_name="python3",
            timeout=CELL_SECONDS,
            record_timing=False,
            store_widget_state=False,
            resources={"metadata": {"path": str(folder)}},
            extra_arguments=[
                "--IPKernelApp.log_level=ERROR"
            ],  # it would warn of its sockets, which stay on this machine
        )
        try:
            client.execute()
        except CellExecutionError as error:
            raise NotebookFailed(_explain(nb, error)) from None
    return normalise(nb)


@contextlib.contextmanager
def _environment(changes):
    """Set environment variables for a while: a kernel inherits them, and nbclient takes no others."""
    before = dict(os.environ)
    os.environ.update(changes)
    os.environ.pop("MPLBACKEND", None)  # the learner's kernel has its inline figures
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _explain(nb, error) -> str:
    """Name the cell whose output is the error; nbclient's own text shows only the source."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                trace = _ANSI.sub("", "\n".join(output.traceback))
                return f"cell {cell.get('id')!r} failed:\n\n{cell.source}\n\n{trace}"
    return _ANSI.sub("", str(error))


def rewrite(path: Path) -> bool:
    """Execute the notebook at `path` in place; return whether its bytes changed.

    Raises NotebookFailed, leaving the file as it was, when a cell fails or the result is too large to commit.
    """
    before = path.read_text(encoding="utf-8")
    text = prompts.with_prompts(Page(path, before))
    text = dumps(execute(nbformat.reads(text, as_version=4), path.parent))
    text = minutes.with_times(Page(path, text))
    if len(text.encode()) > SIZE_LIMIT:
        raise NotebookFailed(f"{len(text.encode()):,} bytes; expected at most {SIZE_LIMIT:,}: fewer or smaller figures")
    if text == before:
        return False
    whole_files.replace(path, text)
    return True


def chosen(numbers=(), folder=None) -> list[Path]:
    """Return the notebooks of the given numbers, "guide" being the lecturer's guide, or all, the guide last.

    Raises ValueError for a number that no notebook has.
    """
    chapters = [number for number in numbers if number != "guide"]
    paths = find(chapters, folder) if chapters or not numbers else []
    guide = Path(folder or settings.NOTEBOOKS) / OTHERS["guide"].name
    return [*paths, guide] if guide.is_file() and (not numbers or "guide" in numbers) else paths


def is_normal(path: Path) -> bool:
    """Return whether the file at `path` is byte for byte its own normal form."""
    text = path.read_text(encoding="utf-8")
    return text == dumps(normalise(nbformat.reads(text, as_version=4)))


def main(arguments=None) -> int:
    """Run the command line; return 0 when all went well, 1 when a notebook failed or is not in normal form."""
    parser = argparse.ArgumentParser(prog="notebooks", description="Re-execute the notebooks and normalise them.")
    parser.add_argument("numbers", nargs="*", help="chapters, such as 01 03, or guide; none means all")
    parser.add_argument("--check", action="store_true", help="execute nothing; name the files not in normal form")
    parser.add_argument("--folder", default=None, help="where the notebooks are")
    options = parser.parse_args(arguments)
    try:
        paths = chosen(options.numbers, options.folder)
    except ValueError as error:
        parser.error(str(error))
    good = [(_check if options.check else _run)(path) for path in paths]
    return 0 if all(good) else 1


def _check(path) -> bool:
    normal = is_normal(path)
    print(f"{path.name}: {'normal' if normal else 'NOT in normal form; run `make notebooks`'}")
    return normal


def _run(path) -> bool:
    started = time.perf_counter()
    try:
        changed = rewrite(path)
    except NotebookFailed as error:
        print(f"{path.name}: FAILED, file left as it was\n{error}", file=sys.stderr)
        return False
    took = time.perf_counter() - started
    print(f"{path.name}: {'rewritten' if changed else 'unchanged'} in {took:.1f} s", flush=True)
    if path.parent == settings.NOTEBOOKS:
        name = "guide" if path.name == OTHERS["guide"].name else path.name[:2]
        print("".join(f"  {line}\n" for line in claims.write(name)), end="", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
