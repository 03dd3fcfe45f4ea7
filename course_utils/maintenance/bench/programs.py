"""Measure an epoch of `experiment.train` beside a plain PyTorch loop of the same model and data, in one process.

The two take turns, so that noise is shared; one thread. `train` does what the plain loop does not: it keeps running
sums, a progress bar, and looks at the clock for its checkpoints. It may cost at most five percent more. What comes
after an epoch is not measured: looking at the validation pictures, and statistics taken again for that.
"""

import io
import statistics
import time
from contextlib import redirect_stdout

from course_utils import training
from course_utils.maintenance.bench.promises import verdict

PROMISED = 1.05
CASES = (  # model, data, training pictures, batch
    ("simple-convnet", "digits", 3_600, 100),
    ("lenet5", "digits", 3_600, 50),
    ("resnet8", "patches", 1_000, 100),
)


def contestants(model, source, limit, batch):
    """Return (ours, plain): two functions that train one epoch each and return the seconds it took."""
    import torch

    from course_utils.experiment import config, loop, pictures, processes, recipe, train
    from course_utils.experiment.model import build

    torch.set_num_threads(1)
    chosen = config.Config(model=model, data=source, batch_size=batch, lr=0.01, limit=limit, threads=1,
                           statistics="running")  # fmt: skip
    found = pictures.load(source, 32, model, limit=limit)
    channels, side = found.shape[:2]
    networks = [build(model, channels, side, len(found.class_names)) for _ in range(2)]
    run = train.Trainer(chosen, networks[0], found, processes.Processes("cpu"))
    run.evaluate = lambda x, labels: training.Evaluation(0.0, 0.0)  # the plain loop has no validation set
    x, y = (torch.from_numpy(part) for part in found.train)
    loss, optimizer = loop.loss_of(networks[1]), recipe.make_optimizer(chosen, networks[1].parameters())

    def ours():
        with redirect_stdout(io.StringIO()), training.bar(run.batches, True) as bar:
            start = time.perf_counter()
            run.run_epoch(bar.update)
            return time.perf_counter() - start

    def plain():
        start = time.perf_counter()
        networks[1].train()
        for rows in torch.randperm(len(x)).split(batch):
            optimizer.zero_grad()
            loss(networks[1](x[rows]), y[rows]).backward()
            optimizer.step()
        return time.perf_counter() - start

    return ours, plain


def main(quick=False) -> bool:
    """Measure every case and print it beside the promise; return True."""
    turns = 3 if quick else 15
    print(f"\n{'One epoch, seconds (median of ' + str(turns) + ')':<44}{'train':>8}{'plain':>8}{'ratio':>8}")
    for model, source, limit, batch in CASES:
        ours, plain = contestants(model, source, limit, batch)
        ours(), plain()  # warm up
        pairs = [(ours(), plain()) if turn % 2 else (plain(), ours())[::-1] for turn in range(turns)]
        ratio = statistics.median(a / b for a, b in pairs)
        a, b = (statistics.median(side) for side in zip(*pairs))
        what = f"{model} on {limit:,} of {source}"
        print(f"{what:<44}{a:8.2f}{b:8.2f}{ratio:8.3f}   {verdict(ratio, PROMISED)}", flush=True)
    return True


if __name__ == "__main__":
    main()
