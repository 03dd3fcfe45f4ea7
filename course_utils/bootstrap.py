"""Find a Python that is new enough, have it set up the course's environment on first use, and hand over to that.

``make lab`` and the other commands run this file with whatever ``python3`` the computer has. So it uses the standard
library alone and stays within the grammar of Python 3.6: a Python that is too old can then say so, instead of
stumbling over the syntax. Which Python will do is in ``launch/pythons.py``, the set-up in ``launch/environment.py``.

Example: ``python3 course_utils/bootstrap.py lab`` sets up if need be and starts JupyterLab.
"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
if __name__ == "__main__":
    sys.path[:1] = [ROOT]  # this file's own folder is not meant to be searched for modules

from course_utils.launch import pythons  # noqa: E402


def become(command, environment=None):
    """Replace this process by ``command``; on Windows, where that is not possible, run it and exit with its code."""
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment or os.environ)


def main(arguments):
    """Run ``COMMAND [ARGUMENTS]`` in the course's environment, which is made first if need be; return the exit code."""
    command = arguments[0] if arguments else "lab"
    try:
        if sys.version_info < pythons.FLOOR:
            become([pythons.choose_python(command), os.path.abspath(__file__), *arguments])
        from course_utils.launch import environment

        course = environment.Course(ROOT, os.environ.get("TORCH", ""))
        environment.ensure(course, command)
    except pythons.SetupError as error:
        sys.stderr.write("\n" + str(error))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run the same command again to go on.\n")
        return 130
    os.chdir(ROOT)  # where "-m course_utils" finds this course and no other
    become(*environment.hand_over(course, arguments or ["lab"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
