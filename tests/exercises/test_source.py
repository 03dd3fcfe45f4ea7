"""What `solution` shows of a function runs by itself: imports and helpers come along."""

import numpy as np
import pytest

from course_utils import activations, convolution, shapes
from course_utils.exercises import registry
from course_utils.exercises.chapter_06 import answers
from course_utils.exercises.source import runnable_source


@pytest.mark.parametrize("function", [activations.relu_grad, convolution.im2col, shapes.output_size, answers.max_pool])
def test_a_function_comes_with_what_it_needs(function):
    namespace = {}
    exec(runnable_source(function, "asked_for"), namespace)
    assert namespace["asked_for"].__name__ == function.__name__


def test_helpers_stand_before_their_users_and_once():
    text = runnable_source(answers.max_pool_zero_padded, "max_pool")
    assert text.count("def slide") == text.count("def largest") == 1
    assert text.index("def slide") < text.index("def max_pool_zero_padded")
    assert text.splitlines()[0] == "import numpy as np"


def test_a_name_that_differs_is_given():
    assert runnable_source(np.vectorize(activations.relu).pyfunc, "mine").endswith("mine = relu")


def test_every_solution_of_a_function_is_code_alone():
    for number in registry.chapter_numbers():
        for exercise in registry.entries(number, "EXERCISES"):
            if exercise.is_function and not exercise.solution:
                compile(runnable_source(exercise.reference, exercise.asked_name), exercise.id, "exec")
