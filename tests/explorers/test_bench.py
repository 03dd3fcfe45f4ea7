"""`make bench` measures every explorer, with the promise that the course makes for its kind of control."""

import pytest

from course_utils.explorers import REGISTRY, explorer_class
from course_utils.explorers.controls_runs import OwnRun
from course_utils.maintenance import bench
from course_utils.maintenance.bench import latency
from course_utils.maintenance.bench.subjects import FRAMES, LIVE_MS, TABLE_MS, subjects


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_each_explorer_is_measured_through_a_table_and_through_python(name):
    cls, found = explorer_class(name), subjects(name)
    measured = [c for c in cls.controls if not isinstance(c, OwnRun)]
    kinds = [live for live in (False, True) if any(bool(c.live) == live for c in measured)]
    assert sorted({s.title.endswith(", live") for s in found}) == kinds and len(set(found)) == len(found)
    for subject in found:
        live = subject.title.endswith(", live")
        assert subject.latency == (LIVE_MS if live else TABLE_MS)
        assert subject.frames in (None, FRAMES) and (subject.frames is not None) <= (
            not live or "lens" in subject.control
        )
        assert cls.title in subject.title and len(subject.title) <= latency.WIDTH
        assert subject.way == "draw" or len(subject.keys) == 2


def test_the_report_tells_kept_from_missed(capsys):
    table, live = subjects("Descent")
    latency.report([(table, [10.0] * 19 + [90.0], 40.0), (live, [61.0] * 20, None), (live, [], None)])
    lines = capsys.readouterr().out.splitlines()
    (kept,) = [line for line in lines if table.title in line and "at most" in line]
    assert "10.0" in kept and kept.endswith(f"at most {TABLE_MS:g}: kept")
    assert any(live.title in line and line.endswith(f"at most {LIVE_MS:g}: MISSED") for line in lines)
    assert any(live.title in line and "nothing on the page changed" in line for line in lines)
    assert any(table.title in line and line.endswith(f"at least {FRAMES:g}: MISSED") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explorers", "Descant"], "got Descant; expected some of FirstSlider"),
        (["starts", "Descent"], "names of explorers go with the parts 'explorers', 'pages' and 'fit'"),
        (["speed"], "invalid choice: 'speed'"),
    ],
)
def test_what_cannot_be_measured_is_named(arguments, words, capsys):
    with pytest.raises(SystemExit):
        bench.main(arguments)
    assert words in capsys.readouterr().err
