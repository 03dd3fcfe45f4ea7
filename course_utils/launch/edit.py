"""``make edit``: JupyterLab on the course's own chapters, for those who change them.

What is saved there is in normal form: numbered cells, no widgets, nothing that differs from run to run.
"""

from course_utils import settings
from course_utils.launch import lab, place


def main(arguments=()):
    """Start JupyterLab on the sources and stay until it ends; return its exit code."""
    print("These are the course's own chapters, which everybody gets. Your copies open with: make lab", flush=True)
    lab.move_in(place.course_home())
    return lab.run(arguments, settings.NOTEBOOKS, lab.SOURCES)
