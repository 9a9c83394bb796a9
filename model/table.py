"""A table of named records: the one place from which widgets, files, commands and tests read a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Whatever stands in a table: it has a name for files and scripts, and a label for people."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...


Record = TypeVar("Record", bound=Named)


class Table(Mapping[str, Record], Generic[Record]):
    """Records by name, in the order in which a person should meet them.

    Reads like a dict: ``len(table)``, iteration over names, ``table["relu"]``. ``add`` enters one more record.
    """

    def __init__(self, noun: str, *records: Record) -> None:
        self.noun = noun
        self._records: dict[str, Record] = {}
        for record in records:
            self.add(record)

    def add(self, record: Record) -> Record:
        """Enter ``record``; raises ValueError if its name is taken."""
        if record.name in self._records:
            raise ValueError(f"{self.noun} {record.name!r} is in the table already")
        self._records[record.name] = record
        return record

    def remove(self, name: str) -> None:
        """Take the record called ``name`` out again."""
        del self._records[name]

    def __getitem__(self, name: str) -> Record:
        try:
            return self._records[name]
        except KeyError:
            raise KeyError(f"no {self.noun} is called {name!r}; there are {', '.join(self._records)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        return f"Table({self.noun!r}: {', '.join(self._records)})"
