"""Virtual screens: several start at once, each is ended by its owner, and the tests may ask for one."""

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from gui.start import screen, system, testing
from gui.start.refusal import Refusal


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb on this machine")
def test_several_at_once_get_screens_of_their_own():
    with ThreadPoolExecutor(3) as pool:
        screens = list(pool.map(lambda _: screen.VirtualScreen(), range(3)))
    try:
        assert len({each.name for each in screens}) == 3
        assert all(each._process.poll() is None for each in screens)
    finally:
        for each in screens:
            each.stop()
    assert all(each._process.returncode is not None for each in screens)


@pytest.mark.skipif(sys.platform == "win32", reason="writes a shell script")
def test_an_xvfb_that_fails_is_told(tmp_path, monkeypatch):
    (tmp_path / "Xvfb").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "Xvfb").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(OSError, match="Xvfb did not start"):
        screen.VirtualScreen()


def test_a_screen_that_tk_cannot_open_is_recognized(display, monkeypatch):
    tkinter = pytest.importorskip("tkinter")
    monkeypatch.setenv("DISPLAY", ":4711")
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is always a screen")
    with pytest.raises(tkinter.TclError) as caught:
        tkinter.Tk()
    assert screen.is_refused(caught.value)
    assert not screen.is_refused(tkinter.TclError("bad window path name"))


def test_tests_that_cannot_run_say_what_to_install(monkeypatch):
    monkeypatch.setattr(screen, "absence", lambda: "There is no screen here")
    monkeypatch.setattr(system, "provide", lambda names, runner: [system.PARTS[name] for name in names])
    monkeypatch.setattr(system, "advice", lambda absent: "Install it somehow.")
    with pytest.raises(
        Refusal, match=r"lacks Tk, Python's window toolkit and Xvfb, a virtual screen\. Install it somehow\."
    ):
        testing.run([])
