"""Start two processes under torchrun that meet on this machine and nowhere else."""

import os
import socket
import subprocess
import sys

from course_utils import settings


def torchrun(*arguments):
    """Run two processes of one thread each; return what `subprocess.run` returns. They have to end with 0."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-addr", "127.0.0.1"]
    more = {"OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo", "PYTHONPATH": str(settings.ROOT)}
    done = subprocess.run(
        [*command, "--master-port", port, *arguments], capture_output=True, text=True, timeout=240,
        cwd=settings.ROOT, env={**os.environ, **more},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done
