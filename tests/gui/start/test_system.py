"""When the system's package manager is called, and with what words."""

import io

import pytest

from gui.start import builder, system, testing
from gui.start.runner import Failed, Runner
from gui.start.system import MANAGERS, PARTS


class Apt(Runner):
    """Records commands; the first ``failures`` of them fail."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__(lambda line: None)
        self.commands, self.failures = [], failures

    def run(self, command, quiet=False, **settings):
        self.commands.append(command)
        if len(self.commands) <= self.failures:
            raise Failed(command, 100, [])
        return []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def debian(monkeypatch):
    """A machine with apt, Debian's Python, no Tk, no terminal, and a user who is not root."""
    monkeypatch.setattr(system.shutil, "which", lambda name: "/bin/" + name if name in ("apt-get", "sudo") else None)
    monkeypatch.setattr(system, "_has_tk", lambda: False)
    monkeypatch.setattr(system, "_is_root", lambda: False)
    monkeypatch.setattr(system, "_versions", lambda: {"v": "", "d": "311", "dotted": "3.11"})
    monkeypatch.setattr(system.sys, "base_prefix", "/usr")
    monkeypatch.setattr(system, "missing", lambda names: [PARTS[name] for name in names])
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv(system.ASKED, raising=False)


def answer(monkeypatch, words: str) -> Terminal:
    question = Terminal()
    monkeypatch.setattr(system.sys, "stdin", Terminal(words))
    monkeypatch.setattr(system.sys, "stderr", question)
    return question


def test_root_is_not_asked(monkeypatch):
    monkeypatch.setattr(system, "_is_root", lambda: True)
    runner = Apt()
    system.provide(["tk", "venv", "xvfb"], runner)
    assert [each[0] for each in runner.commands] == ["apt-get"]
    assert runner.commands[0][-3:] == ["python3-tk", "python3-venv", "xvfb"]


def test_lists_are_renewed_after_a_failure(monkeypatch):
    monkeypatch.setattr(system, "_is_root", lambda: True)
    runner = Apt(failures=1)
    system.provide(["tk"], runner)
    assert [each[1] for each in runner.commands] == ["install", "update", "install"]


def test_without_terminal_nothing_is_installed():
    runner = Apt()
    assert [part.name for part in system.provide(["tk"], runner)] == ["tk"]
    assert runner.commands == []
    assert "sudo apt-get install" in system.advice([PARTS["tk"]])


def test_a_no_on_the_terminal_is_final(monkeypatch):
    question = answer(monkeypatch, "\n")
    called = []
    monkeypatch.setattr(system, "_install", lambda *_: called.append(1))
    system.provide(["tk"], Apt())
    assert "[y/N]" in question.getvalue()
    assert "python3-tk" in question.getvalue()
    before = question.getvalue()
    system.provide(["tk"], Apt())
    assert question.getvalue() == before
    assert not called


def test_a_yes_on_the_terminal_calls_sudo(monkeypatch):
    answer(monkeypatch, "y\n")
    called = []
    monkeypatch.setattr(system, "_install", lambda manager, words, runner: called.append(words))
    system.provide(["tk"], Apt())
    assert called[0][:3] == ["sudo", "apt-get", "install"]


def test_without_sudo_the_administrator_is_named(monkeypatch):
    question = answer(monkeypatch, "y\n")
    monkeypatch.setattr(system.shutil, "which", lambda name: "/bin/" + name if name == "apt-get" else None)
    runner = Apt()
    system.provide(["tk"], runner)
    assert question.getvalue() == ""
    assert runner.commands == []
    assert "'apt-get install python3-tk' as root" in system.advice([PARTS["tk"]])


def test_a_machine_of_ci_is_never_asked(monkeypatch):
    monkeypatch.setenv("CI", "true")
    question = answer(monkeypatch, "y\n")
    system.provide(["tk"], Apt())
    assert question.getvalue() == ""


def test_a_python_from_elsewhere_cannot_be_helped_by_apt(monkeypatch):
    monkeypatch.setattr(system.sys, "base_prefix", "/opt/python")
    assert system.command_for([PARTS["tk"]]) is None
    assert "another Python that has it" in system.advice([PARTS["tk"]])
    assert system.command_for([PARTS["xvfb"]]) is not None


def test_no_manager_at_all(monkeypatch):
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    assert system.command_for([PARTS["xvfb"]]) is None
    assert "package manager" in system.advice([PARTS["xvfb"]])


@pytest.mark.parametrize("manager", system.MANAGERS, ids=lambda manager: manager.name)
def test_every_manager_has_a_name_for_tk(manager):
    name = manager.packages["tk"].format(v=".12", d="312", dotted="3.12")
    assert "{" not in name
    assert "tk" in name


def test_what_counts_as_a_pip(monkeypatch):
    monkeypatch.setattr(builder, "can_make_pip", lambda: False)
    for version, can in (("22.2", False), ("22.3", True), ("25.0", True)):
        monkeypatch.setattr(builder.packages, "installed", lambda folders, version=version: {"pip": version})
        assert builder.can_lend_pip() is can
        assert PARTS["venv"].is_here() is can


def test_what_tests_can_do_without_is_brought_by_root_and_asked_of_nobody(monkeypatch):
    question, runner = answer(monkeypatch, "y\n"), Apt()
    assert [part.name for part in system.provide_as_root(list(testing.LOOKING), runner)] == list(testing.LOOKING)
    assert question.getvalue() == ""
    assert runner.commands == []
    monkeypatch.setattr(system, "_is_root", lambda: True)
    system.provide_as_root(list(testing.LOOKING), runner)
    (command,) = runner.commands
    assert command[-5:] == ["librsvg2-bin", "poppler-utils", "xclip", "xdotool", "ffmpeg"]


@pytest.mark.parametrize("manager", [each for each in MANAGERS if each.root], ids=lambda each: each.name)
def test_every_manager_knows_every_part(manager):
    assert set(manager.packages) == set(PARTS)
