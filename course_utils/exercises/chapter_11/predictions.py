"""Predictions of chapter 11."""

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="11-predict-resume",
        question="A training run is killed in its third epoch and started again with `--resume`. How do its weights at "
        "the end compare with those of a run that nobody disturbed?",
        options=(
            Option(
                "They are about as good, but different",
                "So it is with most programs. It need not be: everything that the next step depends on can be stored.",
            ),
            Option(
                "They are equal, bit for bit",
                "Yes, on a CPU with one thread. Weights, the optimizer's memory and the place in the epoch are stored, "
                "and everything random follows from the seed and that place; what follows is then a computation like "
                "any other, and gives the same.",
                right=True,
            ),
            Option(
                "They are worse: the epochs before the stop are lost",
                "That would be a program that stores nothing on its way. This one stores after every epoch.",
            ),
            Option(
                "They are better: it was trained longer",
                "It was trained for the same number of epochs. Only the unfinished one was begun again.",
            ),
        ),
    ),
    Prediction(
        id="11-predict-size",
        question="The same network, the same program, but the pictures are read with 48 × 48 pixels instead of 32 × "
        "32. What happens to a network that ends in a flattening and a dense layer?",
        options=(
            Option(
                "Nothing: a convolution takes any size",
                "A convolution does. Look at what stands behind it: how many weights has a dense layer?",
            ),
            Option(
                "It runs and is slower",
                "The convolutions would be. Before the dense layer the number of inputs has changed.",
            ),
            Option(
                "An error where the flattened maps meet the dense layer",
                'Yes. The dense layer was made for a certain number of inputs. "Only `model.py` changes" holds as '
                "long as interface and input size stay the same.",
                right=True,
            ),
        ),
    ),
    Prediction(
        id="11-predict-share",
        question="In the ten-line network, which layer has the most parameters, and which makes the most "
        "multiply-adds?",
        options=(
            Option(
                "The last, dense layer has both",
                "Its weights are many, and each is used exactly once for a picture.",
            ),
            Option(
                "The second convolution does most of the work, the dense layer has most of the parameters",
                "Yes. A convolution uses each of its weights at every place; a dense layer uses each of its own once.",
                right=True,
            ),
            Option(
                "The first convolution has both: its maps are largest",
                "Its maps are large, but it reads only three channels. Work is places times weights.",
            ),
            Option(
                "The second convolution has both",
                "The work, yes. Now count the weights of the dense layer: every number that arrives has five of them.",
            ),
        ),
    ),
    Prediction(
        id="11-predict-untrained",
        question="A saliency map is drawn for the trained network, and again for the same network with random weights. "
        "What will the second one look like?",
        options=(
            Option(
                "Empty: a network that knows nothing has no gradient",
                "A gradient says how the score moves when a pixel does. Random weights move it too.",
            ),
            Option(
                "Even grey noise, without any relation to the picture",
                "Nearly, and still not. Which pixels pass a ReLU and a maximum depends on the picture, even with "
                "random weights.",
            ),
            Option(
                "Spotted too; by eye it would not be easy to tell which is which",
                "Yes. A map that looks meaningful is no evidence that something has been learned. Always look at the "
                "untrained network beside it.",
                right=True,
            ),
        ),
    ),
    Prediction(
        id="11-predict-disagree",
        question="Four networks of this course read the same 1,000 test digits, each with 95 to 98 % right. On how "
        "many digits do they *not* all give the same answer?",
        options=(
            Option(
                "On about 10",
                "Then nearly all their mistakes would be the same mistakes. Some digits are hard for everybody, but "
                "not only those.",
            ),
            Option(
                "On 40 to 90",
                "Yes. They share a part of their mistakes, some unclear digits, and each has others of its own.",
                right=True,
            ),
            Option("On about 200", "Together they have fewer mistakes than that, even if no two were the same."),
            Option(
                "On none: they have learned the same digits",
                "The same digits, by different networks from different starts. What they do between the training "
                "pictures is their own.",
            ),
        ),
    ),
    Prediction(
        id="11-predict-interval",
        question="A network gets 965 of 1,000 test digits right. How far, in percentage points, does a 95 % interval "
        "for its true accuracy reach to either side?",
        options=(
            Option("About 0.1 points", "Then a thousand digits would be as good as all the digits of the world."),
            Option(
                "About 0.35 points",
                "That is three or four mistakes, a tenth of the thirty-five. Chance goes by "
                "the root: one standard error is about √35, six mistakes.",
            ),
            Option(
                "About 1.2 points",
                "Yes: from about 95.2 to 97.5 %. Thirty-five mistakes might as well have been twenty-five or "
                "forty-eight.",
                right=True,
            ),
            Option("About 5 points", "With a hundred digits it would be nearly that. A thousand say more."),
        ),
    ),
    Prediction(
        id="11-predict-tell-apart",
        question="Network A has a true accuracy of 0.965, network B of 0.970. About how many test digits does each "
        "need (different ones for each) until the difference is twice its own standard error?",
        options=(
            Option("1,000", "A thousand are good for 1.2 points either way. The difference is half a point."),
            Option("2,000", "Twice as many digits make the error smaller by the root of two only."),
            Option(
                "About 10,000",
                "Yes. The whole MNIST test set is just large enough. On the *same* digits fewer are needed, for only "
                "those count on which the two disagree.",
                right=True,
            ),
            Option("About 1,000,000", "So many would tell apart a twentieth of a point."),
        ),
    ),
    Prediction(
        id="11-predict-overconfident",
        question="From some epoch on the validation *loss* rises, and the validation *accuracy* does not fall. Can "
        "both be true?",
        options=(
            Option(
                "No: one of the two numbers must be wrong",
                "They measure different things. Which one asks how sure the network was?",
            ),
            Option(
                "Yes: the wrong answers become more and more certain",
                "Yes. Accuracy only counts who wins; cross-entropy charges the logarithm. A few mistakes made with "
                "99.9 % certainty can cost more than all the right answers together.",
                right=True,
            ),
            Option("Yes: the learning rate is too high", "Then the training loss would suffer too, and it falls."),
        ),
    ),
    Prediction(
        id="11-predict-processes",
        question="Two processes take half a batch each, compute their gradients and average them. How does the result "
        "differ from one process with the whole batch, if the halves are equally large and nothing is normalised by "
        "the batch?",
        options=(
            Option("It is half as large", "A mean of two means is a mean, not a half."),
            Option("It is noisier: each has seen fewer pictures", "Each half is. Their mean has seen them all."),
            Option(
                "By rounding only",
                "Yes. The gradient of a mean is the mean of the gradients. With batch normalisation it is not: each "
                "process normalises by its own half.",
                right=True,
            ),
        ),
    ),
)
