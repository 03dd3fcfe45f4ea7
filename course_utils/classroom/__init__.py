"""What a lecturer does with a class: the report of what it got wrong."""
