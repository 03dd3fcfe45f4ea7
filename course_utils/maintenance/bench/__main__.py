"""``python -m course_utils.maintenance.bench``."""

import sys

from course_utils.maintenance.bench import main

if __name__ == "__main__":
    sys.exit(main())
