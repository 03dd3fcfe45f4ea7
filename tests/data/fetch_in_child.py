"""Fetch one file in a process of its own: ``fetch_in_child.py FILE SIZE SHA256 FOLDER URL...``."""

import sys
from pathlib import Path

from course_utils.data.downloads import fetch
from course_utils.data.sources import Source

file, size, sha256, folder, *urls = sys.argv[1:]
print(fetch(Source(file, int(size), sha256, tuple(urls)), Path(folder), patience=20, progress=False), flush=True)
