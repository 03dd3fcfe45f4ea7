"""Measure what the course promises about speed, and print it beside the promise.

    python -m course_utils.maintenance.bench                      everything: about ten minutes
    python -m course_utils.maintenance.bench --quick              fewer repetitions
    python -m course_utils.maintenance.bench explorers            one part alone
    python -m course_utils.maintenance.bench explorers DrawDigit  one or some of the explorers

Nothing here is asserted in a test: a clock on a busy machine says more about the machine.
"""

import argparse
import importlib
import os
import sys

PARTS = ("starts", "judging", "explorers", "pages", "fit", "networks", "programs", "photographs", "report")
ROOMS = {"explorers": "latency"}  # where a part is not called as its room


def main(arguments=None) -> int:
    """Measure and print; return 0 unless something could not be measured."""
    parser = argparse.ArgumentParser(prog="bench", description="Print the benchmark tables.")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("part", nargs="?", choices=PARTS, help="one part only; all of them without it")
    parser.add_argument("names", nargs="*", metavar="explorer", help="these explorers only, such as DrawDigit")
    chosen = parser.parse_args(arguments)
    if chosen.names and (unknown := _unknown(chosen)):
        parser.error(unknown)
    print(f"{os.cpu_count()} cores, load {_load()} before the run, Python {sys.version.split()[0]}")
    failed = [part for part in PARTS if chosen.part in (None, part) and not _measure(part, chosen)]
    print(f"\nload {_load()} after the run")
    return len(failed)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"  # Windows does not keep it


def _unknown(chosen) -> str:
    from course_utils.explorers import REGISTRY

    unknown = [name for name in chosen.names if name not in REGISTRY]
    if chosen.part not in ("explorers", "pages", "fit"):
        return "names of explorers go with the parts 'explorers', 'pages' and 'fit'"
    return f"explorer: got {', '.join(unknown)}; expected some of {', '.join(REGISTRY)}" if unknown else ""


def _measure(part, chosen) -> bool:
    """Measure one part and print its tables; return whether it could be measured."""
    given = {"explorers": (chosen.quick, chosen.names), "pages": (chosen.quick, chosen.names), "fit": (chosen.names,)}
    module = importlib.import_module(f"{__name__}.{ROOMS.get(part, part)}")
    return module.main(*given.get(part, (chosen.quick,))) is not False
