"""Voilà, started as `course_utils.launch.explore` wants it."""

import sys

from course_utils.launch import place

if __name__ == "__main__":
    place.skip_slow_grammar()
    from voila.app import main

    sys.exit(main(sys.argv[1:]))
