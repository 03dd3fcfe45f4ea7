"""The doctor: healthy and broken set-ups, each with words that lead on."""

import importlib.metadata
import site
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import doctor, settings
from course_utils.launch import pythons


def test_versions_are_compared_as_numbers():
    assert doctor.numbers("2.13.0+cpu") == (2, 13, 0)
    assert doctor.within("2.13.0+cpu", ">=2.6,<3")
    assert doctor.within("2.0", ">=2.0.0")
    assert doctor.within("10.0", ">=9")
    assert not doctor.within("3.0.0", ">=2.6,<3")
    assert not doctor.within("2.5.9", ">=2.6,<3")


def test_this_environment_is_healthy(course_home, capsys):
    findings = [doctor.check_python(), *doctor.check_packages(), doctor.check_import("numpy"), doctor.check_widgets()]
    findings += [doctor.check_data(), doctor.check_home(), doctor.check_memory(8 * doctor.GB)]
    assert doctor.report(findings, details=False)
    assert capsys.readouterr().out == "Everything that the course needs is there.\n"


def test_an_old_python_is_named():
    finding = doctor.check_python((3, 10, 4))
    assert finding.ok is False
    assert "3.10.4" in finding.detail and "3.11" in finding.detail


def test_a_python_that_is_newer_than_the_tested_ones_is_a_remark():
    major, minor = pythons.NEWEST
    finding = doctor.check_python((major, minor + 1, 0))
    assert finding.ok is None and f"tested with {pythons.SERVED[-1]} to {pythons.SERVED[0]}" in finding.detail
    assert doctor.check_python((major, minor, 9)).ok and doctor.check_python((*pythons.FLOOR, 0)).ok


def test_programs_of_another_place_are_named(tmp_path):
    assert doctor.check_programs(tmp_path) is None
    (tmp_path / "pyvenv.cfg").write_text("")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "torchrun").write_text(f"#!{tmp_path}/bin/python\n")
    assert doctor.check_programs(tmp_path).ok
    (tmp_path / "bin" / "torchrun").write_text("#!/gone/.venv/bin/python\n")
    finding = doctor.check_programs(tmp_path)
    assert finding.ok is False and "torchrun" in finding.detail and "make lab" in finding.fix


def test_missing_and_unfit_packages_are_named():
    def version_of(name):
        if name == "torch":
            raise importlib.metadata.PackageNotFoundError
        return {"numpy": "1.26.4", "pooch": "1.9.0"}[name]

    needed = {"numpy": ">=2.0,<3", "torch": ">=2.6", "pooch": ">=1.8"}
    missing, unfit = doctor.check_packages(needed, version_of)
    assert "not installed: torch" in missing.detail
    assert (unfit.what, unfit.detail) == ("numpy", "is 1.26.4; >=2.0,<3 is needed")
    assert all("make lab" in finding.fix for finding in (missing, unfit))


@pytest.mark.parametrize("found", [None, ""])
def test_a_package_left_half_installed_is_missing(found):
    (finding,) = doctor.check_packages({"torch": ">=2.6"}, lambda name: found)
    assert finding.ok is False and "not installed: torch" in finding.detail


def test_another_version_than_the_tested_one_is_a_remark_only():
    (remark,) = doctor.compare_with_lock({"numpy": "2.3.0"})
    assert remark.ok is None
    assert "numpy 2.3.0 (tested with" in remark.detail


def test_a_package_that_does_not_load_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "broken_library.py").write_text("raise OSError('DLL load failed')")
    monkeypatch.syspath_prepend(tmp_path)
    finding = doctor.check_import("broken_library")
    assert finding.ok is False
    assert "OSError: DLL load failed" in finding.detail


def test_missing_widget_halves_are_named(tmp_path):
    assert doctor.check_widgets([]).ok is False
    extension = tmp_path / "anywidget"
    extension.mkdir()
    (extension / "package.json").write_text("{}")
    finding = doctor.check_widgets([tmp_path])
    assert "jupyterlab_widgets" in finding.detail and "anywidget" not in finding.detail


@pytest.mark.parametrize("allowed", [True, False])
def test_what_pip_put_into_the_users_home_counts_where_python_looks_there(allowed, tmp_path, monkeypatch):
    monkeypatch.setattr(site, "ENABLE_USER_SITE", allowed)
    monkeypatch.setattr(site, "getuserbase", lambda: str(tmp_path))
    folders = doctor.labextension_folders()
    assert folders[0] == Path(sys.prefix, "share", "jupyter", "labextensions")
    assert (tmp_path / "share" / "jupyter" / "labextensions" in folders) == allowed


def test_an_installed_course_is_mended_with_pip(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "INSTALLED", True)
    monkeypatch.setattr(sys, "executable", "/a folder/python")
    missing, unfit = doctor.check_packages({"torch": ">=2.6,<3", "numpy": ">=2.0,<3"}, {"numpy": "1.26.4"}.__getitem__)
    assert missing.fix == '"/a folder/python" -m pip install "torch>=2.6,<3"'
    assert unfit.fix == '"/a folder/python" -m pip install "numpy>=2.0,<3"'
    weights = doctor.check_weights(lambda name: None).detail
    assert f'-m pip install "{doctor.WEIGHTS}=={doctor.WEIGHTS_VERSION}"' in weights
    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  digits.npz\n")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    told = [missing, unfit, doctor.check_data(), *doctor.check_packages(), doctor.check_import("no_such_library")]
    assert all(finding.ok is False and "pip install" in finding.fix for finding in told)
    assert not any("make " in str(finding) or "git" in finding.fix for finding in told)
    assert doctor.check_browser() is None


def test_data_that_was_changed_is_named(tmp_path, monkeypatch):
    broken = tmp_path / "data"
    broken.mkdir()
    wanted = (settings.DATA / "SHA256SUMS").read_text("utf-8").splitlines()[0]
    (broken / "SHA256SUMS").write_text(wanted + "\n")
    name = wanted.split("  ", 1)[1]
    (broken / name).parent.mkdir(parents=True, exist_ok=True)
    (broken / name).write_bytes(b"not this")
    monkeypatch.setattr(settings, "DATA", broken)
    finding = doctor.check_data()
    assert finding.ok is False
    assert name in finding.detail


def test_little_memory_is_a_problem_with_a_way_out():
    finding = doctor.check_memory(0.4 * doctor.GB)
    assert finding.ok is False
    assert "0.4 GB free" in finding.detail and "close" in finding.fix


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file" / "home"))
    finding = doctor.check_home()
    assert finding.ok is False
    assert "COURSE_HOME" in finding.fix


def test_problems_are_counted_and_told_with_their_fixes(capsys):
    findings = [doctor.Finding("A", True, "fine"), doctor.Finding("B", False, "is bad", "mend it")]
    assert not doctor.report(findings)
    out = capsys.readouterr().out
    assert "PROBLEM  B: is bad\n         what to do: mend it\n" in out
    assert out.endswith("1 thing needs your attention.\n")


@pytest.mark.parametrize("arguments", [["doctor"], ["doctor", "--brief"]])
def test_without_a_single_package_it_still_tells(arguments, course_home):
    run = subprocess.run(
        [sys.executable, "-S", "-m", "course_utils", *arguments], capture_output=True, text=True, cwd=settings.ROOT
    )
    assert run.returncode == 1
    assert "not installed: numpy, torch" in run.stdout
    assert run.stderr == ""


def test_unknown_commands_are_answered_with_the_known_ones():
    run = subprocess.run(
        [sys.executable, "-m", "course_utils", "lap"], capture_output=True, text=True, cwd=settings.ROOT
    )
    assert run.returncode == 2
    assert "got 'lap'; expected one of lab, explore, test" in run.stderr
    assert "Did you mean lab?" in run.stderr


def test_missing_weights_are_a_remark_and_no_problem():
    assert doctor.check_weights() is None
    found = doctor.check_weights(find=lambda name: None)
    assert found.ok is None and "chapter 12 shows what is stored" in found.detail
    assert doctor.lock_versions()[doctor.WEIGHTS] == "0.1.0"
