"""Folders: where they are, made on demand, and what is said when they cannot be."""

import errno
import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import settings


def test_the_course_finds_itself():
    assert (settings.ROOT / "course_utils" / "settings.py").is_file()
    assert settings.DATA == settings.ROOT / "data" and settings.NOTEBOOKS == settings.ROOT / "notebooks"
    assert settings.SEED == 0


def test_course_home_is_made_on_demand(tmp_path, monkeypatch):
    place = tmp_path / "a class" / "Zoë"
    monkeypatch.setenv("COURSE_HOME", str(place))
    monkeypatch.delenv("COURSE_DATA", raising=False)
    assert not place.exists()
    assert settings.course_home() == place and place.is_dir()
    assert settings.course_home() == place
    assert settings.cache_dir() == place / "downloads" and (place / "downloads").is_dir()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "shared"))
    assert settings.cache_dir() == tmp_path / "shared" and (tmp_path / "shared").is_dir()


def test_a_shared_download_folder_needs_no_course_home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "shared"))
    settings.cache_dir()
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("unset", [None, ""])
def test_without_a_variable_it_is_beside_the_notebooks(unset, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("COURSE_HOME", raising=False)
    if unset is not None:
        monkeypatch.setenv("COURSE_HOME", unset)
    assert settings.course_home() == tmp_path / "my_course"


def read_only(monkeypatch, course):
    """Let ``course`` be a folder in which nothing can be made or written; root may everywhere, so it is played."""
    make, ask = Path.mkdir, os.access

    def mkdir(self, *arguments, **options):
        if course in self.parents and not self.exists():
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))
        return make(self, *arguments, **options)

    def access(path, mode, **options):
        inside = course in (Path(path), *Path(path).parents)
        return ask(path, mode, **options) and not (inside and mode & os.W_OK)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(os, "access", access)


@pytest.mark.parametrize("left", [True, False], ids=["my_course of another", "no my_course"])
def test_where_the_course_may_only_be_read_it_is_in_the_users_home(left, tmp_path, monkeypatch):
    course, home = tmp_path / "course", tmp_path / "home of Zoë"
    (course / "my_course").mkdir(parents=True) if left else course.mkdir()
    home.mkdir()
    monkeypatch.setattr(settings, "ROOT", course)
    monkeypatch.delenv("COURSE_HOME", raising=False)
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("HOME", str(home))
    read_only(monkeypatch, course)
    assert settings.course_home() == home / "from-neuron-to-resnet" and settings.course_home().is_dir()
    assert settings.cache_dir() == home / "from-neuron-to-resnet" / "downloads"


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """An installed course and an empty home; the folder of Python's packages, which could be written."""
    packages = tmp_path / "lib" / "site-packages"
    (packages / "course_utils" / "_course").mkdir(parents=True)
    monkeypatch.setattr(settings, "INSTALLED", True)
    monkeypatch.setattr(settings, "PACKAGE", packages / "course_utils")
    monkeypatch.setattr(settings, "ROOT", packages / "course_utils" / "_course")
    monkeypatch.delenv("COURSE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return packages


@pytest.mark.parametrize("unset", [None, ""])
def test_an_installed_course_keeps_nothing_beside_itself(unset, wheel, tmp_path, monkeypatch):
    if unset is not None:
        monkeypatch.setenv("COURSE_HOME", unset)
    before = list(wheel.rglob("*"))
    assert settings.course_home() == tmp_path / "from-neuron-to-resnet"
    assert settings.out_dir("site") == tmp_path / "from-neuron-to-resnet" / "site"
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "mine"))
    assert settings.out_dir("site") == tmp_path / "mine" / "site"
    assert list(wheel.rglob("*")) == before


def test_a_checkout_writes_pages_at_its_top():
    assert settings.out_dir("slides") == settings.ROOT / "slides"


def test_advice_names_what_is_there():
    assert settings.command("lab") == "make lab" and settings.command("site", "--out x") == 'make site ARGS="--out x"'
    assert settings.restore("data/a", "data/b") == "git checkout -- data/a data/b"


def test_advice_for_an_installed_course_names_neither_make_nor_git(wheel):
    assert settings.command("lab") == "python -m course_utils lab"
    assert settings.command("site", "--out x") == "python -m course_utils site --out x"
    assert settings.restore("data/a").startswith("python -m pip install")


def test_pythons_own_packages_are_not_put_before_the_standard_library(wheel, monkeypatch):
    monkeypatch.setattr(site, "getsitepackages", lambda: [str(wheel)])
    assert settings.child_environment({"A": "1"}) == {"A": "1"}
    assert settings.child_environment({"PYTHONPATH": "/mine"}) == {"PYTHONPATH": "/mine"}


def test_another_folder_is_put_on_the_path_before_the_readers(wheel):
    assert settings.child_environment({}) == {"PYTHONPATH": str(wheel)}
    assert settings.child_environment({"PYTHONPATH": "/mine"}) == {"PYTHONPATH": os.pathsep.join([str(wheel), "/mine"])}


def test_where_the_users_home_cannot_be_written_either_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.delenv("COURSE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    read_only(monkeypatch, tmp_path)
    with pytest.raises(settings.FolderError, match="Set the environment variable COURSE_HOME to such a folder"):
        settings.course_home()


def test_the_default_is_ignored_by_git():
    assert "my_course/" in (settings.ROOT / ".gitignore").read_text().splitlines()


def test_tilde_and_relative_paths(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COURSE_HOME", "~/neurons")
    assert settings.course_home() == tmp_path / "neurons"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_HOME", "here")
    assert settings.course_home() == tmp_path / "here"


@pytest.mark.parametrize(("variable", "function"), [("COURSE_HOME", "course_home"), ("COURSE_DATA", "cache_dir")])
def test_a_place_that_cannot_be_a_folder(variable, function, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv(variable, str(place))
        with pytest.raises(
            OSError, match=rf"^{variable}: got the folder '.*' \(a file is in the way\); expected .* {variable} to"
        ) as caught:
            getattr(settings, function)()
        assert str(place) in str(caught.value) and "\n" not in str(caught.value)


def test_a_folder_that_may_not_be_written(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    real = os.access  # root may write anywhere, so the refusal is played
    monkeypatch.setattr(os, "access", lambda path, mode, **k: False if mode & os.W_OK else real(path, mode, **k))
    with pytest.raises(OSError, match="COURSE_HOME: got the folder .*may not be written"):
        settings.course_home()


def test_importing_makes_nothing(tmp_path):
    environment = {**os.environ, "COURSE_HOME": str(tmp_path / "home"), "COURSE_DATA": str(tmp_path / "data")}
    subprocess.run(
        [sys.executable, "-c", "import course_utils.settings"], check=True, cwd=settings.ROOT, env=environment
    )
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_somebody_who_is_not_there(monkeypatch):
    monkeypatch.setenv("COURSE_HOME", "~nobody-of-that-name/course")
    with pytest.raises(OSError, match="COURSE_HOME: got the folder '~nobody-of-that-name/course'"):
        settings.course_home()


def test_a_shared_download_folder_may_be_for_reading_only(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **k: False if mode & os.W_OK else real(path, mode, **k))
    assert settings.cache_dir() == tmp_path
    monkeypatch.setattr(os, "access", lambda path, mode, **k: False)
    with pytest.raises(OSError, match="COURSE_DATA: got the folder .*may not be read"):
        settings.cache_dir()
