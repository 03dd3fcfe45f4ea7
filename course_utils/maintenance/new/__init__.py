"""Write the skeleton of a chapter, an exercise, an explorer or a claim: it passes every test, and says what it lacks.

Run as ``python -m course_utils.maintenance.new``; `__main__` has the command line.
"""
