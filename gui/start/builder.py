"""Builds the private environment: the folder, its packages, the proof that they work, and then the stamp."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys

from . import environment, failure, packages
from .environment import Environment
from .lock import Lock
from .refusal import Refusal
from .runner import Failed, Runner

PIP_WITH_PYTHON_OPTION = [22, 3]  # the first pip that installs into another Python's environment
# Imported once when all is installed: proves that the packages run here, and writes the slow caches (fonts) now
# rather than when the window first opens.
PROOF = ("numpy", "matplotlib.font_manager", "matplotlib.backends.backend_agg")


def prepare(needs: list[str], runner: Runner, distrust: bool = False) -> Environment:
    """A ready environment in the first home that can be written to; raises Refusal. ``distrust``: ignore the stamp."""
    troubles = []
    for options in _groups():
        home = os.path.dirname(options[0].folder)
        try:
            os.makedirs(home, exist_ok=True)
            lock = Lock(options[0].folder + ".lock", _Waiting(runner))
        except OSError as error:
            troubles.append(f"{home} ({error.strerror})")
            continue
        with lock:
            # Were this process killed, pip would go on for a while: it holds the lock too, so that nobody interferes.
            runner.held = (lock.descriptor,)
            return _claim(options, needs, runner, distrust)
    raise Refusal(
        f"Glassnet needs a folder for its packages and can write to none of these: {', '.join(troubles)}. "
        f"Make one of them writable, or set {environment.CHOSEN} to a folder of yours, and start again."
    )


class _Waiting:
    """Says once why nothing happens, and lets the person give up."""

    def __init__(self, runner: Runner) -> None:
        self.runner, self.told = runner, False

    def __call__(self) -> None:
        if self.runner.stopped:
            raise KeyboardInterrupt
        if not self.told:
            self.runner.report("Another start of Glassnet is setting it up already: waiting until that is done.")
        self.told = True


def _groups() -> list[list[Environment]]:
    """The candidates, one list a home; a venv cannot live under a path with the separator of PATH in it."""
    homes: dict[str, list[Environment]] = {}
    for each in environment.everywhere():
        if os.pathsep not in each.folder:
            homes.setdefault(os.path.dirname(each.folder), []).append(each)
    return list(homes.values())


def _claim(options: list[Environment], needs: list[str], runner: Runner, distrust: bool) -> Environment:
    """Under the lock: take the environment that another start has just finished, or make it."""
    for option in options:
        if option.is_ready(needs) and not distrust:
            return option
    option = next((each for each in options if each.is_free()), None)
    if option is None:
        names = " and ".join(each.folder for each in options)
        raise Refusal(
            f"Glassnet would keep its packages in {names}, but that holds something which Glassnet did not make, and "
            f"so will not touch. Move it away, or set {environment.CHOSEN} to another folder, and start again."
        )
    _build(option, needs, runner, distrust)
    return option


def _build(option: Environment, needs: list[str], runner: Runner, distrust: bool) -> None:
    facts = {
        "folder": option.folder,
        "packages": " ".join(f'"{each}"' for each in needs),
        "chosen": environment.CHOSEN,
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "system": environment.system(),
    }
    try:
        if not distrust and _can_grow(option, runner):
            _grow(option, needs, runner)
        else:
            _make(option, needs, runner)
    except Failed as trouble:
        raise failure.refusal(trouble, **facts) from trouble


def _can_grow(option: Environment, runner: Runner) -> bool:
    """Whether it is finished and its Python still starts: then packages are added, and the old ones stay usable."""
    if option.stamp().get("tag") != [environment.tag()] or os.path.exists(option.file(environment.UNFINISHED)):
        return False
    try:
        _prove(option, runner, quiet=True)
    except Failed:
        runner.report(f"{option.folder} no longer works (was Python upgraded?): making it anew.")
        return False
    return True


def _grow(option: Environment, needs: list[str], runner: Runner) -> None:
    """Add what is missing; an interruption leaves the old stamp, which promises no more than it did."""
    if packages.missing(needs, _site_folders(option)):
        _install(option, needs, runner)
        _prove(option, runner)
    kept = [each for each in option.stamp().get("needs", []) if each not in needs]
    option.write_stamp(needs + kept)


def _make(option: Environment, needs: list[str], runner: Runner) -> None:
    """From nothing. The unfinished mark stands from the first moment to the last; whatever fails, nothing is left."""
    _discard(option)
    try:
        os.makedirs(option.folder)
        _mark_unfinished(option)
        pip = [] if can_make_pip() else ["--without-pip"]
        runner.run([base_python(), "-m", "venv", *pip, option.folder])
        _install(option, needs, runner)
        _prove(option, runner)
        option.write_stamp(needs)
        os.remove(option.file(environment.UNFINISHED))
    except OSError as error:
        _discard(option)
        raise Refusal(
            f"Glassnet could not write its packages to {option.folder}: {error.strerror}. "
            f"Set {environment.CHOSEN} to another folder, and start again."
        ) from error
    except BaseException:
        _discard(option)
        raise


def _discard(option: Environment) -> None:
    """Remove the folder. Its unfinished mark goes last, so that a removal cut short is known for what it is."""
    if not os.path.isdir(option.folder):
        return
    with contextlib.suppress(OSError):
        _mark_unfinished(option)
        os.remove(option.file(environment.STAMP))
    for entry in os.listdir(option.folder):
        path = option.file(entry)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        elif entry != environment.UNFINISHED:
            os.remove(path)
    shutil.rmtree(option.folder, ignore_errors=True)


def _mark_unfinished(option: Environment) -> None:
    with open(option.file(environment.UNFINISHED), "w", encoding="utf-8") as file:
        file.write("Glassnet is making this folder; if no Glassnet is running, it may be deleted.\n")


def _install(option: Environment, needs: list[str], runner: Runner) -> None:
    # Ready-made wheels only: building numpy needs compilers that hardly anyone has, and fails after minutes.
    options = ["--only-binary=:all:", "--no-input", "--retries=2", "--disable-pip-version-check"]
    runner.run([*_pip(option), "install", *options, *needs])


def _pip(option: Environment) -> list[str]:
    """The environment's own pip, or else that of the Python it stands on."""
    own = [option.python, "-m", "pip"]
    if not packages.missing(["pip>=0"], _site_folders(option)):
        return own
    return [base_python(), "-m", "pip", "--python", option.python]


def _prove(option: Environment, runner: Runner, quiet: bool = False) -> None:
    runner.run([option.python, "-c", "import " + ", ".join(PROOF)], quiet)


def _site_folders(option: Environment) -> list[str]:
    if environment.WINDOWS:
        return [os.path.join(option.folder, "Lib", "site-packages")]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}{getattr(sys, 'abiflags', '')}"
    return [os.path.join(option.folder, "lib", version, "site-packages")]


def base_python() -> str:
    """The Python that environments are made from: never another environment's, which may go away."""
    return getattr(sys, "_base_executable", None) or sys.executable


def can_make_pip() -> bool:
    """Whether this Python brings its own pip for new environments; Debian's does not without python3-venv."""
    from importlib.util import find_spec

    return find_spec("ensurepip") is not None


def can_lend_pip() -> bool:
    """Whether the pip installed beside this Python can fill another environment."""
    return packages.release(packages.installed(sys.path).get("pip", "0")) >= PIP_WITH_PYTHON_OPTION
