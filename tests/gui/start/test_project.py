"""The little reader of pyproject.toml, and everything that must agree with it."""

import re
import sys
from pathlib import Path

import pytest

from gui.start import packages, project, version

ROOT = Path(project.ROOT)


def test_it_agrees_with_tomllib():
    tomllib = pytest.importorskip("tomllib")
    with open(ROOT / "pyproject.toml", "rb") as file:
        declared = tomllib.load(file)["project"]
    assert project.version() == declared["version"]
    assert project.requirements() == declared["dependencies"]
    assert project.requirements("test") == declared["dependencies"] + declared["optional-dependencies"]["test"]


def test_lists_over_several_lines_and_comments_are_understood():
    text = """
    [project]  # the project
    dependencies = [  # "not this"
        "numpy>=2.0",  # ] nor "this"
        # "nor-this>=1",
        "odd[extra]>=1", "matplotlib>=3.10",
    ]
    version = "1.2"  # "old"
    [project.optional-dependencies]
    test = []
    [tool.other]
    dependencies = ["wrong"]
    """
    assert project.strings(text, "project", "dependencies") == ["numpy>=2.0", "odd[extra]>=1", "matplotlib>=3.10"]
    assert project.strings(text, "project", "version") == ["1.2"]
    assert project.strings(text, "project.optional-dependencies", "test") == []
    with pytest.raises(KeyError, match="'missing' in \\[project\\]"):
        project.strings(text, "project", "missing")


def test_every_requirement_has_the_form_that_set_up_reads():
    for each in project.requirements("test"):
        packages.split(each)


def test_the_block_for_uv_in_main_says_the_same():
    block = re.search(r"^# /// script\n(.*?)^# ///$", (ROOT / "main.py").read_text(), re.M | re.S).group(1)
    text = "[script]\n" + re.sub(r"^# ?", "", block, flags=re.M)
    assert project.strings(text, "script", "dependencies") == project.requirements()
    oldest = f">={version.OLDEST[0]}.{version.OLDEST[1]}"
    assert project.strings(text, "script", "requires-python") == [oldest]
    pyproject = (ROOT / "pyproject.toml").read_text()
    assert project.strings(pyproject, "project", "requires-python") == [oldest]


def test_missing_packages_are_told_by_version(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    (first / "numpy-2.0.1.dist-info").mkdir(parents=True)
    (second / "numpy-9.9.dist-info").mkdir(parents=True)
    (second / "Some_Thing-1.10.dist-info").mkdir()
    folders = [str(first), str(second), str(tmp_path / "absent")]
    assert packages.missing(["numpy>=2.0", "some-thing>=1.9"], folders) == []
    assert packages.missing(["numpy>=2.1", "other>=1"], folders) == ["numpy>=2.1", "other>=1"]


@pytest.mark.parametrize(
    ("version_text", "numbers"),
    [("3.10", [3, 10]), ("3.10.0", [3, 10]), ("2.0.0rc1", [2]), ("1.2.post1", [1, 2]), ("0", [])],
)
def test_release_numbers(version_text, numbers):
    assert packages.release(version_text) == numbers


@pytest.mark.parametrize("requirement", ["numpy", "numpy==2.0", "numpy>=2.0,<3", "numpy>=2.*"])
def test_other_forms_of_requirement_are_refused(requirement):
    with pytest.raises(ValueError, match="reads only the form"):
        packages.split(requirement)


def test_the_running_environment_has_what_the_tests_need():
    assert packages.missing(["pytest>=8"], sys.path) == []
