"""Both towers of small networks, run by torchrun: sound ones, whose scores and gradients are kept, and broken ones."""

import json
import sys

import torch
from safetensors.torch import save_file
from torch.nn import functional

from course_utils.experiment.processes import end
from course_utils.models import towers
from course_utils.models.alexnet import SmallAlexNet
from course_utils.models.tower import Tower

#: name: (options of SmallAlexNet, pictures, whether it trains, dtype)
CASES = {
    "plain": ({}, 3, False, torch.float32),
    "published": ({"lrn": True, "initialisation": "paper"}, 2, True, torch.float32),
    "lrn": ({"lrn": True, "dropout": 0.3}, 5, True, torch.float64),
    "64, odd classes": ({"size": 64, "classes": 7, "overlapping": False, "dropout": 0}, 1, True, torch.float64),
    "grey, tanh": ({"channels": 1, "classes": 2, "activation": "tanh"}, 4, True, torch.float64),
}


def network(name):
    """Return a case's network in one piece, in the mode and with the numbers that it asks for."""
    options, _, trains, dtype = CASES[name]
    return SmallAlexNet(seed=5, **options).to(dtype).train(trains)


def step(name, module):
    """Take one step of a case forward and back, with dropout's seed set; return the scores."""
    whole, (_, count, _, dtype) = module.plan, CASES[name]
    draw = torch.Generator().manual_seed(11)
    x = 20 * torch.randn(count, whole.channels, whole.side, whole.side, generator=draw, dtype=dtype)
    labels = torch.randint(whole.dense[-1].units, (count,), generator=draw)
    torch.manual_seed(7)
    scores = module(x)
    functional.cross_entropy(scores, labels).backward()
    return scores.detach()


def weight(tower):
    """Move one weight in one tower."""
    if tower.rank == 1:
        tower.steps["conv5"].weight.data[0, 0, 1, 1] += 0.01


def not_added(tower):
    """Forget the gradient that comes from the other tower."""
    tower.steps["conv3_exchange"].added = False


def counted_twice(tower):
    """Add up the gradients of the same loss in both processes."""
    tower.steps["scores_exchange"].added = True


def wrong_order(tower):
    """Read the other tower's maps in the place of one's own."""
    kernels = tower.steps["conv3"].weight
    kernels.data.copy_(kernels.data.roll(kernels.shape[1] // 2, dims=1))


def other_mask(tower):
    """Drop the units that the other tower should drop."""
    tower.steps["fc8_dropout"].rank = 1 - tower.rank


def not_a_number(tower):
    """Let a weight overflow."""
    tower.steps["fc6"].weight.data[0, 0] = float("nan")


FAULTS = (weight, not_added, counted_twice, wrong_order, other_mask, not_a_number)


def verdict(fault):
    """Return whether the package's own comparison takes a tower with this fault for sound."""
    whole = SmallAlexNet(lrn=True).train()
    tower, draw = Tower(WHO.rank, whole), torch.Generator().manual_seed(1)
    fault(tower)
    x, labels = 20 * torch.randn(3, 3, 32, 32, generator=draw), torch.tensor([0, 3, 7])
    return towers.agree(towers.gathered(towers.compare(tower, whole, x, labels)))


if __name__ == "__main__":
    folder, WHO = sys.argv[1], towers.start()
    for case in CASES:
        held = Tower(WHO.rank, network(case))
        kept = {"scores": step(case, held)} | {n: p.grad for n, p in held.named_parameters()}
        save_file({n: t.contiguous() for n, t in kept.items()}, f"{folder}/{case}.{WHO.rank}.safetensors")
    found = {fault.__name__: verdict(fault) for fault in (*FAULTS, lambda tower: None)}

    def broken(rank, whole):
        """Return a tower with a fault."""
        held = Tower(rank, whole)
        weight(held)
        return held

    towers.start, towers.Tower = lambda: WHO, broken
    found["main"] = towers.main(["--model", "small", "--seed", "3"])  # leaves the other process at its end
    with open(f"{folder}/verdicts.{WHO.rank}.json", "w", encoding="utf-8") as file:
        json.dump(found, file)
    end(0)
