"""Which mutants are tried: so many of each room of the package, and about a quarter of them JavaScript."""

import json
import random
import shutil
import subprocess
from pathlib import Path

from course_utils import settings
from course_utils.maintenance.mutants import python
from course_utils.maintenance.mutants.mutant import Mutant

ROOMS = (
    "core", "models", "data", "experiment", "exercises", "explorers", "plotting", "inspection", "site", "launch",
    "classroom", "maintenance",
)  # fmt: skip
SCRIPTS = ("explorers", "site", "explorers", "site", "explorers", "others")  # by how much there is of each
#: Modules of the package's first folder that belong to a room of tools, not to the core.
_TOOLS = dict.fromkeys(("bootstrap", "chapters", "doctor", "__main__", "renamed"), "launch")
_ROOT = settings.PACKAGE.parent
_SITES = Path(__file__).with_name("sites.mjs")


def drawn(count, seed, only=()):
    """Return ``count`` mutants, the same for the same seed and course.

    Every room has its turn, and in a room every kind of change, so that neither the largest files nor the commonest
    operators are all that is tried. ``only`` names files or folders from the course's root; then nothing else is drawn.
    """
    rng = random.Random(seed)
    kinds = ((_share(count, only), SCRIPTS, _scripts(only)), (count - _share(count, only), ROOMS, _programs(only)))
    found = [mutant for share, rooms, every in kinds for mutant in _dealt(share, rooms, every, rng)]
    rng.shuffle(found)
    return found


def _share(count, only):
    """Return how many are JavaScript: a quarter, or all or none where ``only`` says so."""
    if not _files(only, ".js"):
        return 0
    return round(count / 4) if _files(only, ".py") else count


def _dealt(count, rooms, every, rng):
    """Go round the rooms until there are ``count``; fewer only where a room has no more."""
    places = {room: [one for one in every if room_of(one.path) == room] for room in rooms}
    taken, turn = [], 0
    while len(taken) < count and any(places.values()):
        room = rooms[turn % len(rooms)]
        turn += 1
        if not places[room]:
            continue
        operator = rng.choice(sorted({one.operator for one in places[room]}))
        chosen = rng.choice([one for one in places[room] if one.operator == operator])
        places[room] = [one for one in places[room] if (one.path, one.start) != (chosen.path, chosen.start)]
        if is_program(chosen):
            taken.append(chosen)
        else:
            turn -= 1
    return taken


def is_program(mutant) -> bool:
    """Return whether a parser takes the changed file: what no computer would run proves nothing."""
    text = mutant.put_into((_ROOT / mutant.path).read_text(encoding="utf-8"))
    if mutant.path.endswith(".js"):
        command = ["node", "--check", "--input-type=module", "-"]
        return subprocess.run(command, input=text, capture_output=True, text=True).returncode == 0
    try:
        compile(text, mutant.path, "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def room_of(path) -> str:
    """Return the room of a file of the package.

    >>> room_of("course_utils/data/sets.py"), room_of("course_utils/dense.py"), room_of("course_utils/launch/a.js")
    ('data', 'core', 'others')
    """
    parts = Path(path).parts[1:]
    if path.endswith(".js"):
        return parts[0] if parts[0] in SCRIPTS else "others"
    return parts[0] if len(parts) > 1 else _TOOLS.get(Path(path).stem, "core")


def _files(only, suffix):
    """Return the course's own files of one language, from the course's root."""
    every = (path.relative_to(_ROOT) for path in sorted(settings.PACKAGE.rglob(f"*{suffix}")))
    own = (path.as_posix() for path in every if not {"vendor", "__pycache__", "_course"} & set(path.parts))
    return [path for path in own if not only or any(f"{path}/".startswith(f"{one.rstrip('/')}/") for one in only)]


def _programs(only):
    texts = ((path, (_ROOT / path).read_text(encoding="utf-8")) for path in _files(only, ".py"))
    return [one for path, text in texts for one in python.mutants(path, text)]


def _scripts(only):
    """Return the mutants of the JavaScript; raises RuntimeError where Node or its modules are missing."""
    files = _files(only, ".js")
    if not files:
        return []
    if not shutil.which("node") or not (_ROOT / "node_modules" / "acorn").is_dir():
        raise RuntimeError("JavaScript is changed by acorn, which runs in Node: install Node and run `npm ci` first")
    told = subprocess.run(["node", str(_SITES), *files], cwd=_ROOT, capture_output=True, text=True, check=True)
    return [Mutant(path, **one) for path, ones in json.loads(told.stdout).items() for one in ones]
