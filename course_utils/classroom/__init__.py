"""For a class: assignments for nbgrader, a course without solutions, what learners hand in, what a class got wrong."""
