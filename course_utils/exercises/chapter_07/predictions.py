"""Predictions of chapter 07: the questions asked before a figure or a computation, with a reply to every option."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction

PREDICTIONS = (
    Prediction(
        id="07-predict-rows",
        question="Ten colour pictures of 7 × 7 pixels, x of shape (10, 3, 7, 7), and a 5 × 5 kernel with stride 1. "
        "What shape has the matrix of im2col?",
        options=(
            Option(
                "(10, 75): a row for each picture",
                "A picture holds many windows. At how many places does a 5 × 5 window fit into 7 × 7 pixels?",
            ),
            Option(
                "(90, 25): a row for each place",
                "The rows are right: 3 × 3 places in each of 10 pictures. But a window reaches through all three "
                "channels. How many numbers does it hold?",
            ),
            Option(
                "(90, 75): a row for each place",
                "Yes. 3 × 3 places in each of 10 pictures make 90 rows, and a window of 3 × 5 × 5 numbers makes 75 "
                "columns.",
                right=True,
            ),
            Option(
                "(270, 25): a row for each place and channel",
                "Then a filter would meet one channel at a time, and the three sums would still have to be added. One "
                "row should hold all that one output needs.",
            ),
        ),
    ),
    Prediction(
        id="07-predict-memory",
        question="A hundred digits, (100, 1, 28, 28), and a 5 × 5 kernel. How many times as large as the digits is "
        "their im2col matrix?",
        options=(
            Option(
                "Just as large: it holds the same numbers",
                "The same numbers, yes, but how often each? Look for one pixel in several rows of the little matrix "
                "above.",
            ),
            Option(
                "5 times",
                "A window moves in two directions: a pixel is seen by up to five windows across, and by up to five "
                "down.",
            ),
            Option(
                "Between 18 and 19 times",
                "Yes. A pixel in the middle is copied into 25 windows, one in a corner into a single one, and the mean "
                "of them all is 18.4.",
                right=True,
            ),
            Option(
                "Exactly 25 times",
                "That holds for every pixel that is at least four pixels away from the rim. How often is a corner "
                "copied?",
            ),
        ),
    ),
    Prediction(
        id="07-predict-parameters",
        question="The network has a convolution of 30 filters 5 × 5, then ReLU and 2 × 2 pooling, a dense layer of 100 "
        "units and a dense layer of 10. Which part of all its parameters belongs to the convolution?",
        options=(
            Option(
                "More than half: it does so much of the work",
                "It does half of the multiplications, 432,000 for a digit, and the first dense layer just as many. But "
                "every filter is used again at all places, and counts once. How many weights does a filter have?",
            ),
            Option(
                "About a tenth",
                "Count: 30 filters of 25 weights and a bias each. And then the weights between the pooled maps and 100 "
                "units.",
            ),
            Option(
                "About one in 500",
                "Yes. 780 parameters, beside 432,100 in the first dense layer. Sharing is that cheap, and full "
                "connection that dear.",
                right=True,
            ),
            Option(
                "None: filters are fixed",
                "Fixed filters were the rule before such networks. Here they are learnt, like every other weight.",
            ),
        ),
    ),
    Prediction(
        id="07-predict-filter-four",
        question="A well-known program computes the number of inputs of the first dense layer as int(30 · (c/2) · "
        "(c/2)), c being the side of the feature maps. What happens when the filter is 4 × 4?",
        options=(
            Option(
                "It works: int makes a whole number of it",
                "A whole number, yes. Is it the number of values that really arrive? The maps are 25 wide, and pooling "
                "makes whole pixels of them.",
            ),
            Option(
                "The last row and column of every map count double",
                "Nothing counts double: what does not fill a pooling window is left out. So does the formula count too "
                "many or too few?",
            ),
            Option(
                "The first dense layer is given fewer numbers than it was built for",
                "Yes. Half of 25 is not 12.5 but 12 pixels. The formula counts halves of pixels, which never arrive, "
                "and the product of two shapes that do not match is an error.",
                right=True,
            ),
            Option(
                "The convolution fails: 4 does not divide 28",
                "A 4 × 4 window moves over 28 pixels without trouble, with 25 places each way.",
            ),
        ),
    ),
    Prediction(
        id="07-predict-init",
        question="The same network and data, but all weights start with standard deviation 0.01 instead of He's 0.283, "
        "0.0215 and 0.141. Where does it stand after one epoch?",
        options=(
            Option(
                "Still guessing: the gradients have vanished",
                "With three layers of weights they are small, not gone, and Adam divides by their size. In a network "
                "of twenty layers you would be right.",
            ),
            Option(
                "Behind, but well on its way",
                "Yes. The signal begins far too small, and the first updates go into making it larger. A shallow "
                "network gets over that; a deep one does not.",
                right=True,
            ),
            Option(
                "Level: training corrects any start",
                "In the long run nearly. But the first 40 updates must first make the weights grow. That takes time.",
            ),
            Option(
                "Ahead: small weights overfit less",
                "Small weights do restrain a network, but after one epoch there is nothing to restrain yet.",
            ),
        ),
    ),
    Prediction(
        id="07-predict-filters",
        question="He's random start, then 20 epochs of training. How will the 30 filters look, beside their own start?",
        options=(
            Option(
                "Patterns everywhere: edges in all directions",
                "That is what books show, and it will come, from another start. Each weight began at about 0.28. How "
                "far can 800 small steps carry it?",
            ),
            Option(
                "Like small parts of digits",
                "A filter sees 5 × 5 pixels, the width of a stroke or two. And would all of its first values be gone?",
            ),
            Option(
                "Much as they did before",
                "Yes, to the eye. The change is small beside the random start. Whether the change has a pattern is "
                "another question.",
                right=True,
            ),
            Option(
                "All 30 alike",
                "Different starts have different gradients, and each filter goes its own way. (Equal starts would "
                "indeed stay equal.)",
            ),
        ),
    ),
    Prediction(
        id="07-predict-prune",
        question="Half of the trained network's filters, 15 drawn by lot, are set to zero, and nothing is trained "
        "again. What is left of its accuracy on the test digits, which was about 96 %?",
        options=(
            Option(
                "Nothing: it is down to guessing",
                "That would be so if every filter were needed for every digit. How different are thirty filters that "
                "all look at the same strokes?",
            ),
            Option(
                "About half of it",
                "Accuracy does not divide itself among the filters. A class needs some evidence, not all of it.",
            ),
            Option(
                "All but a few points",
                "Yes. The filters overlap in what they see, and the dense layers have read all of them. The last few "
                "are the dear ones.",
                right=True,
            ),
            Option(
                "It rises: fewer filters overfit less",
                "Now and then the loss of one filter does help by a hair. Of fifteen, untrained, no.",
            ),
        ),
    ),
    Prediction(
        id="07-predict-shift",
        question="All test digits are moved four pixels to the right. About 96 % were right before. How many now?",
        options=(
            Option(
                "The same: a convolution does not mind where things are",
                "The feature maps move along with the picture, as chapter 05 showed. But the dense layer behind them "
                "has a weight of its own for every place.",
            ),
            Option(
                "About 90 %: pooling takes up most of it",
                "2 × 2 pooling forgives a move of one pixel, sometimes. Four pixels are two whole pooled ones.",
            ),
            Option(
                "Less than half",
                "Yes. The dense layer has learnt where in the maps each stroke of a digit lies. Four pixels further "
                "other weights wait for it.",
                right=True,
            ),
            Option(
                "About 10 %: it guesses",
                "That takes a longer way. Some strokes still fall where the network expects something alike.",
            ),
        ),
    ),
)
