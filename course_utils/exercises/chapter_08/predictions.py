"""The questions that chapter 08 asks before it computes or shows something."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

BENDS = Prediction(
    id="08-predict-bend",
    question="Many texts say that LeNet-5 used “the sigmoid”. What was its activation function?",
    options=(
        Option(
            "The logistic sigmoid, from 0 to 1",
            reply="That is what the word means today. The authors meant any S; theirs is odd, so that outputs are "
            "centred on zero.",
        ),
        Option("1.7159 tanh(2a/3)", reply="Yes: an S from −1.7159 to 1.7159 that takes 1 to 1.", right=True),
        Option("ReLU", reply="Rectified units became common in such networks some twelve years later."),
        Option(
            "None: it was a linear network",
            reply="Layers without a bend collapse into one (chapter 01). This one has a bend in every layer up to F6.",
        ),
    ),
)

SUBSAMPLING = Prediction(
    id="08-predict-subsampling",
    question="S2 makes six maps of 14 × 14 out of six maps of 28 × 28. How many numbers does it learn?",
    options=(
        Option("None: it is a pooling layer", reply="Today's pooling learns nothing. This one does."),
        Option("6, one for each map", reply="A coefficient for each map, yes. What is added after it?"),
        Option("12, two for each map", reply="Yes: a coefficient and a bias for each of six maps.", right=True),
        Option(
            "24, four for each map",
            reply="Four cells are added up, but all with the same weight: one coefficient serves all four.",
        ),
    ),
)

C3_READS = Prediction(
    id="08-predict-c3",
    question="C3 has sixteen maps, S2 six. How many of S2's maps does a map of C3 read?",
    options=(
        Option(
            "All six",
            reply="Many programs called LeNet-5 do that, and have 900 parameters more in this layer. In the paper only "
            "one map of sixteen does.",
        ),
        Option("One", reply="Then no map could combine what two filters have found."),
        Option(
            "Three, four or six, depending on the map",
            reply="Yes: six maps read three, nine read four, and one reads all.",
            right=True,
        ),
        Option(
            "A random choice, new for each epoch",
            reply="Dropping at random came later (dropout, chapter 09), and "
            "it draws anew at every step. This choice is fixed.",
        ),
    ),
)

RBF_ANSWER = Prediction(
    id="08-predict-rbf",
    question="Of LeNet-5's ten outputs for a picture the one for “4” is 3, the one for “9” is 170, and the others lie "
    "between. What does the network read?",
    options=(
        Option("A 9: its output is the largest", reply="With logits the largest wins. These outputs are distances."),
        Option(
            "A 4: its distance is the smallest", reply="Yes. The features nearly equal the code of a 4.", right=True
        ),
        Option(
            "It cannot be told without softmax",
            reply="No softmax is needed: it would turn minus the distances into shares, and the smallest distance "
            "would get the largest share.",
        ),
        Option(
            "A 4, and it is 3 % sure",
            reply="A 4, yes. But a squared distance is no percentage: it can be any number from 0 up.",
        ),
    ),
)

C5_NAME = Prediction(
    id="08-predict-c5",
    question="C5 has 120 maps of 1 × 1, each unit connected with all of S4. Why is it called a convolution, and not a "
    "full connection?",
    options=(
        Option("Because its weights are shared over many places", reply="For this input there is one place only."),
        Option(
            "Because a larger input would make its maps larger than 1 × 1",
            reply="Yes. Its windows are 5 × 5, and S4's maps happen to have that size.",
            right=True,
        ),
        Option("It is a mistake of the paper", reply="The paper says why, in section II-B."),
        Option("Because it has no biases", reply="It has 120, one for each map."),
    ),
)

MOST_CONNECTIONS = Prediction(
    id="08-predict-share",
    question="For one picture LeNet-5 uses its 60,000 numbers 340,908 times. Which layer has the most of these "
    "connections?",
    options=(
        Option("C1, the first convolution", reply="122,304: many places, but only 26 numbers at each place of a map."),
        Option("C3, with its sixteen maps", reply="Yes: 151,600, 44 %, with only 1,516 parameters.", right=True),
        Option(
            "C5, which sees all of S4",
            reply="48,120: each of its numbers is used once, though it holds four in five of them.",
        ),
        Option("F6, the dense layer", reply="10,164: each of its numbers is used once."),
    ),
)

SWITCHED = Prediction(
    id="08-predict-modern",
    question="All of LeNet-5's choices are replaced by today's (full C3, max pooling, ReLU, softmax, He's first "
    "weights), and both are trained for 20 epochs on 4,000 digits. The mean test accuracies of five runs of each …",
    options=(
        Option(
            "are far better for the modern one, by five points or more", reply="So one would think. It leads early on."
        ),
        Option(
            "lie within about one point of each other",
            reply="Yes: a tie after 20 epochs. After the first epoch the modern one is twelve points ahead on average.",
            right=True,
        ),
        Option("are far better for the published one", reply="Its choices were good ones, but not as good as that."),
        Option(
            "cannot be compared, since one learns more numbers than the other",
            reply="60,000 and 61,706: about the same size.",
        ),
    ),
)

PREDICTIONS = (BENDS, SUBSAMPLING, C3_READS, C5_NAME, RBF_ANSWER, MOST_CONNECTIONS, SWITCHED)
