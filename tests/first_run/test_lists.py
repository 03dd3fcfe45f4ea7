"""The lists of exact versions: how uv's conditions are shortened, what is written, and that both fit pyproject.toml."""

import importlib.metadata
import itertools
import re
import tomllib

import classroom_python
import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_utils import settings
from course_utils.launch import pythons
from course_utils.maintenance.lock import __main__ as command
from course_utils.maintenance.lock import lists, trial

PLACES = {
    "linux": ("posix", "Linux", "x86_64"),
    "darwin": ("posix", "Darwin", "arm64"),
    "win32": ("nt", "Windows", "AMD64"),
}


def facts(platform, python):
    os_name, system, machine = PLACES[platform]
    return {
        "sys_platform": platform, "os_name": os_name, "platform_system": system, "platform_machine": machine,
        "python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython",
        "platform_python_implementation": "CPython", "extra": "",
    }  # fmt: skip


MARKERS = {
    'os_name == "nt"': 'sys_platform == "win32"',
    'os_name != "nt" or (sys_platform != "emscripten" and sys_platform != "win32")': 'sys_platform != "win32"',
    'platform_system == "Darwin"': 'sys_platform == "darwin"',
    'sys_platform != "darwin"': 'sys_platform != "darwin"',
    'sys_platform != "android" and sys_platform != "cygwin"': "",
    'implementation_name != "PyPy"': "",
    'platform_python_implementation == "PyPy"': None,
    'sys_platform == "emscripten"': None,
    'python_full_version < "3.11"': None,
    'python_full_version >= "3.11"': "",
    'python_full_version < "3.13"': 'python_version < "3.13"',
    'python_full_version >= "3.12"': 'python_version >= "3.12"',
    'python_version == "3.12"': 'python_version == "3.12"',
    'python_version < "3.12" and sys_platform == "win32"': 'python_version < "3.12" and sys_platform == "win32"',
}


@pytest.mark.parametrize("marker", MARKERS)
def test_a_condition_is_said_shortly_and_means_the_same_wherever_the_course_runs(marker):
    found = lists.short(Marker(marker))
    assert found == MARKERS[marker]
    for place in itertools.product(PLACES, pythons.SERVED):
        meant = Marker(marker).evaluate(facts(*place))
        assert meant == (found is not None and (not found or Marker(found).evaluate(facts(*place))))


def test_what_uv_writes_becomes_a_list_in_the_order_of_the_names():
    text = "# made by uv\nZope.Interface==1.0\n    # via nothing\nnvidia-nccl-cu13==2\n"
    text += "triton==3 ; sys_platform == 'linux'\n"
    text += "cuda-toolkit==13\ncolorama==0.4 ; sys_platform == 'win32'\nalpha==2 ; implementation_name != 'PyPy'\n"
    assert list(lists.pins(text).values()) == [
        "alpha==2", 'colorama==0.4 ; sys_platform == "win32"', "zope-interface==1.0",
    ]  # fmt: skip


def test_two_versions_of_one_package_are_refused():
    with pytest.raises(lists.LockError, match="numpy: got two versions"):
        lists.pins("numpy==1 ; python_version < '3.12'\nnumpy==2 ; python_version >= '3.12'\n")


@pytest.mark.parametrize("name", command.HEADS)
def test_a_list_stands_as_the_command_writes_it(name):
    text = (settings.ROOT / name).read_text("utf-8")
    assert text == command.HEADS[name] + "\n".join(lists.pins(text).values()) + "\n"
    assert "://" not in text and " --" not in text


class Stub:
    """In place of uv: remembers what it was asked, and finds what it is told to."""

    def __init__(self, *found):
        self.found, self.asked = list(found), []

    def __call__(self, extras, before="", constraint="", more=(), places=lists.EVERYWHERE):
        self.asked.append((tuple(extras), before, constraint, list(more)))
        self.places = places
        return dict(self.found.pop(0))


@pytest.fixture
def small_root(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    (tmp_path / "requirements.lock").write_text("a==1\n")
    return tmp_path


def test_both_lists_are_written_the_second_holding_what_the_first_does_not(small_root, monkeypatch, capsys):
    uv = Stub({"a": "a==1", "b": "b==2"}, {"a": "a==1", "b": "b==2", "c": "c==3"})
    monkeypatch.setattr(lists, "compiled", uv)
    assert command.main(["--upgrade", "b", "c"]) == 0
    first, second = ((small_root / name).read_text() for name in command.HEADS)
    assert first.endswith(".\na==1\nb==2\n") and second.endswith("list.\nc==3\n")
    (ours, before, free, more), (theirs, _, kept, _) = uv.asked
    assert ours == ("test", "pretrained") and theirs == (*ours, "classroom") and (before, free) == ("a==1\n", "")
    assert kept.split() == ["a==1", "b==2"] and more == ["--upgrade-package", "b", "--upgrade-package", "c"]
    said = capsys.readouterr().out
    assert "2 packages, 1 changed" in said and " -> b==2" in said and "a==1" not in said


@pytest.mark.parametrize(("words", "more"), [([], []), (["--upgrade"], ["--upgrade"])])
def test_versions_that_fit_stay_unless_the_newest_are_asked_for(small_root, monkeypatch, words, more):
    uv = Stub({"a": "a==1"}, {"a": "a==1"})
    monkeypatch.setattr(lists, "compiled", uv)
    assert command.main(words) == 0
    assert [asked[3] for asked in uv.asked] == [more, more]


def test_what_uv_cannot_do_is_said_in_its_words_and_nothing_is_written(small_root, monkeypatch, capsys):
    monkeypatch.setattr(lists, "uv", lambda folder: ["uv"])
    monkeypatch.setattr(
        lists.subprocess, "run", lambda *_, **__: type("Done", (), {"returncode": 1, "stderr": "no way"})
    )
    assert command.main([]) == 1
    assert "no way" in capsys.readouterr().err
    assert (small_root / "requirements.lock").read_text() == "a==1\n" and len(list(small_root.iterdir())) == 1


def test_a_trial_asks_for_one_end_of_the_ranges_and_hands_on_what_pytest_says(tmp_path, monkeypatch):
    uv = Stub({"torch": "torch==2"}, {"torch": "torch==3"})
    monkeypatch.setattr(lists, "compiled", uv)
    monkeypatch.setattr(trial, "made", lambda place, wanted: f"{place}/python with {wanted['torch']}")
    calls = []
    monkeypatch.setattr(trial.subprocess, "call", lambda words, **_: calls.append(words) or 3)
    assert command.main(["--try", "lowest", "--into", str(tmp_path), "tests/core"]) == 3
    assert command.main(["--try", "newest"]) == 3
    assert [asked[3] for asked in uv.asked] == [["--resolution", "lowest-direct"], ["--upgrade"]]
    assert uv.places == lists.HERE
    assert calls[0][0] == f"{tmp_path}/python with torch==2" and calls[0][-1] == "tests/core"
    assert calls[1][-len(trial.PLAIN) :] == list(trial.PLAIN)


# ---- both lists against pyproject.toml --------


def project():
    return tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pinned(name):
    return lists.pins((settings.ROOT / name).read_text("utf-8"))


def reached(roots, needs_of, known):
    """Return the names among ``known`` that the ``roots``, requirements, lead to."""
    found, ahead = set(), [Requirement(root) for root in roots]
    while ahead:
        need = ahead.pop()
        name, extras = canonicalize_name(need.name), need.extras or {""}
        if name not in known or (name, *sorted(extras)) in found:
            continue
        found.add((name, *sorted(extras)))
        below = map(Requirement, needs_of(name))
        ahead += [
            r for r in below if r.marker is None or any(r.marker.evaluate({"extra": extra}) for extra in extras | {""})
        ]
    return {name for name, *_ in found}


def test_nothing_is_locked_that_nothing_needs():
    optional = project()["optional-dependencies"]
    roots = [*project()["dependencies"], *optional["test"], *optional["pretrained"]]
    lock = pinned("requirements.lock")
    here = {name for name in lock if name_is_here(name)}
    assert reached(roots, lambda name: importlib.metadata.requires(name) or [], here) == here


def name_is_here(name):
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def test_the_lecturers_list_is_beside_the_other_and_within_the_ranges():
    theirs = pinned("requirements-classroom.lock")
    assert not theirs.keys() & pinned("requirements.lock").keys()
    for requirement in map(Requirement, project()["optional-dependencies"]["classroom"]):
        version = re.search("==(.*)", theirs[canonicalize_name(requirement.name)])[1]
        assert requirement.specifier.contains(version), f"{requirement} is not {version}: run make lock"


def test_the_lecturers_list_is_closed_and_holds_nothing_besides():
    code = "import importlib.metadata as m\ndef told(*names): return {n: m.requires(n) or [] for n in names}"
    theirs, ours = pinned("requirements-classroom.lock"), pinned("requirements.lock")
    needs = classroom_python.told(code, *(name for name, line in theirs.items() if ";" not in line))
    assert (
        reached(project()["optional-dependencies"]["classroom"], lambda name: needs.get(name, []), theirs)
        == theirs.keys()
    )
    for name, lines in needs.items():
        for need in map(Requirement, lines):
            pin = (theirs | ours).get(canonicalize_name(need.name))
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert pin, f"{name} needs {need}, which is in neither list: run make lock"
                assert need.specifier.contains(pin.partition("==")[2].partition(" ")[0]), (
                    f"{name} needs {need}, not {pin}"
                )
