"""Train the network that ships with the course and write it to ``data/simple_convnet.npz``, with its checksum.

    python -m course_utils.maintenance.pretrained

Seed 0, 20 epochs on the 4,000 embedded digits, Adam with rate 0.001, batches of 100: about half a minute. The last
digits of the weights depend on the processor, so another machine writes a file that is as good, and not the same.
"""

import hashlib

from course_utils import convnet, data, settings, training

NAME, SUMS = "simple_convnet.npz", "SHA256SUMS"


def main():
    """Train, write the file and its line in ``SHA256SUMS``, print how good it is."""
    digits = data.load("digits")
    network = convnet.SimpleConvNet(seed=settings.SEED)
    print(training.train(network, digits.train_x, digits.train_y, (digits.test_x, digits.test_y), epochs=20))
    path = network.save(settings.DATA / NAME)
    write_sum(hashlib.sha256(path.read_bytes()).hexdigest())


def write_sum(digest, path=None):
    """Put the network's checksum into the list of checksums, keeping all other lines and their order by name."""
    path = settings.DATA / SUMS if path is None else path
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.endswith(f"  {NAME}")]
    lines = sorted([*lines, f"{digest}  {NAME}"], key=lambda line: line.split("  ", 1)[1])
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
