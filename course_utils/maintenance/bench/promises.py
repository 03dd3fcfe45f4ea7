"""How a measured figure is put beside what was promised."""


def percentile(values, share) -> float:
    """Return the value below which `share` percent of `values` lie.

    >>> percentile(range(1, 101), 95)
    95
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def verdict(value, promised, at_most=True) -> str:
    """Say whether a promise is kept.

    >>> verdict(20.0, 25), verdict(40.0, 50, at_most=False), verdict(3.0, None)
    ('at most 25: kept', 'at least 50: MISSED', '')
    """
    if promised is None:
        return ""
    kept = value <= promised if at_most else value >= promised
    return f"{'at most' if at_most else 'at least'} {promised:g}: {'kept' if kept else 'MISSED'}"
