"""Predictions of chapter 09: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="09-predict-224",
        question="The paper prints a picture of 224 × 224, kernels of 11 × 11, stride 4, and maps of 55 × 55; it "
        "mentions no padding. How many places has such a kernel along 224 pixels?",
        options=(
            Option("55, as printed", "Divide: the window can move 224 − 11 = 213 pixels. Is that a multiple of 4?"),
            Option(
                "54, with one pixel left over",
                "Yes. (224 − 11)/4 + 1 = 54.25. The last pixel is never seen, and the maps would be 54 × 54.",
                right=True,
            ),
            Option("56: 224 divided by 4", "That would be so if the window itself had no width beyond its stride."),
            Option("54.25", "That is what the formula gives. Can a window have a quarter of a place?"),
        ),
    ),
    Prediction(
        id="09-predict-where",
        question="AlexNet has about 60 million parameters in five convolutional and three dense layers. Which part of "
        "them is in the convolutions?",
        options=(
            Option(
                "More than half: there are five of them",
                "And they are wide. But each kernel is shared by all places, and a dense layer shares nothing.",
            ),
            Option("About a quarter", "Less. Look at the first dense layer alone: 9,216 inputs, 4,096 units."),
            Option(
                "About 4 %",
                "Yes. 3.8 %: the three dense layers hold the other 58.6 million.",
                right=True,
            ),
            Option(
                "Less than one in a thousand",
                "That holds for conv1. conv3, with kernels over 256 maps, has nearly a million.",
            ),
        ),
    ),
    Prediction(
        id="09-predict-towers",
        question="In conv2, conv4 and conv5 each kernel reads only the maps of its own tower: half of them. How many "
        "of all parameters does that save, beside the same network with one tower?",
        options=(
            Option("Half", "Half of the weights of three layers, yes. How many of the 60 million are in those three?"),
            Option("About a quarter", "Count the three layers. Most of the parameters are elsewhere."),
            Option(
                "About 2 %",
                "Yes. 62.4 million become 61.0. What the split saves is memory for maps, work, and traffic between the "
                "two GPUs.",
                right=True,
            ),
            Option("Nothing: there are two towers", "Two towers together have as many kernels. How long is a kernel?"),
        ),
    ),
    Prediction(
        id="09-predict-bends",
        question="Three small AlexNets that differ in their activation only: ReLU, tanh and the logistic sigmoid, each "
        "with first weights drawn as suits it. How do they stand after twelve epochs on 800 patches?",
        options=(
            Option(
                "ReLU far ahead; tanh and sigmoid together",
                "That is how the story is told. tanh passes zero in its middle with slope 1; the sigmoid has slope 1/4 "
                "at most. Are they the same case?",
            ),
            Option(
                "ReLU and tanh together; the sigmoid far behind",
                "Yes, at this size and with these first weights. The factor of six between ReLU and tanh, which the "
                "paper shows, needs the paper's circumstances.",
                right=True,
            ),
            Option(
                "All three together",
                "Eight layers deep: how much is left of a gradient that was multiplied by 1/4 or less in each?",
            ),
            Option(
                "The sigmoid ahead: it never kills a unit",
                "No unit of it dies, true. Every unit of it lets at most a quarter of the gradient through.",
            ),
        ),
    ),
    Prediction(
        id="09-predict-lrn",
        question="At one pixel, channel 3 answers 1 and its neighbour, channel 4, answers 50; all others are silent. "
        "What does local response normalisation do with the two?",
        options=(
            Option(
                "It lifts the 1 and lowers the 50",
                "That is often said of it. Look at the formula: can the divisor be smaller than 1?",
            ),
            Option("It lowers the 50 and leaves the 1", "Does the 1 have a divisor of its own without the 50 in it?"),
            Option(
                "It divides both by the same number",
                "Yes. Both windows hold the same two answers, so both are divided by the same 1.84. Which of the two "
                "is larger, and how many times, does not change at all.",
                right=True,
            ),
            Option("It sets the 1 to 0: the stronger wins", "Lateral inhibition damps. Does a division ever give 0?"),
        ),
    ),
    Prediction(
        id="09-predict-halving",
        question="A unit of fc7 adds up 4,096 inputs; while training, each is silenced with probability 0.5. Now the "
        "network is used, all inputs speak, and somebody forgets to multiply by 0.5. What does the unit receive?",
        options=(
            Option("The same as in training, on average", "In training half of the terms were missing."),
            Option(
                "Twice what it received on average",
                "Yes, and so does every unit of the layer, and again in the layer after. The factor 0.5 keeps the "
                "mean.",
                right=True,
            ),
            Option("Half of it", "More inputs speak than before, not fewer."),
            Option(
                "The square root of two times as much",
                "So it would be for the *spread* of a sum of independent terms around 0. Here the mean is meant.",
            ),
        ),
    ),
    Prediction(
        id="09-predict-brake",
        question="On the same network, dropout and all augmentation are switched off. 400 training patches, 30 epochs. "
        "What changes most?",
        options=(
            Option(
                "The error on the training patches: it falls to less than half",
                "Yes, to a few percent. Nothing is left that could keep the network from learning them by heart. The "
                "test error moves far less.",
                right=True,
            ),
            Option(
                "The error on the test patches: it doubles",
                "Overfitting costs something, but how much, on a task this easy? Compare the two panels below.",
            ),
            Option(
                "Both errors are halved: nothing disturbs the learning",
                "The first is. Whether the second follows is just what overfitting is about.",
            ),
            Option("Neither changes", "368,328 parameters and 400 pictures: what could hold them back?"),
        ),
    ),
    Prediction(
        id="09-predict-rate",
        question="Gradient 1 at every step, momentum 0.9, both rules long since at their full speed. Now the learning "
        "rate is divided by 10. How long is the very next step?",
        options=(
            Option("A tenth, in both", "Where does each rule keep its rate: inside the velocity, or outside?"),
            Option(
                "A tenth in torch's rule; still nine tenths and a bit in the paper's",
                "Yes. torch multiplies the whole velocity by the new rate. The paper's velocity was made with the old "
                "one, and has to fade.",
                right=True,
            ),
            Option(
                "A tenth in the paper's rule; nine tenths in torch's",
                "The other way round: in the paper's rule the rate is *inside* the velocity.",
            ),
            Option("Unchanged in both for some ten steps", "In one of the two it falls at once. In which?"),
        ),
    ),
    Prediction(
        id="09-predict-guess",
        question="A network that guesses: all classes in random order. What is its top-5 error on our 8 classes, and "
        "on the 1,000 of ImageNet?",
        options=(
            Option(
                "37.5 % and 99.5 %",
                "Yes. Five of eight classes are in the list, five of a thousand. A top-5 error says nothing before you "
                "know of how many classes.",
                right=True,
            ),
            Option("87.5 % and 99.9 %", "Those are the top-1 errors. Five names may be given."),
            Option("20 % and 20 %", "One in five? How many classes are there, and how many of them are named?"),
            Option("62.5 % and 0.5 %", "These are the shares that are right. The error is the rest."),
        ),
    ),
)
