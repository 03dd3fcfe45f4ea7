"""What holds for every test: no network, one thread, and a course home that is not the learner's."""

import os

import hypothesis
import pytest
import some_cases

from course_utils.maintenance import offline

# At import, not in a fixture: test modules that import the package must already meet this environment. The plugin
# course_utils.maintenance.strict has done the same; this holds when somebody runs the tests without it.
os.environ.update(offline.scratch_environment("course-tests-"))
os.environ["MPLBACKEND"] = "Agg"
offline.block()
# A busy machine may take a second for what takes a hundredth: no test fails by the clock.
hypothesis.settings.register_profile("course", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("course")


@pytest.fixture
def course_home(tmp_path, monkeypatch):
    """Return an empty course home that this test alone uses."""
    home = tmp_path / "course home"  # with a space: learners' folders have them
    home.mkdir()
    monkeypatch.setenv("COURSE_HOME", str(home))
    return home


def pytest_collection_modifyitems(config, items):
    """Browser tests last: a fault that needs no browser is seen before one that does. In a short run, some."""
    items.sort(key=lambda item: "browser" in item.path.parts)
    if os.environ.get("COURSE_TESTS") == "some":
        items[:], left = some_cases.thinned(items, some_cases.changed_files())
        config.hook.pytest_deselected(items=left)
