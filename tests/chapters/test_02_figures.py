"""The figures of chapter 02 draw the numbers they are given, and say in words what those numbers show."""

import numpy as np
import pytest

from course_utils.plotting import chapter_02_pictures as draw

X, Y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 4.0, 8.0])


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_a_guess_shows_and_names_every_error():
    picture = draw.guess(X, Y, w=1.0, b=1.0)
    assert words(picture.figure.axes[0]) == ["−1", "−1", "−4"]
    assert "y = x + 1" in picture.alt and "at 0 km it is exact" in picture.alt
    assert "at 1 km it is 1 minute too low" in picture.alt and "at 3 km it is 4 minutes too low" in picture.alt
    other = draw.guess(X, Y, w=-2.0, b=-0.5).alt
    assert "y = −2x − 0.5" in other and "too high" not in other
    assert "at 0 km it is 1 minute too high" in draw.guess(X, Y, w=1.0, b=2.0).alt


def test_training_draws_the_first_line_the_second_and_the_last():
    history = np.column_stack([np.linspace(0, 2.2, 61), np.linspace(0, 0.7, 61)])
    picture = draw.training(X, Y, history)
    left, right = picture.figure.axes
    assert [line.get_label() for line in left.lines] == ["trips", "start", "after 1 step", "after 60 steps"]
    w, b = history[-1]
    np.testing.assert_allclose(left.lines[-1].get_ydata(), w * np.array([-0.2, 3.3]) + b)
    curve = right.lines[0].get_ydata()
    assert len(curve) == draw.EARLY + 1 and curve[0] == 11.25
    assert "J goes from 11.25" in picture.alt and "w = 2.20, b = 0.70" in picture.alt


def test_the_walk_from_above_says_how_much_of_it_came_first():
    far_first = np.array([[0, 0], [1, 0], [2, 0], [3, 0], [3, 0.5], [3, 1.0]])
    picture = draw.from_above(X, Y, far_first)
    np.testing.assert_array_equal(picture.figure.axes[0].lines[0].get_xydata(), far_first)
    assert "75% of its length" in picture.alt and "(0.00, 0.00) to (3.00, 1.00)" in picture.alt


def test_each_step_length_has_its_lowest_direction_marked():
    degrees = np.arange(361)
    promise = 3 * np.cos(np.radians(degrees))
    changes = {0.5: 0.5 * promise, 2.0: 2 * promise + 10 * np.exp(-(((degrees - 180) / 20) ** 2))}
    picture = draw.all_around(degrees, changes, promise)
    short, long = picture.figure.axes
    lowest = degrees[np.argmin(changes[2.0])]
    assert lowest != 180
    titles = [ax.get_title() for ax in (short, long)]
    assert titles == ["step length 0.5: lowest at 180°", f"step length 2: lowest at {lowest}°"]
    assert "step length 0.5: lowest at 180 degrees, at most 0.00 from the promise" in picture.alt
    assert f"step length 2: lowest at {lowest} degrees, at most 10.00 from the promise" in picture.alt


def test_promise_and_truth_tell_where_the_change_turns_positive():
    rates = np.linspace(0, 0.6, 61)
    alt = draw.promise_and_truth(rates, 76 * rates**2 - 40 * rates, -40 * rates, (0.1,)).alt
    assert "lowest at 0.26" in alt and "above 0 from 0.53 on" in alt and "to −24 at 0.6" in alt
    assert "nowhere above 0" in draw.promise_and_truth(rates, -rates, -40 * rates, (0.1,)).alt


def test_the_race_counts_rises():
    picture = draw.race({"even": [4.0, 2.0, 1.0], "ragged": [4.0, 5.0, 0.01]})
    even, ragged = picture.figure.axes[0].lines
    np.testing.assert_array_equal(even.get_ydata(), [4, 2, 1])
    np.testing.assert_array_equal(ragged.get_ydata(), [4, 5, 0.01])
    assert "even: ends at 1e+00 without ever rising" in picture.alt and "after 1 rises" in picture.alt


def test_surprise_names_the_prices_it_marks():
    picture = draw.price_of_surprise()
    for p in (0.01, 0.1, 0.5):
        assert f"p = {p:g}: {-np.log(p):.2f}" in picture.alt


def test_twenty_digits_keep_their_order():
    labels = np.random.default_rng(0).permutation(20) % 10
    images = np.arange(20)[:, None] / 20 * np.ones(784)
    picture = draw.digits(images, labels)
    assert [ax.get_title() for ax in picture.figure.axes] == [str(label) for label in labels]
    assert [ax.images[0].get_array()[0, 0] for ax in picture.figure.axes] == pytest.approx(np.arange(20) / 20)
    assert " ".join(map(str, labels[:10])) in picture.alt and " ".join(map(str, labels[10:])) in picture.alt


def test_epochs_that_rise_are_not_called_falling():
    falling, rising = draw.loss_of_batches([2.0, 2.2, 1.0, 1.2], 2), draw.loss_of_batches([1.0, 1.2, 2.0, 2.2], 2)
    assert "falls in every epoch, from 2.1 in the first to 1.1 in the last of 2" in falling.alt
    assert "does not fall in every epoch" in rising.alt


def test_rates_say_where_a_calm_loss_ends_and_how_a_restless_one_ran():
    picture = draw.rates({"small": [2.3, 2.2, 2.1], "large": [2.3, 6.0, 0.5]})
    assert [list(line.get_ydata()) for line in picture.figure.axes[0].lines] == [[2.3, 2.2, 2.1], [2.3, 6.0, 0.5]]
    assert "over 2 epochs, 2.3 at first; small: never climbs, ends at 2.1;" in picture.alt
    assert "large: climbs to 6, ends below its start." in picture.alt
    assert "ends above its start" in draw.rates({"far too large": [2.3, 6.0, 5.0]}).alt


def test_templates_tell_red_middles_from_blue_ones():
    weights = np.zeros((28, 28, 4))
    weights[12:16, 12:16] = [1, -1, 2, -2]
    picture = draw.templates(weights.reshape(784, 4), "abcd")
    assert "red for a and c, blue for b and d; the corners are white" in picture.alt
    weights[0, 0, 0] = 0.1
    assert "the corners are not white" in draw.templates(weights.reshape(784, 4), "abcd").alt


def test_the_surest_mistakes_come_first():
    p = np.array([[0.6, 0.3, 0.1], [0.05, 0.9, 0.05], [0.2, 0.0, 0.8]])
    images = np.arange(3)[:, None] / 3 * np.ones(784)
    picture = draw.mistakes(images, np.array([1, 0, 0]), p, shown=2)
    assert [ax.get_title() for ax in picture.figure.axes] == ["0, not 1\n(90% sure)", "0, not 2\n(80% sure)"]
    assert picture.figure.axes[0].images[0].get_array()[0, 0] == pytest.approx(1 / 3)
    assert "0, not 1 (90% sure); 0, not 2 (80% sure)" in picture.alt
