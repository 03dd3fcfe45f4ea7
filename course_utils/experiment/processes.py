"""One process or many: what ``torchrun`` says, hidden behind a few names.

On CPU the processes talk through gloo; where there are GPUs, gradients go through nccl, one GPU for each process of a
machine. (The GPU side, Apple's included, could not be tried when this was written: there was none.)
"""

import os
import socket
import sys
import warnings
from contextlib import contextmanager, suppress

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from course_utils.experiment.errors import Elsewhere, RunError


class Processes:
    """Say who this process is (`rank` of `world`), on which `device` it computes, and talk to the others."""

    def __init__(self, device=None):
        self.world, self.rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
        if self.world > 1:
            _talk_within_this_machine()
            distributed.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
        self.use(device)

    def use(self, device=None):
        """Compute on "cpu", "cuda" or "mps", or (None) on a GPU if there is one.

        Raises RunError for a GPU that is not there; where there are fewer than processes of this machine, it says so.
        """
        apple = torch.backends.mps.is_available() and self.world == 1
        wanted = device or ("cuda" if torch.cuda.is_available() else "mps" if apple else "cpu")
        local, there = int(os.environ.get("LOCAL_RANK", "0")), torch.cuda.device_count()
        if wanted == "cuda" and local >= there:
            found = f"{there} GPU{'s' * (there != 1)} for process {local + 1} of this machine" if there else "no GPU"
            raise RunError(f"--device cuda: PyTorch finds {found}; give --device cpu.")
        if wanted == "mps" and not apple:
            found = "none of Apple's GPUs" if self.world == 1 else f"{self.world} processes, and Apple's GPU serves one"
            raise RunError(f"--device mps: PyTorch finds {found}; give --device cpu.")
        self.device = torch.device("cuda", local) if wanted == "cuda" else torch.device(wanted)
        if wanted == "cuda":
            torch.cuda.set_device(self.device)

    @property
    def exact(self) -> torch.dtype:
        """The most exact numbers that the device adds up."""
        return torch.float32 if self.device.type == "mps" else torch.float64

    def seed(self, number):
        """Seed the generator that dropout draws from; `torch.manual_seed` would seed all devices, and take longer."""
        if self.device.type != "cpu":
            getattr(torch, self.device.type).manual_seed(number)
        torch.default_generator.manual_seed(number)

    @property
    def first(self) -> bool:
        """Whether this is the process that prints and writes."""
        return self.rank == 0

    def wrap(self, model):
        """Return the model, averaging its gradients over all processes where there are several."""
        if self.world == 1:
            return model
        return DistributedDataParallel(model, device_ids=[self.device] if self.device.type == "cuda" else None)

    def total(self, *numbers) -> tuple:
        """Return the sums over all processes of some numbers that each process has."""
        if self.world == 1:
            return numbers
        together = torch.tensor(numbers, dtype=torch.float64)
        distributed.all_reduce(together)
        return tuple(together.tolist())

    @contextmanager
    def agreeing(self):
        """Go on after the block in all processes or in none: where one fails in it, all leave it with an exception.

        The first that failed raises its own; the others raise `Elsewhere`, so that a reason is printed once. Nothing in
        the block may wait for the other processes.
        """
        error = None
        try:
            yield
        except Exception as caught:
            if self.world == 1:
                raise
            error = caught
        failed = self.total(*(rank == self.rank and error is not None for rank in range(self.world)))
        if any(failed):
            raise error if failed.index(True) == self.rank else Elsewhere

    def close(self):
        """Leave the others; after a run that ended well all at once, so that none still talks to one that is gone."""
        if self.world > 1:
            if sys.exc_info()[0] is None:
                with suppress(RuntimeError):  # one that failed is gone already
                    self.total(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                distributed.destroy_process_group()


def end(code):
    """End this process with `code`; where there were several, without the rest of Python's and PyTorch's good-byes.

    Everything is written by then, and PyTorch's threads abort about one process in a hundred while it shuts down
    ("terminate called without an active exception"), which torchrun would report as a failure of the run.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _talk_within_this_machine():
    """Let gloo use the loopback interface where all processes are here, whatever the machine's name resolves to."""
    here = os.environ.get("LOCAL_WORLD_SIZE") == os.environ["WORLD_SIZE"]
    loopback = [name for _, name in socket.if_nameindex() if name in ("lo", "lo0")]
    if here and loopback:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", loopback[0])
