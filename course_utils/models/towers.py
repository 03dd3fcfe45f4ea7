"""AlexNet's two towers in two processes, which exchange what the paper's two GPUs exchanged, where they did.

    torchrun --nproc-per-node 2 -m course_utils.models.towers

builds the network in one piece, cuts it, and compares scores and gradients of one training step; it prints what each
process holds and sends, and ends with 1 where they differ. The half that a process holds is `tower.Tower`.

Where there are two GPUs the processes talk through nccl. (That could not be tried when this was written.)
"""

import argparse
import os
import sys
from typing import NamedTuple

import torch
from torch import distributed
from torch.nn import functional

from course_utils.experiment.processes import Processes, end
from course_utils.models.alexnet import AlexNet, SmallAlexNet
from course_utils.models.tower import COMMAND, Tower, half

MODELS = {"alexnet": AlexNet, "small": SmallAlexNet}
TOLERANCE = 1e-5  # of a difference, beside the largest value of the same kind
LARGEST_SEED = 2**32 - 1  # as for `train`
SPREAD = 50.0  # standard deviation of the pictures that are drawn: about that of pixels from 0 to 255


class Line(NamedTuple):
    """What one process says of one layer: parameters held, bytes sent forward and backward, largest difference.

    The difference is that of the gradients, or, in the last line, of the scores.
    """

    layer: str
    parameters: int
    forward: int
    backward: int
    difference: float


def compare(tower, network, x, labels, seed=0) -> list:
    """Take one step forward and back in the tower and in the whole network; return a `Line` for each layer, and scores.

    `x` is (N, C, side, side), `labels` (N,), the same in both processes; `seed` is for dropout's masks. Differences are
    divided by the largest value that the whole network has there.
    """
    scores = {}
    with torch.random.fork_rng(devices=[]):
        for module in (network, tower):
            torch.manual_seed(seed)
            module.zero_grad()
            answer = module(x)
            functional.cross_entropy(answer, labels).backward()
            scores[module] = answer.detach()
    lines = []
    for layer in (*tower.plan.convolutions, *tower.plan.dense):
        own, whole = tower.steps[layer.name], network.steps[layer.name]
        rows = half(len(whole.weight), tower.rank)
        apart = max(_apart(own.weight.grad, whole.weight.grad, rows), _apart(own.bias.grad, whole.bias.grad, rows))
        sent = tower.steps[f"{layer.name}_exchange"].sent if f"{layer.name}_exchange" in tower.steps else (0, 0)
        lines.append(Line(layer.name, sum(p.numel() for p in own.parameters()), *sent, apart))
    apart = _apart(scores[tower], scores[network], slice(None))
    return [*lines, Line("scores", 0, *tower.steps["scores_exchange"].sent, apart)]


def _apart(found, whole, rows):
    """The largest difference beside the largest value; infinite where there is a NaN, or a value beside nothing."""
    difference, largest = float((found - whole[rows]).abs().max()), float(whole.abs().max())
    if difference == 0:
        return 0.0
    ratio = difference / largest if largest else float("inf")
    return ratio if ratio == ratio else float("inf")


def gathered(lines, device="cpu") -> list:
    """Return the lines of both processes, [those of tower 0, those of tower 1], in both processes."""
    mine = torch.tensor([line[1:] for line in lines], dtype=torch.float64, device=device)
    both = [torch.empty_like(mine), torch.empty_like(mine)]
    distributed.all_gather(both, mine)
    return [
        [Line(line.layer, *map(int, row[:3]), row[3]) for line, row in zip(lines, numbers.tolist())] for numbers in both
    ]


def report(both) -> str:
    """Return the table of both processes' lines, and the verdict."""
    rows = [f"{'':8}{'parameters held by':^24}{'bytes each sends':^24}{'largest difference':>20}"]
    rows += [f"{'layer':8}{'tower 0':>12}{'tower 1':>12}{'forward':>12}{'backward':>12}{'of the gradients':>20}"]
    *layers, scores = zip(*both)
    rows += [_row(a.layer, a, b) + f"{_worst(a, b):>20.1e}" for a, b in layers]
    sums = [Line("sum", *(sum(column) for column in list(zip(*lines))[1:])) for lines in both]
    rows += [_row("scores", *scores), _row("sum", *sums), ""]
    verdict = f"agree, to within {TOLERANCE:g}" if agree(both) else f"DIFFER by more than {TOLERANCE:g}"
    rows += [
        f"Largest difference of the scores: {_worst(*scores):.1e}. (All differences: beside the largest value there.)",
        f"Two processes and one {verdict}.",
    ]
    return "\n".join(rows)


def _row(name, a, b):
    counts = (a.parameters, b.parameters, max(a.forward, b.forward), max(a.backward, b.backward))
    return f"{name:8}" + "".join(f"{count:>12,}" if count else f"{'–':>12}" for count in counts)


def _worst(a, b):
    return max(a.difference, b.difference)


def agree(both) -> bool:
    """Return whether no difference is above the tolerance."""
    return all(line.difference <= TOLERANCE for lines in both for line in lines)


def main(arguments=None) -> int:
    """Run the program in this process; return 0 where all agrees, 1 where not, 2 without two processes."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Two towers in two processes, beside one in one piece.")
    parser.add_argument("--model", choices=MODELS, default="alexnet", help="small: the one for 32 × 32 pictures")
    parser.add_argument("--pictures", type=int, default=2, help="how many, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the weights, the pictures and dropout")
    options = parser.parse_args(arguments)
    if options.pictures < 1 or not 0 <= options.seed <= LARGEST_SEED:
        parser.error(f"--pictures has to be at least 1, --seed from 0 to {LARGEST_SEED}")
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count != 2:
        if os.environ.get("RANK", "0") == "0":
            print(f"processes: got {count}; expected 2, one for each tower, as in: {COMMAND}", file=sys.stderr)
        return 2
    processes = start()
    try:
        both = gathered(_lines(options, processes), processes.device)
        if processes.first:
            title = f"{MODELS[options.model].__name__}, pictures: {options.pictures}, one step of training"
            print(title, report(both), sep="\n\n", flush=True)
        return 0 if agree(both) else 1
    finally:
        processes.close()


def start() -> Processes:
    """Join the other process: on CPU with one thread each, unless there is a GPU for each."""
    torch.set_num_threads(1)
    torch.backends.cudnn.allow_tf32 = False  # it rounds to ten bits, and 1e-5 is asked for
    return Processes(None if torch.cuda.device_count() >= 2 else "cpu")


def _lines(options, processes):
    network = MODELS[options.model](seed=options.seed).to(processes.device)
    network.train(processes.device.type == "cpu")  # a GPU draws dropout's masks in another order
    generator, plan = torch.Generator().manual_seed(options.seed), network.plan
    shape = (options.pictures, plan.channels, plan.side, plan.side)
    x = SPREAD * torch.randn(shape, generator=generator)
    labels = torch.randint(plan.dense[-1].units, (options.pictures,), generator=generator)
    tower = Tower(processes.rank, network)
    return compare(tower, network, x.to(processes.device), labels.to(processes.device), options.seed)


if __name__ == "__main__":
    end(main())
