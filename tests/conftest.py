"""What all tests share: virtual screens (the same for ``main.py --test`` and plain pytest).

One process needs one where there is no screen; each of several processes gets one of its own.
"""

import atexit
import gc
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

from gui.files.folder import CHOSEN
from gui.start import commands, screen

commands.use_one_thread()

USED = pytest.StashKey[str]()  # the name of the virtual screen on which this process opens its windows
PARAGRAPH = "no screen and no Xvfb: tests of the window are skipped; 'python3 main.py --test' sees to Xvfb itself"


def pytest_configure(config: pytest.Config) -> None:
    """Use the screen that this process was given, or start one if it needs one; keep off the real home."""
    _use_another_state_folder(config)
    name = getattr(config, "workerinput", {}).get("screen")
    if name is None and not _hands_out(config) and screen.absence() is not None and screen.can_be_virtual():
        name = _start(config)
    if name is not None:
        config.stash[USED] = name
        patch = pytest.MonkeyPatch()
        patch.setenv("DISPLAY", name)
        config.add_cleanup(patch.undo)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a process that pytest-xdist is about to start a screen of its own; it ends with this process."""
    if screen.can_be_virtual():
        node.workerinput["screen"] = _start(node.config)


def pytest_report_header(config: pytest.Config) -> str:
    if _hands_out(config) and screen.can_be_virtual():
        return "screen: a virtual one for each process"
    if USED in config.stash:
        return f"screen: virtual, {config.stash[USED]}"
    return f"screen: {'the real one' if screen.absence() is None else PARAGRAPH}"


@pytest.fixture(scope="session")
def display() -> None:
    """Ask for this in a test that opens a window."""
    if screen.absence() is not None:
        pytest.skip(PARAGRAPH)


@pytest.fixture(scope="module", autouse=True)
def _swept_here() -> Iterator[None]:
    """Garbage of closed windows is collected in this thread only: in a training thread it would wait for Tk in vain.

    That holds for all modules, for one without windows may train in a process that had some before.
    """
    gc.disable()
    yield
    gc.collect()
    gc.freeze()  # what is left is looked at no more, so that the next collection is short


def _hands_out(config: pytest.Config) -> bool:
    """Whether the tests run in other processes than this one."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def _use_another_state_folder(config: pytest.Config) -> None:
    """Recent files and kept sessions of the tests, of each process its own."""
    folder, patch = tempfile.TemporaryDirectory(prefix="glassnet-state-"), pytest.MonkeyPatch()
    patch.setenv(CHOSEN, folder.name)
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(patch.undo)


def _start(config: pytest.Config) -> str:
    """Start a virtual screen that ends with this session, and no other; returns its name."""
    virtual = screen.VirtualScreen()
    atexit.register(virtual.stop)  # for the ways out on which pytest does not clean up

    def stop() -> None:
        virtual.stop()
        atexit.unregister(virtual.stop)

    config.add_cleanup(stop)
    return virtual.name
