"""What all tests share: a virtual screen where there is none (the same for ``main.py --test`` and plain pytest)."""

import atexit
import shutil

import pytest

from gui.start import commands, screen

commands.use_one_thread()

VIRTUAL = pytest.StashKey[screen.VirtualScreen]()
PARAGRAPH = "no screen and no Xvfb: tests of the window are skipped; 'python3 main.py --test' sees to Xvfb itself"


def pytest_configure(config: pytest.Config) -> None:
    """Start an Xvfb for this session if there is no screen; it is ended with the session, and no other is."""
    if screen.absence() is None or shutil.which("Xvfb") is None:
        return
    virtual = screen.VirtualScreen()
    atexit.register(virtual.stop)  # for the ways out that skip pytest_unconfigure
    config.stash[VIRTUAL] = virtual
    patch = pytest.MonkeyPatch()
    patch.setenv("DISPLAY", virtual.name)
    config.add_cleanup(patch.undo)


def pytest_unconfigure(config: pytest.Config) -> None:
    virtual = config.stash.get(VIRTUAL, None)
    if virtual is not None:
        virtual.stop()
        atexit.unregister(virtual.stop)


def pytest_report_header(config: pytest.Config) -> str:
    virtual = config.stash.get(VIRTUAL, None)
    if virtual is not None:
        return f"screen: virtual, {virtual.name}"
    return f"screen: {'the real one' if screen.absence() is None else PARAGRAPH}"


@pytest.fixture(scope="session")
def display() -> None:
    """Ask for this in a test that opens a window."""
    if screen.absence() is not None:
        pytest.skip(PARAGRAPH)
