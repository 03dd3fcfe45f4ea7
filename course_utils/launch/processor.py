"""Help NumPy to know the processor it runs on.

NumPy's matrix products come from OpenBLAS, which picks its kernels from a list of processors it knows. One that is
newer than the list gets kernels for 256-bit registers, although it has 512-bit ones, and matrix products then take up
to twice as long. OPENBLAS_CORETYPE names the kernels; it must be set before NumPy is imported.
"""

import os
import platform

VARIABLE = "OPENBLAS_CORETYPE"
#: What OpenBLAS's "SkylakeX" kernels use.
NEEDED = {"avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}
FIRST_UNKNOWN = 26  # AMD's Zen 5; OpenBLAS 0.3.31 knows AMD processors up to family 25


def blas_kernels(environment, cpuinfo, machine):
    """Return the environment variables that NumPy needs on this processor: {} where OpenBLAS knows it.

    `cpuinfo` is the text of Linux's /proc/cpuinfo, `machine` what ``platform.machine()`` says. What the reader has set
    is left alone.

    >>> blas_kernels({}, "vendor_id : GenuineIntel", "x86_64")
    {}
    """
    pairs = [line.split(":", 1) for line in cpuinfo.splitlines() if ":" in line]
    found = {name.strip(): value.strip() for name, value in pairs}  # one block a core, all alike
    family = found.get("cpu family", "")
    new = found.get("vendor_id") == "AuthenticAMD" and family.isdigit() and int(family) >= FIRST_UNKNOWN
    if VARIABLE in environment or machine != "x86_64" or not new or not set(found.get("flags", "").split()) >= NEEDED:
        return {}
    return {VARIABLE: "SkylakeX"}


def help_numpy():
    """Set what `blas_kernels` says, for this process and those it starts; nothing where there is no /proc/cpuinfo."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            os.environ.update(blas_kernels(os.environ, file.read(), platform.machine()))
    except OSError:
        pass
