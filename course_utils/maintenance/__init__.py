"""Tools for whoever maintains the course: execute, normalise and check notebooks; keep claims true; measure."""
