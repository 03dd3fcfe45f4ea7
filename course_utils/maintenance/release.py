"""What a release needs: one version wherever it is written, and what is new in it.

    python -m course_utils.maintenance.release             the version, and what the next release brings
    python -m course_utils.maintenance.release v0.3.0      prints the notes of that version; 1 where it is another's

A release is a tag: set the version in course_utils/__init__.py, CHANGELOG.md and CITATION.cff, commit, and
``git tag v0.3.0``. `.github/workflows/release.yml` builds the wheel and attaches it. Standard library only.
"""

import re
import sys

import course_utils
from course_utils import settings

_HEADING = re.compile(r"(?m)^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?$")


def changes(text):
    """Return {version: (date, what is new)} of a changelog, the newest first; the date of what is to come is "".

    >>> changes("# Changelog\\n\\n## [0.2.0] - 2026-11-29\\n\\nMore.\\n\\n## [0.1.0] - 2026-11-26\\n\\nA start.\\n")
    {'0.2.0': ('2026-11-29', 'More.'), '0.1.0': ('2026-11-26', 'A start.')}
    """
    hits = list(_HEADING.finditer(text))
    ends = [*(hit.start() for hit in hits[1:]), len(text)]
    return {hit["version"]: (hit["date"] or "", text[hit.end() : end].strip()) for hit, end in zip(hits, ends)}


def cited(text):
    """Return the version and the date that a CITATION.cff gives; raises ValueError where one is missing."""
    found = [re.search(rf'(?m)^{name}: "?([\d.-]+)"?$', text) for name in ("version", "date-released")]
    if not all(found):
        raise ValueError("CITATION.cff: expected a version and a date-released, each on a line of its own")
    return tuple(hit[1] for hit in found)


def faults(tag="", root=settings.ROOT):
    """Return in words what disagrees about the version: package, CHANGELOG.md, CITATION.cff, and the tag if given."""
    version, said = course_utils.__version__, changes((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    said.pop("Unreleased", None)
    newest = next(iter(said), "none")
    found = [] if newest == version else [f"CHANGELOG.md: the newest version is {newest}; expected {version}"]
    cites = cited((root / "CITATION.cff").read_text(encoding="utf-8"))
    if cites != (version, said.get(version, ("",))[0]):
        found.append(f"CITATION.cff: got {cites[0]} of {cites[1]}; expected {version}, with its date in CHANGELOG.md")
    if tag and tag != f"v{version}":
        found.append(f"tag: got {tag!r}; expected 'v{version}', the version in course_utils/__init__.py")
    return found


def main(arguments=None):
    """Print the notes of a version, or what disagrees; return 1 when anything does."""
    tag = ([*(sys.argv[1:] if arguments is None else arguments), ""])[0]
    if found := faults(tag):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    said = changes((settings.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    print(said[course_utils.__version__][1] if tag else f"{course_utils.__version__}\n{said.get('Unreleased', '')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
