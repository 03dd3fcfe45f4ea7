"""Numbers of chapters, parts, sections and exercises: each follows from what it stands for."""
