"""Run ``python -m course_utils.maintenance.measure``."""

import os

# Before NumPy and torch are loaded: several threads would sum in another order from run to run.
os.environ.update({f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")})

from course_utils.maintenance.measure import main

raise SystemExit(main())
