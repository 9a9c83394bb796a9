"""The commands of ``python3 main.py``: a table of records, and the way from a command line to the one it names."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from . import environment, packages, project
from .refusal import Refusal

# One thread for numpy's matrix products: the products here are small, and more threads only fight over the cores.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Command:
    """One command: how it is typed, what it is for, what it needs (None: no packages at all), what it does."""

    def __init__(
        self,
        name: str,
        arguments: str,
        purpose: str,
        action: Callable[[list[str]], int],
        extras: tuple[str, ...] | None = (),
        parts: tuple[str, ...] = (),
    ) -> None:
        self.name, self.arguments, self.purpose = name, arguments, purpose
        self.action, self.extras, self.parts = action, extras, parts


def _window(arguments: list[str]) -> int:
    from . import opening

    return opening.window(*arguments)


def _test(arguments: list[str]) -> int:
    from . import testing

    return testing.run(arguments)


def _render(arguments: list[str]) -> int:
    from gui import render

    return render.main(arguments)


def _train(arguments: list[str]) -> int:
    from gui.commandline import train

    return train.main(arguments)


def _export(arguments: list[str]) -> int:
    from gui.commandline import export

    return export.main(arguments)


def _bench(arguments: list[str]) -> int:
    from tests import benchmarks

    return benchmarks.main(arguments)


def _help(arguments: list[str]) -> int:
    sys.stdout.write(f"{usage()}\n\nrender, train and export explain their options: python3 main.py train --help\n")
    return 0


def _version(arguments: list[str]) -> int:
    sys.stdout.write(f"Glassnet {project.version()}\n")
    return 0


COMMANDS = (
    Command("", "[FILE]", "open the window, with what is in a saved picture or file", _window, parts=("tk",)),
    Command("--test", "[pytest options]", "run the tests", _test, extras=("test",), parts=("tk", "xvfb")),
    Command("render", "--steps 2000 --out picture.png", "no window: train and draw what the window shows", _render),
    Command("train", "--seeds 10", "no window: train, and a table with median and spread", _train),
    Command("export", "history --out run.csv", "no window: train, and the run as numbers or as code", _export),
    Command("bench", "[options]", "run the benchmarks", _bench),
    Command("--help", "", "show this", _help, extras=None),
    Command("--version", "", "show the version", _version, extras=None),
)


def main(arguments: list[str]) -> int:
    """Run what the command line asks for and return the exit code."""
    try:
        command, rest = choose(arguments)
        return _run(command, rest)
    except Refusal as refusal:
        from . import notice

        notice.tell(str(refusal))
        return refusal.code
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("\nStopped.\n")
        return 130


def use_one_thread() -> None:
    """To be called before numpy is imported; whoever has set the number already keeps it."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")


def choose(arguments: list[str]) -> tuple[Command, list[str]]:
    """The command that is meant, and what follows it; raises Refusal."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    name = {"-h": "--help", "help": "--help", "test": "--test"}.get(name, name)
    for command in COMMANDS:
        if command.name == name and (command.arguments or not rest):
            return command, rest
    if not rest and os.path.isfile(name):
        return COMMANDS[0], arguments
    if not rest and "." in name and not name.startswith("-"):
        raise Refusal(f"There is no file {name!r} here, in {os.getcwd()}.", 2)
    raise Refusal(f"Glassnet does not know {' '.join(arguments)!r}{_hint(name)} What it knows:\n{usage()}", 2)


def _hint(name: str) -> str:
    """The nearest command, where one is near."""
    import difflib

    near = difflib.get_close_matches(name, [each.name for each in COMMANDS if each.name], 1)
    return f"; did you mean {near[0]}?" if near else "."


def usage() -> str:
    """The table of commands for a person."""
    shown = [(" ".join(filter(None, ("python3 main.py", each.name, each.arguments))), each) for each in COMMANDS]
    width = max(len(typed) for typed, _ in shown)
    return "\n".join(f"  {typed:{width}}   {each.purpose}" for typed, each in shown)


def _run(command: Command, rest: list[str]) -> int:
    if command.extras is None:
        return command.action(rest)
    use_one_thread()
    needs = project.requirements(*command.extras)
    if environment.suits_here(needs):
        os.environ.pop("GLASSNET_RESTARTS", None)
        return command.action(rest)
    from . import restart

    try:
        place = _environment(command, needs, restart.count())
    except Refusal as refusal:
        # A machine without a network whose own Python happens to have everything: better that than nothing.
        if packages.missing(needs):
            raise
        sys.stderr.write(f"{refusal}\nUntil then Glassnet runs with the packages of {sys.executable}.\n")
        return command.action(rest)
    return restart.into(place)


def _environment(command: Command, needs: list[str], restarts: int) -> environment.Environment:
    """The environment to restart in. Restarted already, still not right: its stamp lies, it is made anew, once."""
    found = environment.ready(needs) if not restarts else None
    if found is not None:
        return found
    if restarts > 1:
        raise Refusal(
            f"Glassnet's private environment ({environment.everywhere()[0].folder}) was made anew and still does not "
            "hold its packages. Delete that folder and start again."
        )
    from . import firststart

    return firststart.prepare(command.parts, needs, distrust=bool(restarts))
