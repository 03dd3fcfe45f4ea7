"""An exam of twenty questions that are not in the course; a seed draws its numbers, and marks follow from them."""
