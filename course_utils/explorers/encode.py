"""Frames to JSON and bytes: equal pieces are stored once, so a table of many frames stays small."""

from __future__ import annotations

import json
import math

import numpy as np


class Encoder:
    """Collects frames; ``text()`` is their JSON, ``data()`` the bytes of all arrays.

    An array becomes ``{"@": [offset, kind, shape]}`` with kind "f" (float32) or "u" (uint8); a panel's content, and
    each mark inside it, is kept once in ``parts`` and referred to as ``{"$": index}``.
    """

    def __init__(self):
        self.chunks, self.size, self.offsets = [], 0, {}
        self.parts, self.frames = {}, []  # the JSON text of each piece, and its place; the pieces themselves are let go

    def add(self, frame):
        """Append one frame (a dict of panel contents, "formula", "sentence")."""
        encoded = {}
        for key, content in frame.items():
            if isinstance(content, (list, tuple)) and key != "formula":
                content = [self._part(self._plain(mark)) for mark in content]
            encoded[key] = content if isinstance(content, str) else self._part(self._plain(content))
        self.frames.append(encoded)

    def text(self, **extra):
        """Return the JSON text of all frames; ``extra`` entries are added beside them."""
        return f'{{"parts":[{",".join(self.parts)}],{_json({"frames": self.frames, **extra})[1:]}'

    def data(self):
        """Return the bytes that the arrays of the frames lie in."""
        return b"".join(self.chunks)

    def _part(self, content):
        return {"$": self.parts.setdefault(_json(content), len(self.parts))}

    def _plain(self, value):
        kind = type(value)  # thousands of values a table: the common kinds first, by identity
        if kind is str or kind is int or kind is bool or value is None:
            return value
        if kind is float:  # JSON knows no NaN; nine digits keep float32 exactly
            return float(f"{value:.9g}") if math.isfinite(value) else None
        if kind is dict:
            return {key: self._plain(item) for key, item in value.items()}
        if kind is list or kind is tuple:
            return [self._plain(item) for item in value]
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            return self._array(value)
        if isinstance(value, np.generic):
            return self._plain(value.item())
        raise TypeError(f"frame: got a {kind.__name__}; expected numbers, strings, arrays, lists and dicts")

    def _array(self, array):
        kind = "u" if array.dtype == np.uint8 else "f"
        raw = np.ascontiguousarray(array, dtype=np.uint8 if kind == "u" else np.float32).tobytes()
        key = (kind, array.shape, raw)
        if key not in self.offsets:
            padding = -self.size % 4  # a Float32Array in the page must start at a multiple of four
            self.chunks.append(bytes(padding) + raw)
            self.offsets[key] = self.size + padding
            self.size += padding + len(raw)
        return {"@": [self.offsets[key], kind, list(array.shape)]}


def _json(content):
    return json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
