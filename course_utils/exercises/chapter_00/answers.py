"""Answers of chapter 00: the weighted sum of a unit."""

from __future__ import annotations


def weighted_sum(x, w, b):
    """Return x·w + b, what a unit computes before its activation function."""
    total = b
    for value, weight in zip(x, w, strict=True):
        total = total + value * weight
    return total
