"""From a notebook to programs: the loop that trains torch models, and what the command lines are made of."""
