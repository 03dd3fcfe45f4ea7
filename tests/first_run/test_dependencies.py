"""pyproject.toml (ranges), requirements.lock (exact versions) and environment.yml (conda) speak of one course."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from course_utils import doctor, settings
from course_utils.launch import pythons
from course_utils.maintenance.lock import lists
from course_utils.models import efficientnet_lite

CONDA_NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base"}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def lock():
    """Return {package: Requirement} of the lock list."""
    lines = (settings.ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert len({canonical(pin.name) for pin in pins}) == len(pins), "a package stands in the lock list twice"
    return {canonical(pin.name): pin for pin in pins}


@pytest.fixture(scope="module")
def conda():
    return yaml.safe_load((settings.ROOT / "environment.yml").read_text("utf-8"))


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_locked_within_its_range(project, lock):
    optional = project["optional-dependencies"]
    wanted = [Requirement(line) for line in project["dependencies"] + optional["test"] + optional["pretrained"]]
    for requirement in wanted:
        pin = lock[canonical(requirement.name)]
        assert requirement.specifier.contains(version(pin)), f"{pin} is not {requirement.specifier}"
        assert pin.marker is None, f"{pin.name} is needed on every platform"


def version(pin):
    (only,) = pin.specifier
    assert only.operator == "==", f"{pin}: a lock list holds exact versions"
    return Version(only.version)


def test_the_lock_list_is_closed(lock):
    """Whatever a locked package needs, on this platform, is locked too, at a version that it accepts."""
    from importlib.metadata import PackageNotFoundError, requires

    for name, pin in lock.items():
        version(pin)
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            assert pin.marker is not None and not pin.marker.evaluate(), f"{name} is locked but not installed"
            continue
        assert not open_ends(name, needs, lock)


# What PyTorch's GPU builds say that they need, by the suffix of their version.
EVERYWHERE = ["filelock", "typing-extensions>=4.10.0", "sympy>=1.13.3", "networkx>=2.5.1", "jinja2", "fsspec>=0.8.5",
              'setuptools; python_version >= "3.12"', 'pyyaml; extra == "pyyaml"']  # fmt: skip
LINUX = '; platform_system == "Linux" and platform_machine == "x86_64"'
GPU_NEEDS = {
    "": [*EVERYWHERE, "cuda-toolkit[cublas,cudart]==13.0.3", "cuda-bindings<14,>=13.0.3", "triton==3.7.1",
         "nvidia-cudnn-cu13==9.20.0.48"],
    "+cu126": [*EVERYWHERE, f"nvidia-cuda-nvrtc-cu12==12.6.77{LINUX}", f"nvidia-cudnn-cu12==9.10.2.21{LINUX}",
               f"nvidia-nccl-cu12==2.27.5{LINUX}", f"triton==3.7.1{LINUX}"],
    "+cu130": [*EVERYWHERE, "nvidia-cudnn-cu13", 'triton==3.7.1; sys_platform == "linux"'],
}  # fmt: skip


def open_ends(name, needs, lock):
    """Return what is wrong with the needs of a package, as the lock list meets them."""
    faults = []
    for need in map(Requirement, needs):
        key = canonical(need.name)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        if key not in lock:
            if not (name == "torch" and lists.OF_THE_GPU_BUILD.fullmatch(key)):
                faults.append(f"{name} needs {need}, which is not locked")
        elif not need.specifier.contains(version(lock[key]), prereleases=True):
            faults.append(f"{name} needs {need}; locked is {version(lock[key])}")
    return faults


@pytest.mark.parametrize("build", GPU_NEEDS)
def test_the_gpu_build_may_bring_what_is_its_own_and_no_more(lock, build):
    own = GPU_NEEDS[build]
    assert open_ends("torch", own, lock) == []
    assert open_ends("captum", own, lock)  # no other package may
    (fault,) = open_ends("torch", [*own, "pandas"], lock)
    assert "pandas" in fault
    assert open_ends("torch", [*own, "sympy<1"], lock)  # nor may it want another version of what is locked


@pytest.mark.long
def test_these_tests_pass_where_a_gpu_build_is_installed(lock, tmp_path):
    build = "+cu126"
    number = f"{version(lock['torch'])}{build}"
    facts = tmp_path / f"torch-{number}.dist-info"
    facts.mkdir()
    lines = ["Metadata-Version: 2.1", "Name: torch", f"Version: {number}", "Requires-Python: >=3.10"]
    (facts / "METADATA").write_text(
        "\n".join([*lines, *(f"Requires-Dist: {need}" for need in GPU_NEEDS[build])]) + "\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(settings.ROOT)])}
    told = [sys.executable, "-c", "import importlib.metadata as m; print(m.version('torch'))"]
    assert subprocess.check_output(told, env=environment, text=True).strip() == number
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", "lock and not gpu"]
    done = subprocess.run(command, env=environment, cwd=settings.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 7


def test_the_pretrained_weights_are_one_version_everywhere(project, lock):
    """They are compared with a checksum, so another version would be refused: the extra names the one of the lock."""
    (wanted,) = map(Requirement, project["optional-dependencies"]["pretrained"])
    assert wanted.name == efficientnet_lite.PACKAGE == doctor.WEIGHTS
    assert str(wanted.specifier) == f"=={efficientnet_lite.VERSION}"
    assert str(version(lock[wanted.name])) == efficientnet_lite.VERSION == importlib.metadata.version(wanted.name)
    assert doctor.WEIGHTS_VERSION == efficientnet_lite.VERSION


def test_platform_packages_carry_their_markers(lock):
    windows = {"sys_platform": "win32", "python_version": "3.12"}
    assert not lock["ptyprocess"].marker.evaluate(windows)
    assert not lock["pexpect"].marker.evaluate(windows)
    assert lock["pywinpty"].marker == Marker('sys_platform == "win32"')
    assert lock["colorama"].marker == Marker('sys_platform == "win32"')


def test_the_lock_list_names_no_host_and_no_local_build(lock):
    text = (settings.ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in text and "--" not in text
    assert version(lock["torch"]) == Version(version(lock["torch"]).public)
    assert not any(version(pin).local for pin in lock.values())


def test_conda_installs_the_same_course(project, conda):
    assert conda["name"] == project["name"] == "from-neuron-to-resnet"
    assert conda["channels"] == ["conda-forge"]
    plain = [Requirement(line.replace("=3.12", "==3.12")) for line in conda["dependencies"] if isinstance(line, str)]
    ranges = {requirement.name: requirement.specifier for requirement in plain}
    for line in project["dependencies"]:
        requirement = Requirement(line)
        name = CONDA_NAMES.get(requirement.name, requirement.name)
        assert ranges.pop(name) == requirement.specifier, f"{name}: environment.yml and pyproject.toml disagree"
    assert set(ranges) == {"python", "pip"}
    (by_pip,) = (line["pip"] for line in conda["dependencies"] if isinstance(line, dict))
    assert by_pip == ["-e .[pretrained]"]


def test_one_oldest_python(project, conda):
    floor = ".".join(map(str, pythons.FLOOR))
    assert project["requires-python"] == f">={floor}"
    assert "python=3.12" in conda["dependencies"] and "3.12" in SpecifierSet(project["requires-python"])
    config = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))
    assert config["tool"]["ruff"]["target-version"] == "py" + floor.replace(".", "")


@pytest.mark.parametrize("python", [f"{served}.0" for served in pythons.SERVED])
def test_every_locked_package_admits_the_first_release_of_each_python(lock, python):
    """Debian 12 ships 3.11.2: a package that wants 3.11.5 would stop "Python 3.11 or newer" half way."""
    from importlib.metadata import PackageNotFoundError, metadata

    refused = []
    for name in lock:
        try:
            wanted = metadata(name).get("Requires-Python")
        except PackageNotFoundError:  # for another platform
            continue
        if wanted and python not in SpecifierSet(wanted):
            refused.append(f"{name} wants {wanted}")
    assert not refused


def test_the_doctor_reads_the_same_lists(project, lock):
    assert set(doctor.requirements()) == {Requirement(line).name for line in project["dependencies"]}
    assert {canonical(name): number for name, number in doctor.lock_versions().items()} == {
        name: str(pin.specifier).removeprefix("==") for name, pin in lock.items()
    }
