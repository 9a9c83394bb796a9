"""The parser of every command: one sentence for what is wrong with the nearest name, and exit codes 0, 1, 2, 130."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import math
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

DONE, FAILED, SENSELESS = 0, 1, 2  # exit codes; commands.main adds 130 for Ctrl-C
TERMINATED = 128 + 15  # as a shell calls the end by SIGTERM


class Refused(Exception):
    """What a person asked for cannot be done; the text says why and what can."""


class Failure(Exception):
    """It made sense but could not be done: a file could not be written, or a run diverged that must not."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, and what the nearest option is called."""

    def __init__(self, command: str, typed: str, description: str, examples: Sequence[str]) -> None:
        lines = "\n".join(f"  python3 main.py {command} {each}" for each in examples)
        super().__init__(
            prog=f"python3 main.py {command}",
            usage=f"python3 main.py {command} {typed}",
            description=description,
            epilog=f"examples:\n{lines}\n\n"
            "The same settings give the same numbers, as long as the seeds stay the same.\n"
            "exit codes: 0 done, 1 could not be done, 2 the options make no sense, 130 stopped by Ctrl-C\n",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.command = command

    def error(self, message: str) -> NoReturn:
        more = f"({self.command} --help shows all)"
        unknown = re.match(r"unrecognized arguments: (-\S+)", message)
        if unknown:
            known = [name for action in self._actions for name in action.option_strings if "_" not in name]
            raise Refused(f"{unknown[1]}: no such option{hint(unknown[1].split('=')[0], known)} {more}")
        stray = re.match(r"unrecognized arguments: (.+)", message)
        message = f"{stray[1]}: not understood; settings are typed as --name value" if stray else message
        raise Refused(f"{message} {more}")


def hint(typed: str, known: Iterable[str]) -> str:
    """The question that follows a name that is none of the ``known``, where one is near."""
    near = difflib.get_close_matches(typed, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""


def refusal(option: str, typed: object, known: Iterable[str]) -> Refused:
    """``typed`` is none of the names that ``option`` knows."""
    names = list(known)
    return Refused(f"{option}: {typed} is not possible{hint(str(typed), names) or ';'} allowed: {', '.join(names)}")


def obey(argv: Sequence[str], work: Callable[[Sequence[str]], None]) -> int:
    """Do the work and return the exit code; what goes wrong is told in a sentence, with ``--json`` also as an event."""
    try:
        with _terminable():
            work(argv)
        sys.stdout.flush()
    except (Refused, Failure) as error:
        _tell(str(error), "--json" in argv)
        return SENSELESS if isinstance(error, Refused) else FAILED
    except BrokenPipeError:  # as in: train --json | head; nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except SystemExit as end:  # --help
        return int(end.code or 0)
    return DONE


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """In the block, SIGTERM ends the work like Ctrl-C: temporary files are removed on the way out."""

    def stop(number: int, frame: object) -> None:
        raise SystemExit(TERMINATED)

    before = signal.getsignal(signal.SIGTERM)
    with contextlib.suppress(ValueError, TypeError):  # in another thread than the first, where signals cannot be caught
        signal.signal(signal.SIGTERM, stop if before is signal.SIG_DFL else before)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError, TypeError):
            signal.signal(signal.SIGTERM, before)


def event(name: str, /, **facts: Any) -> None:
    """One JSON object on a line of stdout; what is no finite number is null there."""
    sys.stdout.write(json.dumps({"event": name, **plain(facts)}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """``value`` as JSON can say it."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    return float(value) if math.isfinite(value) else None


def _tell(words: str, machine: bool) -> None:
    if machine:
        event("error", message=words)
    if sys.stderr is not None:
        sys.stderr.write(f"{words}\n")
