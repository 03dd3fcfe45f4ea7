"""Exercises of chapter 10 on batch normalisation: forward, backward, running averages and how far they lag."""
