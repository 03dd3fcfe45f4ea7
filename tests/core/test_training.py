"""The training loop: every example once an epoch, the first point before the first update, a clean stop, a true bar."""

import re
from itertools import chain
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from course_utils import convnet, data, losses, optimizers, training


class Line:
    """A network of one layer that remembers what it was asked; the first column of x numbers the examples."""

    def __init__(self, classes=3, width=2):
        self.params = {"weight": np.zeros((width, classes)), "bias": np.zeros(classes)}
        self.trained, self.asked, self.order = [], [], []

    def predict(self, x):
        self.order.append(("predict", len(x)))
        return x @ self.params["weight"] + self.params["bias"]

    def loss_and_gradient(self, x, labels):
        self.order.append(("learn", len(x)))
        self.trained.append(x[:, 0].astype(int).tolist())
        loss, grad = losses.softmax_cross_entropy(x @ self.params["weight"] + self.params["bias"], labels)
        return loss, {"weight": x.T @ grad, "bias": grad.sum(axis=0)}


def examples(count, first=0):
    x = np.stack([np.arange(first, first + count), np.ones(count)], axis=1).astype(float)
    return x, np.arange(count) % 3


class Still:
    """An optimizer that counts its steps and changes nothing, or raises at one of them."""

    def __init__(self, stop_at=None, error=KeyboardInterrupt):
        self.steps, self.stop_at, self.error = 0, stop_at, error

    def step(self, params, grads):
        self.steps += 1
        params["bias"][0] += 1
        if self.steps == self.stop_at:
            raise self.error


@pytest.mark.parametrize(("count", "size"), [(12, 4), (13, 4), (15, 4), (3, 5), (1, 1), (10, 1), (105, 100), (7, 7)])
def test_every_epoch_uses_every_example_once(count, size):
    network, optimizer = Line(), Still()
    history = training.train(network, *examples(count), epochs=3, batch_size=size, optimizer=optimizer, progress=False)
    per_epoch = -(-count // size)
    assert len(network.trained) == optimizer.steps == history.updates == 3 * per_epoch
    for epoch in range(3):
        pieces = network.trained[epoch * per_epoch : (epoch + 1) * per_epoch]
        assert sorted(chain(*pieces)) == list(range(count))
        assert [len(piece) for piece in pieces[:-1]] == [size] * (per_epoch - 1)
        assert 1 <= len(pieces[-1]) <= size
    assert (history.examples, history.batch_size, history.epochs) == (count, size, 3)


def test_each_epoch_has_an_order_of_its_own_that_the_seed_fixes():
    def orders(seed):
        network = Line()
        training.train(network, *examples(50), epochs=2, batch_size=50, optimizer=Still(), seed=seed, progress=False)
        return network.trained

    one, again, other = orders(1), orders(1), orders(2)
    assert one == again and one != other
    assert one[0] != one[1] and one[0] != sorted(one[0])


def test_the_first_point_lies_before_the_first_update_and_the_others_after_each_epoch():
    network, (x, labels) = Line(), examples(30)
    fresh = training.evaluate(Line(), x, labels)
    values = []
    network.predict = lambda some: values.append(float(network.params["bias"][0])) or Line.predict(network, some)
    history = training.train(network, x, labels, epochs=4, batch_size=10, optimizer=Still(), progress=False)
    assert values == [0, 3, 6, 9, 12]  # how many updates lay behind each evaluation
    assert network.order[0][0] == "predict"
    assert (history.loss[0], history.train_accuracy[0]) == fresh
    assert history.epochs == 4
    assert len(history.loss) == len(history.train_accuracy) == len(history.seconds) == 5
    assert history.test_loss == history.test_accuracy == []
    assert sorted(history.seconds) == history.seconds and history.seconds[0] >= 0


def test_seconds_count_from_the_start(monkeypatch):
    clock = iter([1000.0, 1001.0, 1004.0, 1009.0])
    monkeypatch.setattr(training, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert training.train(Line(), *examples(9), epochs=2, progress=False).seconds == [1, 4, 9]


def test_accuracies_are_over_whole_sets_and_the_validation_set_is_only_looked_at():
    network, other = Line(), examples(1234, first=10_000)
    history = training.train(
        network, *examples(1050), other, epochs=2, batch_size=100, optimizer=optimizers.SGD(1e-9), progress=False
    )
    looked_at = sum(size for what, size in network.order if what == "predict")
    assert looked_at == 3 * (1050 + 1234)
    assert max(chain(*network.trained)) < 10_000
    assert (history.loss[-1], history.train_accuracy[-1]) == training.evaluate(network, *examples(1050))
    assert (history.test_loss[-1], history.test_accuracy[-1]) == training.evaluate(network, *other)
    assert len(history.test_loss) == len(history.test_accuracy) == 3


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_an_evaluation_weighs_each_example_alike(size):
    x, labels = examples(7)
    network = Line()
    network.params["bias"][:] = [0, 1, 3]
    loss, accuracy = training.evaluate(network, x, labels, size)
    shares = losses.softmax(network.params["bias"])
    assert loss == pytest.approx(-np.mean(np.log(shares[labels])), rel=1e-12)
    assert accuracy == 2 / 7


def test_a_run_is_torchs_run():
    x, labels = np.random.default_rng(0).normal(size=(20, 4)), np.arange(20) % 3
    network = Line(3, 4)
    history = training.train(network, x, labels, epochs=5, batch_size=20, seed=0, progress=False)  # Adam, 0.001
    weight, bias = torch.zeros(4, 3, dtype=torch.double), torch.zeros(3, dtype=torch.double)
    for tensor in (weight, bias):
        tensor.requires_grad_()
    adam, found = torch.optim.Adam([weight, bias], lr=0.001), []
    for _ in range(6):
        loss = torch.nn.functional.cross_entropy(torch.tensor(x) @ weight + bias, torch.tensor(labels))
        found.append(loss.item())
        adam.zero_grad()
        loss.backward()
        adam.step()
    np.testing.assert_allclose(history.loss, found, rtol=1e-9)


def test_without_more_said_a_run_has_twenty_epochs_of_batches_of_a_hundred():
    network = Line()
    history = training.train(network, *examples(250), optimizer=Still(), progress=False)
    assert (history.epochs, history.batch_size, history.updates) == (20, 100, 60)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits", train=300, test=100)


def small():
    return convnet.SimpleConvNet(filters=4, hidden_size=12)


def run(digits, network=None, **how):
    how = dict(epochs=2, batch_size=40, progress=False) | how
    return training.train(network or small(), digits.train_x, digits.train_y, (digits.test_x, digits.test_y), **how)


def test_the_same_seed_gives_the_same_network_and_the_same_history(digits):
    one, two, other = small(), small(), small()
    histories = [run(digits, network, seed=seed) for network, seed in ((one, 3), (two, 3), (other, 4))]
    for name in one.params:
        np.testing.assert_array_equal(one.params[name], two.params[name])
        assert not np.array_equal(one.params[name], other.params[name])
    assert histories[0].loss == histories[1].loss != histories[2].loss
    assert histories[0].test_accuracy == histories[1].test_accuracy


def test_a_convnet_learns_digits_and_its_arrays_stay_where_they_are(digits):
    network = small()
    arrays = dict(network.params)
    history = run(digits, network, epochs=6, optimizer=optimizers.Adam(0.003))
    assert history.loss[-1] < 0.5 * history.loss[0] and history.train_accuracy[-1] > 0.7
    assert all(network.params[name] is arrays[name] for name in arrays)
    assert history.test_accuracy[-1] == network.accuracy(digits.test_x, digits.test_y)


def test_training_goes_on_where_it_stopped(digits):
    network = small()
    first, second = run(digits, network, epochs=2), run(digits, network, epochs=1, seed=9)
    assert second.loss[0] == first.loss[-1]


@pytest.mark.parametrize(
    "rule", [optimizers.SGD(0.05), optimizers.Momentum(0.02), optimizers.Adam()], ids=lambda r: type(r).__name__
)
def test_any_rule_of_the_course_trains(rule, digits):
    history = run(digits, optimizer=rule, epochs=2)
    assert history.loss[-1] < history.loss[0]


def test_nothing_passed_in_is_written_to(digits):
    x, labels = digits.train_x.copy(), digits.train_y.copy()
    for array in (x, labels):
        array.flags.writeable = False
    training.train(small(), x, labels, (x[:10], labels[:10]), epochs=1, progress=False)
    np.testing.assert_array_equal(x, digits.train_x)
    np.testing.assert_array_equal(labels, digits.train_y)


# --- interrupts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [1, 2, 5, 6, 7, 9])
def test_an_interrupt_keeps_what_was_learned_and_says_so(step):
    network, optimizer = Line(), Still(stop_at=step)
    history = training.train(
        network, *examples(30), examples(9), epochs=3, batch_size=10, optimizer=optimizer, progress=False
    )
    assert isinstance(history, training.History) and history.interrupted
    assert optimizer.steps == step and network.params["bias"][0] == step  # nothing is undone, nothing runs on
    whole = (step - 1) // 3
    assert history.epochs == whole
    lists = (history.loss, history.train_accuracy, history.test_loss, history.test_accuracy, history.seconds)
    assert [len(entries) for entries in lists] == [whole + 1] * 5
    assert "interrupted" in repr(history)


@pytest.mark.parametrize("call", [1, 2, 3, 4, 5, 6])
def test_an_interrupt_while_evaluating_leaves_lists_of_one_length(call):
    network, calls = Line(), iter(range(1, 100))

    def predict(x):
        if next(calls) == call:
            raise KeyboardInterrupt
        return Line.predict(network, x)

    network.predict = predict
    history = training.train(
        network, *examples(30), examples(9), epochs=2, batch_size=10, optimizer=Still(), progress=False
    )
    assert history.interrupted
    lists = (history.loss, history.train_accuracy, history.test_loss, history.test_accuracy, history.seconds)
    assert {len(entries) for entries in lists} == {(call - 1) // 2}
    assert history.epochs == max(0, (call - 1) // 2 - 1)
    repr(history)


def test_a_run_that_ends_by_itself_was_not_interrupted():
    history = training.train(Line(), *examples(9), epochs=1, progress=False)
    assert history.interrupted is False and "interrupted" not in repr(history)


@pytest.mark.parametrize("progress", [True, False])
def test_other_errors_are_not_swallowed(progress, capsys):
    with pytest.raises(ZeroDivisionError):
        training.train(Line(), *examples(30), batch_size=10, optimizer=Still(2, ZeroDivisionError), progress=progress)
    training.train(Line(), *examples(3), epochs=1, progress=progress)  # and the next run works


# --- the bar ------------------------------------------------------------------------------------------------------


def bar_of(capsys):
    out, err = capsys.readouterr()
    assert err == ""  # a red box in a notebook
    return [line for line in re.split(r"[\r\n]", out) if line.strip()]


def test_the_bar_shows_epoch_loss_accuracy_and_the_time_left(capsys, digits):
    history = run(digits, epochs=2, batch_size=50, progress=True)
    last = bar_of(capsys)[-1]
    assert "epoch 2/2" in last and "12/12 batches" in last and "left" in last
    assert re.search(r"loss \d\.\d{3}", last)
    assert f"validation accuracy {history.test_accuracy[-1]:.3f}" in last
    assert re.search(r"\d\d:\d\d left", last)


def test_the_bar_without_a_validation_set_shows_the_training_accuracy(capsys):
    history = training.train(Line(), *examples(30), epochs=1, batch_size=7)
    last = bar_of(capsys)[-1]
    assert "5/5 batches" in last and f"training accuracy {history.train_accuracy[-1]:.3f}" in last


def test_an_interrupted_bar_ends_its_line(capsys):
    training.train(Line(), *examples(30), epochs=3, batch_size=10, optimizer=Still(stop_at=4))
    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert "4/9 batches" in out or "3/9 batches" in out


def test_no_bar_where_none_is_wanted(capsys):
    training.train(Line(), *examples(30), epochs=1, progress=False)
    assert capsys.readouterr() == ("", "")


# --- what does not fit --------------------------------------------------------------------------------------------

X, LABELS = examples(6)
WRONG = {
    "no epochs": (dict(epochs=0), "epochs"),
    "half an epoch": (dict(epochs=1.5), "epochs"),
    "a batch of none": (dict(batch_size=0), "batch_size"),
    "a batch that is no number": (dict(batch_size=None), "batch_size"),
    "labels too few": (dict(labels=LABELS[:5]), "(y|labels)"),
    "no examples": (dict(x=X[:0], labels=LABELS[:0]), "x"),
    "x that is none": (dict(x=None), "x"),
    "a validation set that is one array": (dict(validation_set=X), "validation_set"),
    "a validation set of three": (dict(validation_set=(X, LABELS, X)), "validation_set"),
    "validation labels too few": (dict(validation_set=(X, LABELS[:5])), "(y|labels|validation_set.*)"),
    "an empty validation set": (dict(validation_set=(X[:0], LABELS[:0])), "(x|validation_set.*)"),
    "progress that is no switch": (dict(progress=1), "progress"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_fit_is_refused_before_anything_is_changed(what):
    change, name = WRONG[what]
    network, optimizer = Line(), Still()
    with pytest.raises((TypeError, ValueError), match=rf"^{name}: got .*; expected "):
        training.train(network, **dict(x=X, labels=LABELS, optimizer=optimizer, progress=False) | change)
    assert optimizer.steps == 0 and network.order == []


def test_an_evaluation_of_nothing_is_refused():
    for x, labels, size, name in ((X[:0], LABELS[:0], 5, "x"), (X, LABELS[:2], 5, "y"), (X, LABELS, 0, "size")):
        with pytest.raises((TypeError, ValueError), match=rf"^{name}: got .*; expected "):
            training.evaluate(Line(), x, labels, size)


# --- the record ---------------------------------------------------------------------------------------------------


def test_a_history_says_in_one_line_what_was_done(digits):
    text = repr(run(digits, epochs=1))
    assert re.fullmatch(
        r"History: 1 epochs?, training loss \d\.\d{4}, training accuracy \d\.\d{3}, validation accuracy \d\.\d{3}", text
    )


@pytest.mark.parametrize("validated", [True, False])
def test_a_history_plots_itself(validated):
    from course_utils.plotting import figure

    history = training.train(Line(), *examples(30), examples(9) if validated else None, epochs=3, progress=False)
    _, ax = figure()
    assert history.plot(ax) is ax
    curves = [line for line in ax.lines if len(line.get_xdata()) == 4]
    assert len(curves) == (2 if validated else 1)
    np.testing.assert_array_equal(curves[0].get_xdata(), [0, 1, 2, 3])
    drawn = [np.asarray(line.get_ydata(), float) for line in curves]
    for wanted in (history.train_accuracy, history.test_accuracy)[: len(curves)]:
        assert any(np.allclose(y, wanted) or np.allclose(y, 100 * np.array(wanted)) for y in drawn)
    assert ax.get_xlabel() and ax.get_ylabel()
    assert history.plot() is not ax
