"""Where the larger sets come from: files, sizes, checksums, mirrors.

The SHA-256 of each file is of the file as its publisher packed it. For MNIST the SHA-256 of the unpacked
content is known as well, so that a copy that somebody packed anew, laid down by hand, is accepted too.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Describe one file to download: name, bytes, SHA-256, addresses; ``content_*`` of what gunzip makes of it."""

    file: str
    size: int
    sha256: str
    urls: tuple[str, ...]
    content_size: int | None = None
    content_sha256: str | None = None


@dataclass(frozen=True)
class DownloadSet:
    """Gather the files of one set, and name the embedded set that can stand in for it."""

    name: str
    files: tuple[Source, ...]
    class_names: tuple[str, ...]
    instead: str


MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://sagemaker-sample-files.s3.amazonaws.com/datasets/image/MNIST/",
)
FASHION_MIRRORS = (
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)
CIFAR_MIRRORS = (
    "https://www.cs.toronto.edu/~kriz/",
    "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
)

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
# An IDX file: 16 bytes of header and 28 x 28 per image, or 8 bytes of header and 1 per label.
IDX_SIZES = {TRAIN_IMAGES: 47_040_016, TRAIN_LABELS: 60_008, TEST_IMAGES: 7_840_016, TEST_LABELS: 10_008}


def _idx(mirrors, file, size, sha256, content_sha256=None):
    urls = tuple(mirror + file for mirror in mirrors)
    return Source(file, size, sha256, urls, IDX_SIZES[file], content_sha256)


MNIST = DownloadSet(
    "mnist",
    (
        _idx(
            MNIST_MIRRORS,
            TRAIN_IMAGES,
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        _idx(
            MNIST_MIRRORS,
            TRAIN_LABELS,
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        _idx(
            MNIST_MIRRORS,
            TEST_IMAGES,
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        _idx(
            MNIST_MIRRORS,
            TEST_LABELS,
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
    tuple("0123456789"),
    "digits",
)

FASHION = DownloadSet(
    "fashion-mnist",
    (
        _idx(
            FASHION_MIRRORS,
            TRAIN_IMAGES,
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        _idx(
            FASHION_MIRRORS,
            TRAIN_LABELS,
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        _idx(
            FASHION_MIRRORS,
            TEST_IMAGES,
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        _idx(
            FASHION_MIRRORS,
            TEST_LABELS,
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    (
        "T-shirt/top",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    ),
    "digits",
)

CIFAR_FILE = "cifar-10-binary.tar.gz"
CIFAR10 = DownloadSet(
    "cifar10",
    (
        Source(
            CIFAR_FILE,
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            tuple(mirror + CIFAR_FILE for mirror in CIFAR_MIRRORS),
        ),
    ),
    ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    "patches",
)

DOWNLOADS = {one.name: one for one in (MNIST, FASHION, CIFAR10)}
