"""Saved networks: bit for bit, without pickle, refused when damaged, and never half written."""

import json
import os
import pickle
import signal
import subprocess
import sys

import numpy as np
import pytest

from course_utils import convnet, settings

SIZES = dict(input_dim=(1, 8, 6), filters=2, kernel_size=3, hidden_size=4, classes=3)


def build(seed=1, **change):
    """Return a small network with no parameter at its first value."""
    network = convnet.SimpleConvNet(**SIZES | change, seed=seed)
    rng = np.random.default_rng(seed)
    for array in network.params.values():
        array[...] = rng.normal(size=array.shape)
    return network


def same(one, other):
    return all(a.tobytes() == b.tobytes() for a, b in zip(one.params.values(), other.params.values(), strict=True))


@pytest.fixture
def saved(tmp_path):
    """Return a saved network and its file."""
    network = build()
    return network, network.save(tmp_path / "digits.npz")


@pytest.fixture
def other():
    """Return a network of the same sizes, and a check that it is as before."""
    network = build(seed=2)
    before = {name: array.copy() for name, array in network.params.items()}
    arrays = dict(network.params)

    def unchanged():
        return all(
            network.params[name] is arrays[name] and arrays[name].tobytes() == before[name].tobytes() for name in before
        )

    assert unchanged()
    return network, unchanged


def test_a_round_trip_is_bit_for_bit(saved, other):
    network, path = saved
    reader, _ = other
    arrays = dict(reader.params)
    assert reader.load(path) is reader
    assert same(network, reader)
    assert all(reader.params[name] is arrays[name] for name in arrays)  # layers and optimizers hold these
    x = np.random.default_rng(0).random((3, 1, 8, 6)).astype(np.float32)
    np.testing.assert_array_equal(reader.predict(x), network.predict(x))


@pytest.mark.parametrize(
    "change",
    [
        dict(),
        dict(kernel_size=(3, 2), stride=(1, 2), padding=(0, 1)),
        dict(kernel_size=np.int64(3), filters=np.int32(2), classes=np.int64(3), stride=np.int8(1)),
        dict(input_dim=np.array([1, 8, 6]).tolist(), hidden_size=np.uint8(4)),
    ],
    ids=["plain", "pairs", "NumPy's whole numbers", "a list"],
)
def test_a_file_makes_the_network_it_came_from(tmp_path, change):
    network = build(**change)
    again = convnet.SimpleConvNet.from_file(network.save(tmp_path / "a.npz"))
    assert same(network, again)
    assert again.layer_table() == network.layer_table()
    x = np.random.default_rng(0).random((3, 1, 8, 6))
    np.testing.assert_array_equal(again.predict(x), network.predict(x))


def test_a_float64_network_reads_and_writes_too(tmp_path, saved):
    fine = build(dtype=np.float64)
    other = build(seed=2, dtype=np.float64).load(fine.save(tmp_path / "fine.npz"))
    assert same(fine, other)
    wide = build(seed=2, dtype=np.float64).load(saved[1])
    for name, array in wide.params.items():
        assert array.dtype == np.float64
        np.testing.assert_array_equal(array, saved[0].params[name])


def test_a_file_holds_plain_arrays(saved):
    with np.load(saved[1], allow_pickle=False) as stored:
        assert set(stored.files) == set(saved[0].params) | {"settings"}
        assert all(stored[name].dtype != object for name in stored.files)
    assert sorted(os.listdir(saved[1].parent)) == ["digits.npz"]


def test_the_ending_may_be_left_out(tmp_path):
    network = build()
    path = network.save(tmp_path / "mine")
    assert path == tmp_path / "mine.npz" and path.is_file()
    assert same(build(seed=2).load(tmp_path / "mine"), network)
    assert same(convnet.SimpleConvNet.from_file(str(tmp_path / "mine")), network)
    dotted = network.save(str(tmp_path / "version 1.5"))
    assert dotted.name == "version 1.5.npz"
    assert same(build(seed=2).load(tmp_path / "version 1.5"), network)


# --- files that do not serve --------------------------------------------------------------------------------------


def refused(network, path, words=""):
    with pytest.raises(ValueError, match=rf": got (?s:.*); expected {words}") as caught:
        network.load(path)
    assert "\n" not in str(caught.value) and str(path.parent) not in str(caught.value)
    with pytest.raises(ValueError, match=": got (?s:.*); expected"):
        convnet.SimpleConvNet.from_file(path)


def test_a_file_cut_short_anywhere_is_refused(saved, other):
    whole = saved[1].read_bytes()
    network, unchanged = other
    for length in sorted({*range(0, len(whole), 37), *range(len(whole) - 60, len(whole)), 0, 1, 2, 3, 4}):
        saved[1].write_bytes(whole[:length])
        refused(network, saved[1])
        assert unchanged()


def test_a_damaged_file_is_refused_or_does_no_harm(saved, other):
    whole = saved[1].read_bytes()
    network, unchanged = other
    noticed = 0
    for place in range(0, len(whole), 11):
        for mask in (0x01, 0xFF):
            saved[1].write_bytes(whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :])
            try:
                reader = build(seed=3).load(saved[1])
            except ValueError:
                noticed += 1
                refused(network, saved[1])
                assert unchanged()
            else:
                assert same(reader, saved[0])  # a date, say
    assert noticed > len(whole) / 11


@pytest.mark.parametrize(
    "change",
    [dict(filters=3), dict(kernel_size=2), dict(hidden_size=5), dict(classes=4), dict(input_dim=(1, 9, 9))],
    ids=str,
)
def test_a_network_of_other_sizes_is_refused(saved, change):
    network = build(seed=2, **change)
    before = {name: array.tobytes() for name, array in network.params.items()}
    with pytest.raises(
        ValueError, match=r"^[a-z]+\.(weight|bias) in digits\.npz: got shape .*; expected shape \(.*\)$"
    ):
        network.load(saved[1])
    assert {name: array.tobytes() for name, array in network.params.items()} == before


def arrays_of(saved):
    with np.load(saved[1]) as stored:
        return {name: stored[name] for name in stored.files}


def broken(name, value):
    return lambda arrays: arrays | {name: value}


SPOILT = {
    "an array missing": lambda arrays: {n: a for n, a in arrays.items() if n != "hidden.bias"},
    "settings missing": lambda arrays: {n: a for n, a in arrays.items() if n != "settings"},
    "an array too many": broken("extra", np.zeros(3)),
    "a transposed array": lambda arrays: arrays | {"hidden.weight": arrays["hidden.weight"].T},
    "NaN": broken("hidden.bias", np.full(4, np.nan)),
    "infinity": broken("hidden.bias", np.full(4, np.inf)),
    "objects": broken("hidden.bias", np.array([1, 2, 3, "x"], dtype=object)),
    "text": broken("hidden.bias", np.array(["a"] * 4)),
    "complex numbers": broken("hidden.bias", np.full(4, 1j)),
    "too large for float32": broken("hidden.bias", np.full(4, 1e300)),
}
SPOILT_SETTINGS = {
    "no JSON": "{",
    "no dictionary": "[1, 2]",
    "a number": "3",
    "unknown names": json.dumps({"colour": 3}),
    "impossible sizes": json.dumps(SIZES | dict(filters=0)),
    "text for a size": json.dumps(SIZES | dict(filters="two")),
    "other sizes": json.dumps(SIZES | dict(filters=5)),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_file_with_the_wrong_arrays_is_refused(what, saved, other):
    np.savez(saved[1], **SPOILT[what](arrays_of(saved)))
    network, unchanged = other
    refused(network, saved[1])
    assert unchanged()


@pytest.mark.parametrize("what", SPOILT_SETTINGS)
def test_a_file_with_the_wrong_settings_makes_no_network(what, saved):
    np.savez(saved[1], **arrays_of(saved) | {"settings": np.array(SPOILT_SETTINGS[what])})
    with pytest.raises(ValueError, match=r"digits\.npz.*: got .*; expected|: got digits\.npz.*; expected"):
        convnet.SimpleConvNet.from_file(saved[1])


class Harm:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_nobodys_code_is_run(tmp_path, other):
    network, unchanged = other
    harm = Harm(tmp_path / "harm")
    (tmp_path / "a.npz").write_bytes(pickle.dumps(harm))
    with (tmp_path / "b.npz").open("wb") as stream:
        np.savez(stream, settings=np.array(json.dumps(SIZES)), **{"conv.weight": np.array(harm, dtype=object)})
    with (tmp_path / "c.npz").open("wb") as stream:
        np.save(stream, np.array([harm], dtype=object), allow_pickle=True)
    for name in ("a.npz", "b.npz", "c.npz"):
        refused(network, tmp_path / name)
    assert unchanged() and not (tmp_path / "harm").exists()
    pickle.loads((tmp_path / "a.npz").read_bytes()).close()
    assert (tmp_path / "harm").exists()  # it would have been


def test_a_file_that_is_not_there_or_no_file(tmp_path, other):
    network, unchanged = other
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        network.load(tmp_path / "nowhere.npz")
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        convnet.SimpleConvNet.from_file(tmp_path / "nowhere.npz")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises((OSError, ValueError)):
        network.load(tmp_path / "folder.npz")
    np.save(tmp_path / "one.npy", np.zeros(3))
    (tmp_path / "one.npy").rename(tmp_path / "one.npz")
    refused(network, tmp_path / "one.npz")
    assert unchanged()


# --- a save that dies ---------------------------------------------------------------------------------------------


class Died(BaseException):
    pass


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), Died()], ids=repr)
@pytest.mark.parametrize("step", ["savez_compressed", "fsync", "replace"])
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(saved, error, step, monkeypatch):
    _, path = saved
    before = path.read_bytes()

    def fail(stream, *_, **__):
        if step == "savez_compressed":
            stream.write(b"PK half a file")
        raise error

    monkeypatch.setattr(np if step == "savez_compressed" else os, step, fail)
    with pytest.raises(type(error)):
        build(seed=2).save(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


KILLED = """
import os, signal, sys
import numpy as np
from course_utils import convnet
network = convnet.SimpleConvNet((1, 8, 6), filters=2, kernel_size=3, hidden_size=4, classes=3)
whole = np.savez_compressed
def half(stream, **arrays):
    whole(stream, **dict(list(arrays.items())[:3]))
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
setattr(*{"writing": (np, "savez_compressed", half),
          "before the rename": (os, "replace", lambda *_: os.kill(os.getpid(), signal.SIGKILL))}[sys.argv[2]])
network.save(sys.argv[1])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("when", ["writing", "before the rename"])
def test_a_process_killed_while_saving_leaves_the_old_file(saved, when):
    network, path = saved
    before = path.read_bytes()
    run = subprocess.run([sys.executable, "-c", KILLED, str(path), when], cwd=settings.ROOT, check=False)
    assert run.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    assert same(build(seed=2).load(path), network)
    assert same(build(seed=2).load(build(seed=5).save(path)), build(seed=5))  # and the next save works


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for path in (tmp_path / "file" / "a.npz", tmp_path / "missing" / "a.npz"):
        with pytest.raises(OSError):  # noqa: PT011  (its words are the system's)
            build().save(path)
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="here every folder can be written")
def test_a_folder_without_permission(saved):
    saved[1].parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            build(seed=2).save(saved[1])
        assert same(build(seed=2).load(saved[1]), saved[0])
    finally:
        saved[1].parent.chmod(0o700)
