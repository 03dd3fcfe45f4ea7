"""Predictions of chapter 03: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="03-predict-impossible-output",
        question="A popular text states that this network's outputs are 1.10590 and 0.77292. Before any calculation: "
        "what can be said?",
        options=(
            Option(
                "Both could be right",
                "Look at the range of the sigmoid in chapter 01: nothing above 1 can come out of it.",
            ),
            Option(
                "The first must be wrong",
                "Right: σ(z) lies between 0 and 1, so no output can be 1.1059. The next cell shows what that number "
                "really is.",
                right=True,
            ),
            Option(
                "The second must be wrong",
                "A value between 0 and 1 is possible, so without calculating nothing speaks against it. (In its last "
                "digit it will turn out to be cut off, not rounded.)",
            ),
            Option(
                "Both must be wrong",
                "The second lies between 0 and 1, so a sigmoid can produce it. Is that true of the first?",
            ),
        ),
    ),
    Prediction(
        id="03-predict-two-paths",
        question="h1 reaches the error by two paths, through o1 (whose output is too high) and through o2 (too low). "
        "w5 and w7 are both positive. How do the two shares of ∂E/∂out_h1 combine?",
        options=(
            Option(
                "They reinforce each other",
                "A larger out_h1 raises both outputs: bad for o1, good for o2. Can both shares have the same sign?",
            ),
            Option(
                "They partly cancel",
                "Right. A larger out_h1 raises both outputs. That is bad for o1 and good for o2, so the shares have "
                "opposite signs; o1 is further off, so its share wins.",
                right=True,
            ),
            Option(
                "Only the larger one counts",
                "A derivative has no winner: both routes exist at once, so both effects are added, sign and all.",
            ),
            Option(
                "They are multiplied",
                "Along one path, factors multiply. Paths side by side do something else: think of the total effect of "
                "one nudge.",
            ),
        ),
    ),
    Prediction(
        id="03-predict-last-digits",
        question="A famous post prints the error after one step as 0.291027924. Our program prints 0.291027774. What "
        "is the likeliest cause?",
        options=(
            Option(
                "Rounding of intermediate results",
                "With nine digits kept everywhere, rounding disturbs about the ninth digit. These differ in the "
                "seventh.",
            ),
            Option(
                "Single-precision arithmetic",
                "A good suspect, since float32 keeps about seven digits. The next cell tries it: the result stays "
                "within 1e-7 of ours and does not reach theirs.",
            ),
            Option(
                "A different procedure",
                "Right. A difference that comes out the same on every machine, and is larger than rounding can "
                "explain, has a cause in the procedure. We shall find which.",
                right=True,
            ),
            Option(
                "Another sigmoid routine", "All of them agree to about sixteen digits. That cannot disturb the seventh."
            ),
        ),
    ),
    Prediction(
        id="03-predict-whose-program",
        question="Four classmates hand in the error after one step. One prints 0.285750887. What does that program do "
        "differently from ours?",
        options=(
            Option(
                "It updates the layers in sequence",
                "That program prints 0.291027924, as above: a difference in the seventh digit. This one differs in the "
                "second.",
            ),
            Option(
                "It forgets the ½ in the error",
                "Then already the first error would be about 0.597 instead of 0.298, and the steps would be twice as "
                "long.",
            ),
            Option(
                "It also trains the two biases",
                "Right: with one shared bias per layer trained, the error after a step is 0.285750887. More freedom, "
                "faster descent.",
                right=True,
            ),
            Option(
                "It uses the learning rate 0.1", "A smaller step lowers the error less. This error is lower than ours."
            ),
        ),
    ),
    Prediction(
        id="03-predict-ten-thousand",
        question="The error starts at 0.298. After 10,000 steps, biases frozen, it will be about …",
        options=(
            Option(
                "0.1",
                "That is where it stands after 30 steps. The descent slows down, but it does not stop there.",
            ),
            Option("0.001", "That is where it stands after 1,000 steps."),
            Option(
                "0.00004",
                "Right: about 3.5e-5, still shrinking, ever more slowly, because the sigmoids' slopes get flatter near "
                "0 and 1.",
                right=True,
            ),
            Option(
                "exactly 0",
                "The targets 0.01 and 0.99 can be reached exactly, but each step is proportional to the slope, and the "
                "slope fades on the way.",
            ),
        ),
    ),
)
