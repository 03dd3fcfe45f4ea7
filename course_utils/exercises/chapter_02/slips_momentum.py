"""Further ways in which one step with momentum commonly goes wrong."""

from __future__ import annotations

from course_utils.exercises.engine import Misconception


def moves(velocity, move=lambda w, v, old, grad, lr, mu: w + v):
    """Return a step that makes a new velocity and then moves w by it."""

    def step(w, v, grad, lr, mu):
        new = velocity(v, grad, lr, mu)
        return move(w, new, v, grad, lr, mu), new

    return step


def _right_velocity(v, grad, lr, mu):
    return mu * v - lr * grad


def _right_velocity_alone(w, v, grad, lr, mu):
    return _right_velocity(v, grad, lr, mu)


def _step_in_place(w, v, grad, lr, mu):
    v *= mu
    v -= lr * grad
    w += v
    return w, v


def _velocity_in_place(w, v, grad, lr, mu):
    v *= mu
    v -= lr * grad
    return w + v, v


def _weights_in_place(w, v, grad, lr, mu):
    v = mu * v - lr * grad
    w += v
    return w, v


MOMENTUM_SLIPS = (
    Misconception(
        "μ on the gradient",
        moves(lambda v, grad, lr, mu: v - mu * grad),
        "Of which of the two does a part survive each step: of the old velocity, or of the gradient?",
        also=(
            moves(lambda v, grad, lr, mu: v + mu * grad),
            moves(lambda v, grad, lr, mu: v - lr * mu * grad),
            moves(lambda v, grad, lr, mu: v - mu * grad, lambda w, v, old, grad, lr, mu: w + lr * v),
            moves(lambda v, grad, lr, mu: v + mu * grad, lambda w, v, old, grad, lr, mu: w - lr * v),
        ),
    ),
    Misconception(
        "μ and the learning rate exchanged",
        moves(lambda v, grad, lr, mu: lr * v - mu * grad),
        "With `mu=0` this should be plain gradient descent. Is yours?",
    ),
    Misconception(
        "the velocity points uphill",
        moves(lambda v, grad, lr, mu: mu * v + lr * grad, lambda w, v, old, grad, lr, mu: w - v),
        "Your v points uphill, and w goes against it. In the rule above, which way does the v that comes in point?",
    ),
    Misconception(
        "a running mean",
        moves(lambda v, grad, lr, mu: mu * v + (1 - mu) * grad, lambda w, v, old, grad, lr, mu: w - lr * v),
        "In some courses the velocity is a running mean, with weights μ and 1 − μ. Which weight has the gradient in "
        "the rule above?",
        also=(
            moves(lambda v, grad, lr, mu: mu * v - (1 - mu) * lr * grad),
            moves(lambda v, grad, lr, mu: (1 - mu) * v - mu * lr * grad),
            moves(lambda v, grad, lr, mu: mu * v - (1 - mu) * grad),
            moves(lambda v, grad, lr, mu: mu * v + (1 - mu) * grad),
            moves(lambda v, grad, lr, mu: mu * v - (1 - mu) * grad, lambda w, v, old, grad, lr, mu: w + lr * v),
        ),
    ),
    Misconception(
        "a look ahead",
        moves(_right_velocity, lambda w, v, old, grad, lr, mu: w + mu * v - lr * grad),
        "That is Nesterov's step, which looks ahead. By which velocity does w move in the rule above, and how often?",
        also=(
            moves(_right_velocity, lambda w, v, old, grad, lr, mu: w + mu * v),
            moves(lambda v, grad, lr, mu: mu * v + grad, lambda w, v, old, grad, lr, mu: w - lr * (grad + mu * v)),
        ),
    ),
    Misconception(
        "nothing fades",
        moves(lambda v, grad, lr, mu: v - lr * grad),
        "With `mu=0` nothing of the old velocity should survive. How much of it does in yours?",
        also=(
            moves(lambda v, grad, lr, mu: (1 - mu) * v - lr * grad),
            moves(lambda v, grad, lr, mu: mu + v - lr * grad),
        ),
    ),
    Misconception(
        "the learning rate on the old velocity too",
        moves(lambda v, grad, lr, mu: lr * (mu * v - grad)),
        "With `lr=0` a rolling ball would roll on. Does yours?",
        also=(
            moves(_right_velocity, lambda w, v, old, grad, lr, mu: w + lr * v),
            moves(lambda v, grad, lr, mu: mu * v - grad, lambda w, v, old, grad, lr, mu: w + lr * v),
            moves(_right_velocity, lambda w, v, old, grad, lr, mu: w - lr * v),
        ),
    ),
    Misconception(
        "μ on the push too",
        moves(lambda v, grad, lr, mu: mu * (v - lr * grad)),
        "With `mu=0` yours stands still. What should be left of the rule then?",
    ),
    Misconception(
        "old velocity returned",
        lambda w, v, grad, lr, mu: (w + mu * v - lr * grad, v),
        "Your w is right. Which velocity does the next step need?",
    ),
    Misconception(
        "w not moved",
        lambda w, v, grad, lr, mu: (w, mu * v - lr * grad),
        "Your velocity is right, and w still stands where it stood. What is missing?",
    ),
    Misconception(
        "too much of the old velocity",
        moves(_right_velocity, lambda w, v, old, grad, lr, mu: w + v + old),
        "How much of the old velocity is in your step: a part μ of it, or more?",
        also=(
            moves(lambda v, grad, lr, mu: v + mu * v - lr * grad),
            moves(_right_velocity, lambda w, v, old, grad, lr, mu: w + mu * old + v),
        ),
    ),
    Misconception(
        "the step without w",
        lambda w, v, grad, lr, mu: (mu * v - lr * grad, mu * v - lr * grad),
        "You return the step twice. From where does it start?",
        also=(lambda w, v, grad, lr, mu: (v, mu * v - lr * grad),),
    ),
    Misconception(
        "inputs changed in place",
        _step_in_place,
        "The numbers are right, and an array of whoever called you has changed with them. Which of `v *= mu` and "
        "`v = mu * v` makes a new array?",
        also=(_velocity_in_place, _weights_in_place),
    ),
    Misconception(
        "one result of two",
        lambda w, v, grad, lr, mu: w + mu * v - lr * grad,
        "The next step needs a place and a velocity. Which of the two do you return?",
        also=(_right_velocity_alone,),
    ),
    Misconception(
        "the plain step for w",
        lambda w, v, grad, lr, mu: (w - lr * grad, mu * v - lr * grad),
        "Your w moves as in plain gradient descent. What carries it in the rule above?",
        also=(lambda w, v, grad, lr, mu: (w - lr * grad, v),),
    ),
    Misconception(
        "μ on w",
        lambda w, v, grad, lr, mu: (mu * w + mu * v - lr * grad, mu * v - lr * grad),
        "With `mu=0` your w forgets where it stood. What does μ damp: the place, or the velocity?",
    ),
)
