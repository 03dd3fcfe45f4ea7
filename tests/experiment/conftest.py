"""Small runs, and torch as the tests found it."""

import pytest
import torch
from short_runs import SHORT

from course_utils.experiment import train


@pytest.fixture(autouse=True)
def _threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture
def run(tmp_path):
    """Return a function that trains into a folder of the given name and returns (exit code, folder)."""

    def do(name="run", *options, short=SHORT):
        folder = tmp_path / name
        return train.main([*short, "--out", str(folder), *options]), folder

    return do
