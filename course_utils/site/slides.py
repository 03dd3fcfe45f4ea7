"""`make slides`: the lecture of each chapter as one file that holds all it needs."""

from __future__ import annotations

import argparse
import base64
import re
import sys
from pathlib import Path

from course_utils import settings, validation
from course_utils.site import assets, build

_STYLE = re.compile(r'<link rel="stylesheet" href="(?:\.\./)*([^"]+)">')
_SCRIPT = re.compile(r'<script src="(?:\.\./)*([^"]+)" defer></script>')
_PICTURE = re.compile(r'src="(?:\.\./)*(assets/pictures/[^"]+)"')
_KEY = re.compile(r'data-key="([^"]+)"')
QUEUE = "window.ntr = { queue: [], give(key, value) { this.queue.push([key, value]); } };"  # see views/files.js


def main(words=()):
    """Write the lectures; return 0."""
    parser = argparse.ArgumentParser(prog="python -m course_utils slides", description="Each lecture as one file.")
    parser.add_argument("chapters", nargs="*", help="05 07: these only")
    parser.add_argument("--out", type=Path, help="the folder to write (slides)")
    asked = parser.parse_args(list(words))
    site = build.Site()
    lectures = site.lectures()
    try:
        chosen = [validation.choice("chapter", name, tuple(lectures)) for name in asked.chapters] or list(lectures)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    out = asked.out or settings.out_dir("slides")
    out.mkdir(parents=True, exist_ok=True)
    for chapter in chosen:
        path = out / Path(lectures[chapter]).name
        path.write_text(whole(site, lectures[chapter]), encoding="utf-8")
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


def whole(site, file):
    """Return a page of the site with everything that it needs inside: styles, scripts, pictures, explorers."""
    file, text = site.page(file)
    shared = {**assets.files(), **assets.stores()}
    text = _STYLE.sub(lambda found: f"<style>\n{shared[found[1]]}\n</style>", text)
    text = _PICTURE.sub(lambda found: f'src="{_data(site.shelf.files[found[1]])}"', text)
    needed = [script for key in dict.fromkeys(_KEY.findall(text)) for script in _explorer(site, key)]
    if needed:
        needed += [shared["assets/explorers.js"]]
    stores = (name for name in shared if name.startswith("assets/stores/"))
    needed += [shared[name] for name in stores if f'data-key="{Path(name).stem}' in text]
    scripts = [shared[name] for name in _SCRIPT.findall(text)]
    # All content is handed over before the first script looks for any.
    inside = "\n".join(f"<script>\n{_safe(script)}\n</script>" for script in [QUEUE, *needed, *scripts])
    text = _SCRIPT.sub("", text)
    return text.replace("</body>", f"{inside}\n</body>").replace("<html ", "<html data-alone ", 1)


def _explorer(site, key):
    name, state = site.shelf.explorers[key]
    return build.explorer_files(key, name, state).values()


def _data(raw):
    return f"data:image/png;base64,{base64.b64encode(raw).decode('ascii')}"


def _safe(script):
    """Return a script that may stand inside a page: nothing in it ends the element it stands in."""
    return script.replace("</script", "<\\/script")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
