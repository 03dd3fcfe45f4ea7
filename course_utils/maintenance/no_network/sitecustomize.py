"""Python reads this at start-up when its folder is on PYTHONPATH: block the network before anything else runs."""

import importlib.util
from pathlib import Path

_source = Path(__file__).parent.parent / "offline.py"
_spec = importlib.util.spec_from_file_location("_course_offline", _source)
_offline = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_offline)
_offline.block()
