"""What a class needs: assignments for nbgrader, and a copy of the course without solutions for the students."""
