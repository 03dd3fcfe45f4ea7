"""Exercises of chapter 09 about the recipe: crops, colours, the paper's step, top-k error."""
