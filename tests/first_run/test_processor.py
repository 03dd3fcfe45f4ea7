"""NumPy gets wide kernels on processors that its OpenBLAS does not know yet, and is left alone everywhere else."""

import os
import subprocess
import sys

import pytest

from course_utils.launch.processor import NEEDED, VARIABLE, blas_kernels


def cpuinfo(vendor="AuthenticAMD", family="26", flags=NEEDED):
    core = f"vendor_id\t: {vendor}\ncpu family\t: {family}\nflags\t\t: fpu {' '.join(sorted(flags))} sse2\n"
    return f"{core}\n{core}"


def test_a_new_processor_gets_wide_kernels():
    assert blas_kernels({}, cpuinfo(), "x86_64") == {VARIABLE: "SkylakeX"}


@pytest.mark.parametrize("text", [
    cpuinfo(vendor="GenuineIntel"), cpuinfo(family="25"), cpuinfo(family="?"), cpuinfo(flags=NEEDED - {"avx512vl"}),
    "", "processor : 0", "no colon here",
])  # fmt: skip
def test_all_others_are_left_alone(text):
    assert blas_kernels({}, text, "x86_64") == {}


def test_other_machines_and_the_readers_own_choice_are_left_alone():
    assert blas_kernels({}, cpuinfo(), "aarch64") == {}
    assert blas_kernels({VARIABLE: "Haswell"}, cpuinfo(), "x86_64") == {}


def test_it_is_set_before_numpy_is_imported():
    probe = (
        "import sys; import course_utils.__main__ as m; from course_utils.launch import processor; "
        "assert 'numpy' not in sys.modules; processor.help_numpy(); import numpy as np; "
        "assert (np.ones((64, 64), 'f') @ np.ones((64, 64), 'f') == 64).all()"
    )
    variables = {name: value for name, value in os.environ.items() if name != VARIABLE}
    done = subprocess.run([sys.executable, "-c", probe], env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
