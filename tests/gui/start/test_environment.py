"""Where the private environment lives, when it counts as ready, and what Glassnet may replace."""

import os
import sys
from pathlib import Path

import pytest

from gui.start import environment
from gui.start.environment import Environment

NEEDS = ["numpy>=2.0", "matplotlib>=3.10"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="builds the POSIX layout")


@pytest.fixture
def place(tmp_path) -> Environment:
    """A finished environment, as far as a stamp tells: its interpreter is a file."""
    interpreter = tmp_path / "python3.99"
    interpreter.write_text("an interpreter")
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(interpreter)
    made = Environment(str(folder))
    made.write_stamp(NEEDS)
    return made


def restamp(place: Environment, old: str, new: str) -> None:
    stamp = Path(place.file(environment.STAMP))
    stamp.write_text(stamp.read_text().replace(old, new))


@posix
class TestReadiness:
    def test_what_was_stamped_is_ready(self, place):
        assert place.is_ready(NEEDS)
        assert place.is_ready(NEEDS[:1])

    def test_more_needs_than_stamped_are_not(self, place):
        assert not place.is_ready([*NEEDS, "pytest>=8"])
        assert not place.is_ready(["numpy>=2.1"])

    def test_an_upgraded_python_is_noticed(self, place):
        Path(os.path.realpath(place.python)).write_text("a newer interpreter")
        assert not place.is_ready(NEEDS)

    def test_a_python_that_is_gone_is_noticed(self, place):
        os.remove(os.path.realpath(place.python))
        assert not place.is_ready(NEEDS)

    def test_another_pythons_environment_is_not_ours(self, place):
        restamp(place, environment.tag(), environment.system() + "-cpython-399")
        assert not place.is_ready(NEEDS)


@posix
class TestFreedom:
    def test_nothing_and_an_empty_folder_are_free(self, tmp_path):
        assert Environment(str(tmp_path / "absent")).is_free()
        assert Environment(str(tmp_path)).is_free()

    def test_a_folder_without_our_stamp_is_left_alone(self, place):
        os.remove(place.file(environment.STAMP))
        assert not place.is_free()

    def test_a_half_made_one_is_free(self, place):
        os.remove(place.file(environment.STAMP))
        Path(place.file(environment.UNFINISHED)).touch()
        assert place.is_free()

    def test_another_living_pythons_is_left_alone(self, place):
        restamp(place, environment.tag(), environment.system() + "-cpython-399")
        assert not place.is_free()

    def test_another_pythons_is_free_once_that_is_gone(self, place):
        restamp(place, environment.tag(), environment.system() + "-cpython-399")
        os.remove(os.path.realpath(place.python))
        assert place.is_free()

    def test_another_systems_is_left_alone_though_it_cannot_start_here(self, place):
        restamp(place, environment.tag(), "win32-amd64-cpython-311")
        os.remove(os.path.realpath(place.python))
        assert not place.is_free()


def test_the_plain_name_comes_first_and_the_data_folder_last(monkeypatch, tmp_path):
    monkeypatch.delenv(environment.CHOSEN, raising=False)
    monkeypatch.setattr(environment.project, "ROOT", str(tmp_path / "glassnet"))
    monkeypatch.setattr(environment, "data_folder", lambda: str(tmp_path / "data"))
    assert [os.path.relpath(each.folder, tmp_path) for each in environment.everywhere()] == [
        os.path.join("glassnet", ".venv"),
        os.path.join("glassnet", ".venv-" + environment.tag()),
        os.path.join("data", "glassnet", ".venv"),
        os.path.join("data", "glassnet", ".venv-" + environment.tag()),
    ]


def test_a_chosen_folder_is_the_only_one(monkeypatch, tmp_path):
    monkeypatch.setenv(environment.CHOSEN, str(tmp_path / "mine"))
    assert [each.folder for each in environment.everywhere()] == [str(tmp_path / "mine")]


def test_a_bare_system_python_is_not_used_even_with_all_packages(monkeypatch):
    monkeypatch.setattr(environment.packages, "missing", lambda needs: [])
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(environment.os.path, "isdir", lambda path: False)
    assert not environment.suits_here(NEEDS)


def test_someones_own_environment_with_all_packages_is_used(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(environment.packages, "missing", lambda needs: [])
    assert environment.suits_here(NEEDS)
    monkeypatch.setattr(environment.packages, "missing", lambda needs: needs)
    assert not environment.suits_here(NEEDS)
