"""Keep the checksums of ``data``: the list ``SHA256SUMS``, and the tables of ``README.md`` beside it."""

import hashlib
import re

from course_utils import settings

SUMS = "SHA256SUMS"


def write(name, folder=None) -> str:
    """Compute the SHA-256 of ``data/<name>``, put it into list and README, keep all other lines; return it.

    The list stays in the order of the names. A row of the README that names the file gets its new size and sum; a file
    without a row gets none, since its author and licence are for people to write. `folder` is the data folder unless
    another is given.
    """
    folder = settings.DATA if folder is None else folder
    content = (folder / name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    sums = folder / SUMS
    lines = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith(f"  {name}")]
    lines = sorted([*lines, f"{digest}  {name}"], key=lambda line: line.split("  ", 1)[1])
    _write(sums, "".join(f"{line}\n" for line in lines))
    readme = folder / "README.md"
    if readme.exists():
        row = re.compile(rf"^(\| `{re.escape(name)}` \|.*\|) [^|]* \| `[^`]*` \|$", re.MULTILINE)
        text = readme.read_text(encoding="utf-8")
        _write(readme, row.sub(lambda found: f"{found[1]} {len(content):,} | `{digest}` |", text))
    return digest


def _write(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")
