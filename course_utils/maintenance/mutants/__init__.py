"""Put small faults into the course's own code, Python and JavaScript, and see which of them no test finds.

    python -m course_utils.maintenance.mutants --count 60 --seed 1

A mutant is one small change of one file: a comparison or an operator turned, a constant, a condition or a default
changed, an argument, a statement or a returned value taken away, a slice one off. Both languages are changed by a
parser, Python by ``ast`` and JavaScript by acorn, so that what is drawn is always a program.

What is never changed: docstrings, type hints, ``__all__``, what runs only as ``if __name__ == "__main__"``, and the
words of messages: f-strings, whatever stands inside ``raise``, and texts of more than one word. Sentences are held by
``course_utils.maintenance.claims``; a text of one word, such as a key or a name, is a constant like any other.
"""
