"""Measure what the course promises about its NumPy networks, and print it beside the promise.

    python -m course_utils.maintenance.bench.networks                 layers, epochs, memory: about four minutes
    python -m course_utils.maintenance.bench.networks --quick         fewer repetitions
    python -m course_utils.maintenance.bench.networks --accuracy      and five seeds of 20 epochs on the digits
    python -m course_utils.maintenance.bench.networks --mnist FOLDER  and 20 epochs on MNIST (the folder that holds
                                                                      train-images-idx3-ubyte.gz and the labels)

Three contestants take turns, so that noise is shared: layers as textbooks write them (im2col and col2im in float64),
ours, and torch; one process and one thread each (`bench.worker`). Every figure is a median.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from course_utils import settings
from course_utils.maintenance.bench.worker import LAYERS, RUNS

CONTESTANTS = ("textbook", "ours", "torch")
THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")}
SEEDS = range(5)


def environment():
    """Return the environment of a contestant: one thread, and each library free to choose its kernels.

    Some machines prescribe OpenBLAS's kernels, often those of an older processor. Torch does not listen to that, so
    NumPy alone would be held back.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")} | THREADS


@contextmanager
def worker(name):
    """Start a contestant; yield a function that sends it a request and returns the answer."""
    command = [sys.executable, "-m", "course_utils.maintenance.bench.worker", name]
    process = subprocess.Popen(
        command, cwd=settings.ROOT, env=environment(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip

    def ask(do, **request):
        process.stdin.write(json.dumps({"do": do, **request}) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"bench.worker {name} ended at the request {do}; its error stands above")
        return json.loads(answer)

    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait(60)


def layer_times(rounds):
    """Return {(layer, with input gradient): {contestant: median milliseconds}}, forward and backward."""
    found = {}
    with ExitStack() as stack:
        ask = {name: stack.enter_context(worker(name)) for name in CONTESTANTS}
        for number in range(len(LAYERS)):
            for input_gradient in (True, False):
                runs = {name: [] for name in CONTESTANTS}
                for turn in range(rounds + 1):
                    for name in CONTESTANTS:
                        took = ask[name]("layer", number=number, input_gradient=input_gradient)
                        runs[name] += took if turn else []  # the first turn warms up
                found[number, input_gradient] = {name: statistics.median(took) for name, took in runs.items()}
    return found


def epoch_times(rounds):
    """Return {contestant: median seconds} of an epoch of SimpleConvNet on the 4,000 digits."""
    runs = {name: [] for name in CONTESTANTS}
    with ExitStack() as stack:
        ask = {name: stack.enter_context(worker(name)) for name in CONTESTANTS}
        for turn in range(rounds + 1):
            for name in CONTESTANTS:
                took = ask[name]("epoch", seed=turn)
                runs[name] += [took] if turn else []
    return {name: statistics.median(took) for name, took in runs.items()}


def peaks():
    """Return {contestant: peak memory} of a fresh process that runs one epoch; empty where the system cannot say."""
    found = {}
    for name in CONTESTANTS if sys.platform != "win32" else ():
        with worker(name) as ask:
            ask("epoch", seed=0)
            found[name] = ask("peak") / (2**20 if sys.platform == "darwin" else 2**10)  # MiB
    return found


def ratio(what, value, promised, at_most=True):
    """Print one promise: what, the measured ratio, and whether it is kept."""
    kept = value <= promised if at_most else value >= promised
    verdict = f"{'at most' if at_most else 'at least'} {promised:g}: {'kept' if kept else 'MISSED'}"
    print(f"  {what:<68}{value:7.3f}   {verdict}", flush=True)


def report_layers(found):
    """Print the table of the layers, then the promises."""
    print(f"\n{'Convolution, forward + backward, ms':<44}{'textbook':>10}{'ours':>8}{'torch':>8}")
    for (number, input_gradient), took in found.items():
        shape, filters, kernel = LAYERS[number]
        what = f"{shape} → {filters} @ {kernel}×{kernel}" + ("" if input_gradient else ", no input gradient")
        print(f"{what:<44}{took['textbook']:10.1f}{took['ours']:8.1f}{took['torch']:8.1f}")
    for (number, input_gradient), took in found.items():
        if input_gradient:
            shape = LAYERS[number][0]
            ratio(f"{shape}: times faster than the textbook", took["textbook"] / took["ours"], 3, at_most=False)
            ratio(f"{shape}: torch's times", took["ours"] / took["torch"], 2)


def report_epochs(took, memory):
    """Print the epochs and their promises."""
    print("\nSimpleConvNet, one epoch on 4,000 digits, s   " + "   ".join(f"{n} {t:.2f}" for n, t in took.items()))
    ratio("times faster than the textbook", took["textbook"] / took["ours"], 5, at_most=False)
    ratio("torch's times", took["ours"] / took["torch"], 1.1)
    if memory:
        print("Peak memory of a process with one epoch, MiB   " + "   ".join(f"{n} {m:.0f}" for n, m in memory.items()))
        ratio("torch's peaks", memory["ours"] / memory["torch"], 1.5)


def report_accuracy():
    """Train five seeds on the digits and print their test accuracies."""
    print("\nSimpleConvNet, 20 epochs on 4,000 digits: test accuracy (1,000 digits)")
    for seed in SEEDS:
        with worker("ours") as ask:
            accuracy, seconds = ask("train", seed=seed, epochs=20, weight_init="he")
            narrow, _ = ask("train", seed=seed, epochs=1, weight_init=0.01)
        print(f"seed {seed}: {seconds:.0f} s; after one epoch {accuracy[1]:.3f}, from weights of 0.01 {narrow[1]:.3f}")
        ratio(f"seed {seed}: accuracy after 20 epochs", accuracy[-1], 0.945, at_most=False)
        ratio(f"seed {seed}: what He is ahead by after one epoch", accuracy[1] - narrow[1], 0, at_most=False)


def report_mnist(folder):
    """Train on 59,000 images of MNIST, validate on the other 1,000, and print accuracy and time."""
    with worker("ours") as ask:
        accuracy, seconds = ask("train", seed=settings.SEED, epochs=20, weight_init="he", mnist=str(folder))
    print(f"\nSimpleConvNet, 20 epochs on 59,000 images of MNIST: {seconds / 60:.1f} minutes with one thread")
    ratio("accuracy on the other 1,000", accuracy[-1], 0.987, at_most=False)


def main(quick=False, accuracy=False, mnist=None) -> int:
    """Measure and print; return 0."""
    prescribed = [name for name in os.environ if name.startswith("OPENBLAS_") and name not in THREADS]
    if prescribed:
        print(f"\n{', '.join(prescribed)}: set here, and left out for what follows")
    rounds = -(-10 // RUNS)  # at least ten runs for a median
    report_layers(layer_times(1 if quick else rounds))
    report_epochs(epoch_times(3 if quick else 10), peaks())
    if accuracy:
        report_accuracy()
    if mnist:
        report_mnist(mnist)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.networks", description="Measure the NumPy networks beside torch.")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--accuracy", action="store_true", help="also train five seeds on the digits")
    parser.add_argument("--mnist", metavar="FOLDER", help="also train on MNIST, from its two .gz files of training")
    sys.exit(main(**vars(parser.parse_args())))
