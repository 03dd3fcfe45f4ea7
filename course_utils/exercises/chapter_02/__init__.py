"""Exercises and predictions of chapter 02, loss and gradient descent."""

from course_utils.exercises.chapter_02.descent import DESCENT_TASKS
from course_utils.exercises.chapter_02.softmax import SOFTMAX_TASKS
from course_utils.exercises.engine import Option, Prediction

EXERCISES = (*DESCENT_TASKS, *SOFTMAX_TASKS)

PREDICTIONS = (
    Prediction(
        id="02-predict-drop-the-two",
        question="A colleague leaves the 2 out: J = (1/m) Σ error². She starts from the same line and wants the same "
        "first step as you. What must she change?",
        options=(
            Option(
                "Nothing: the best line is the same",
                reply="The best line is indeed the same. But twice the loss has twice the slope everywhere, so with "
                "your learning rate her first step would be twice as long as yours.",
            ),
            Option(
                "Halve the learning rate",
                reply="Yes. Her slopes are twice yours and the step is learning rate × slope, so half the rate gives "
                "the same step. Seen from your side: with the ½, the matching learning rate is twice hers.",
                right=True,
            ),
            Option(
                "Double the learning rate",
                reply="Her slopes are already twice as steep, so her steps are already twice as long. Doubling the "
                "rate would make them four times as long.",
            ),
            Option(
                "It cannot be matched: the minimum moves",
                reply="A positive factor stretches the height of J, and leaves its lowest point exactly where it was. "
                "Only the slopes grow.",
            ),
        ),
    ),
    Prediction(
        id="02-predict-too-far",
        question="From (0, 1), where f = 5.5, one step with learning rate 0.6. The straight-line estimate promises a "
        "change of −24. What does f really do?",
        options=(
            Option(
                "It falls by 24",
                reply="It cannot: f is a sum of squares, never below 0, and starts at 5.5. So the promise must be "
                "broken, and the only question is by how much.",
            ),
            Option(
                "It falls, but by less than 5.5",
                reply="A fair guess: f cannot fall below 0. At 0.3 it would be right. At 0.6 the step is so long that "
                "it climbs the other side of the valley, higher than where it began.",
            ),
            Option(
                "It rises",
                reply="Yes. The step crosses the valley and climbs the far side to a point higher than the start: f "
                "rises, although every step points straight downhill.",
                right=True,
            ),
            Option(
                "It stays as it is",
                reply="That happens at one rate in between, where the step lands exactly as high on the far side. 0.6 "
                "is beyond it.",
            ),
        ),
    ),
    Prediction(
        id="02-predict-add-ten",
        question="A classifier's logits for one picture are (2, 1, −1). You add 10 to each of them. What happens to "
        "the three probabilities?",
        options=(
            Option(
                "All three grow",
                reply="They cannot: they are shares of one whole and always add up to 1. The exponentials all grow, "
                "each by the same factor.",
            ),
            Option(
                "The largest comes closer to 1",
                reply="That is what multiplying the logits would do. Adding multiplies every exponential by the same "
                "e¹⁰, and a common factor leaves the shares alone.",
            ),
            Option(
                "Nothing",
                reply="Yes. Each exponential is multiplied by e¹⁰, and so is their sum: the shares stay. Only "
                "differences between logits matter.",
                right=True,
            ),
            Option(
                "They become equal",
                reply="Relative to 10 the logits look alike, but softmax looks at their differences, and these are "
                "still 1 and 2.",
            ),
        ),
    ),
    Prediction(
        id="02-predict-first-loss",
        question="All weights and biases are 0. Before any training, what is the mean cross-entropy on the ten digits?",
        options=(
            Option(
                "0, because every logit is 0",
                reply="A loss of 0 would mean full confidence in every right answer. Equal logits mean no opinion: "
                "each class gets probability 1/10.",
            ),
            Option(
                "ln 10, about 2.3",
                reply="Yes. Equal logits give each class 1/10, and −ln(1/10) = ln 10. A classifier that starts well "
                "above that is confidently wrong; remember the number, it finds bugs.",
                right=True,
            ),
            Option(
                "0.9, because nine in ten guesses are wrong",
                reply="Nine in ten is the error rate of guessing. The loss is not the share of wrong answers but minus "
                "the logarithm of the probability of the right one.",
            ),
            Option(
                "It depends on the pictures",
                reply="With all weights 0 the pictures are multiplied by 0. Every picture gets the same ten logits.",
            ),
        ),
    ),
    Prediction(
        id="02-predict-weights-of-zero",
        question="After training, the 784 weights of the class “0” are drawn as a picture: red for positive, blue for "
        "negative. What do you expect in the middle?",
        options=(
            Option(
                "Red: the middle of the picture is the most important",
                reply="Important, yes, but in which direction? Ink in the middle is what a zero does not have.",
            ),
            Option(
                "Blue: ink there speaks against a zero",
                reply="Yes. A zero is a ring. Ink in its hole is evidence for another digit, so its weight is "
                "negative.",
                right=True,
            ),
            Option(
                "Pale: no zero has ink there, so nothing is learnt",
                reply="The zeros teach nothing there, but the other nine classes do: whenever they have ink in the "
                "middle, the gradient p − y of the class “0” is positive, and the update pushes that weight down.",
            ),
            Option(
                "No pattern at all: weights are not pictures",
                reply="In a deep network you would often be right. Here each weight belongs to one pixel, so they line "
                "up as a picture.",
            ),
        ),
    ),
)
