"""One process or many: what ``torchrun`` says, hidden behind four names.

On CPU the processes talk through gloo, on GPUs through nccl, one GPU for each process of a machine. (The GPU side could
not be tried when this was written: there was none.)
"""

import os
import socket
import warnings

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel


class Processes:
    """Say who this process is (`rank` of `world`), on which `device` it computes, and talk to the others."""

    def __init__(self, device=None):
        self.world, self.rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
        local = int(os.environ.get("LOCAL_RANK", "0"))
        wanted = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.device = torch.device("cuda", local) if wanted == "cuda" else torch.device(wanted)
        if self.world > 1:
            _talk_within_this_machine()
            distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")

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
        together = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        distributed.all_reduce(together)
        return tuple(together.tolist())

    def close(self):
        """Leave the others."""
        if self.world > 1:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                distributed.destroy_process_group()


def _talk_within_this_machine():
    """Let gloo use the loopback interface where all processes are here, whatever the machine's name resolves to."""
    here = os.environ.get("LOCAL_WORLD_SIZE") == os.environ["WORLD_SIZE"]
    loopback = [name for _, name in socket.if_nameindex() if name in ("lo", "lo0")]
    if here and loopback:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", loopback[0])
