"""Exercises of chapter 09 about the network: sizes, the split, normalisation, two planted bugs."""
