"""From Neuron to ResNet: the helper package of the course.

What a lesson teaches is what this package holds and what the tests check. Importing ``course_utils`` by itself
loads nothing heavy; import the module you need, for instance ``from course_utils import activations``.
"""

__version__ = "0.3.0"
