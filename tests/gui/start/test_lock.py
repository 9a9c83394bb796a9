"""The lock between two first starts."""

import os
import subprocess
import sys

import pytest

from gui.start import project
from gui.start.lock import Lock


class Waited(Exception):
    """Raised by the waiting hook, so that a test need not wait."""


def waiting() -> None:
    raise Waited


def test_the_second_waits_and_the_file_goes_away(tmp_path):
    path = str(tmp_path / "lock")
    with Lock(path), pytest.raises(Waited), Lock(path, waiting):
        pass
    assert not os.path.exists(path)
    with Lock(path, waiting):
        assert os.path.exists(path)


def test_whoever_waited_gets_a_lock_on_the_file_that_is_there(tmp_path):
    path = str(tmp_path / "lock")
    first, second = Lock(path), Lock(path, pause=0)
    first.__enter__()
    second.waiting = lambda: first.__exit__()
    with second, pytest.raises(Waited), Lock(path, waiting):
        pass


def test_a_lock_is_free_again_when_its_holder_was_killed(tmp_path):
    path = str(tmp_path / "lock")
    code = f"from gui.start.lock import Lock; Lock({path!r}).__enter__(); import os; os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], cwd=project.ROOT, check=False).returncode == 9
    assert os.path.exists(path)
    with Lock(path, waiting):
        pass


def test_a_read_only_folder_is_told_at_once(tmp_path):
    with pytest.raises(OSError, match="lock"):
        Lock(str(tmp_path / "absent" / "lock"))
