"""A frame that a page has worked out by itself against Python's: what differs, and by how much."""

import base64
import re

import numpy as np

#: A frame of the page in JSON: an array is the base64 of its bytes. `states => frames`, worked out and not drawn.
LOCAL_FRAMES = """states => {
  const text = (values) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    let raw = "";
    for (let i = 0; i < bytes.length; i += 8192) raw += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(raw);
  };
  const plain = (value) => {
    if (Array.isArray(value)) return value.map(plain);
    if (value === null || typeof value !== "object") return value;
    if (ArrayBuffer.isView(value.values)) return { "@": text(value.values), shape: value.shape, kind: value.values.constructor.name, bytes: value.bytes };
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  };
  return states.map((state) => plain(window.shown.local(state)));
}"""  # noqa: E501

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LAST_DIGIT = 0.011  # of three significant digits, the most that one step of the last is worth


class Differences:
    """What `compare` finds: ``faults``, where two frames differ by more than rounding; and how far they differ at all.

    ``rtol`` and ``atol`` hold for numbers and float32 arrays; grey levels may differ by ``levels``, but for those of
    the parts in ``exact``. Words must be equal letter by letter, but for a printed number that hangs on the rounding
    and is one step of its last digit off: such a text is counted in ``hanging``.
    """

    def __init__(self, rtol=0.0, atol=0.0, levels=0, exact=("frame.seen.pixels",)):
        self.rtol, self.atol, self.levels, self.exact = rtol, atol, levels, exact
        self.faults, self.worst, self.off, self.hanging = [], {}, {}, 0

    def compare(self, wanted, told, where="frame"):
        """Compare a frame of Python, or a part of it, with the page's: the same keys, in any order, and no others."""
        if isinstance(wanted, dict):
            if not isinstance(told, dict) or set(wanted) != set(told):
                return self._fault(where, sorted(wanted), told if not isinstance(told, dict) else sorted(told))
            return [self.compare(wanted[key], told[key], f"{where}.{key}") for key in wanted]
        if isinstance(wanted, np.ndarray):
            return self._arrays(wanted, told, where)
        if isinstance(wanted, (list, tuple)):
            if not isinstance(told, list) or len(wanted) != len(told):
                return self._fault(where, wanted, told)
            return [self.compare(a, b, where) for a, b in zip(wanted, told, strict=True)]
        if isinstance(wanted, (float, np.floating)):
            return self._numbers(np.float64(wanted), np.float64(told), where)
        return None if wanted == told else self._texts(wanted, told, where)

    def _arrays(self, wanted, told, where):
        grey = wanted.dtype == np.uint8
        kind = ("Uint8Array", True, np.uint8) if grey else ("Float32Array", False, np.float32)
        if not isinstance(told, dict) or (told.get("kind"), told.get("bytes")) != kind[:2]:
            return self._fault(where, wanted.dtype, told)
        array = np.frombuffer(base64.b64decode(told["@"]), kind[2])
        if tuple(told["shape"]) != wanted.shape or array.size != wanted.size:
            return self._fault(where, wanted.shape, (told["shape"], array.size))
        array = array.reshape(wanted.shape).astype(np.float64)
        if not grey:
            return self._numbers(wanted.astype(np.float64), array, where)
        away = np.abs(array - wanted)
        self.off[where] = self.off.get(where, 0) + int((away > 0).sum())
        allowed = 0 if where in self.exact else self.levels
        return self._fault(where, "grey levels", f"{away.max():g} off") if away.max() > allowed else None

    def _numbers(self, wanted, told, where):
        away = np.abs(told - wanted)
        self.worst[where] = max(self.worst.get(where, 0.0), float(away.max()))
        if not (away <= self.atol + self.rtol * np.abs(wanted)).all():  # NaN is a fault
            return self._fault(where, "numbers", f"{away.max():.3g} off")
        return None

    def _texts(self, wanted, told, where):
        if not (isinstance(wanted, str) and isinstance(told, str)) or NUMBER.sub("", wanted) != NUMBER.sub("", told):
            return self._fault(where, wanted, told)
        pairs = [[float(n.replace(",", "")) for n in NUMBER.findall(text)] for text in (wanted, told)]
        if not np.allclose(*pairs, rtol=LAST_DIGIT * bool(self.rtol or self.atol), atol=0):
            return self._fault(where, wanted, told)
        self.hanging += 1
        return None

    def _fault(self, where, wanted, told):
        self.faults.append(f"{where}: {str(told)[:300]} for {str(wanted)[:300]}")
