"""Reading the directory's files: rows with their line number, checked, with errors that name the cure."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from locales import plain_yaml
from locales.languages import languages


class DirectoryFileError(ValueError):
    """A file of the directory that cannot be loaded; the message names file, line and cure."""


@dataclass(frozen=True)
class Row:
    """One line of a table, with where it stands."""

    file: str
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The trimmed content of a column; '' when empty or when the table has no such column."""
        return (self.cells.get(column) or "").strip()

    def required(self, column: str) -> str:
        """The content of a column that must not be empty."""
        return self.text(column) or self.fail(f"'{column}' is empty; fill it in")

    def items(self, column: str) -> list[str]:
        """A list written with ';' between its items."""
        return [item.strip() for item in self.text(column).split(";") if item.strip()]

    def codes(self, column: str) -> list[str]:
        """A list of codes of languages.yml."""
        return self.all_of(column, languages().keys(), "use codes of languages.yml, such as pt;uk;kea")

    def all_of(self, column: str, allowed: Collection[str], cure: str) -> list[str]:
        """A list whose items are all among the allowed ones."""
        for item in self.items(column):
            if item not in allowed:
                self.fail(f"'{item}' in '{column}' is not known; {cure}")
        return self.items(column)

    def degrees(self, column: str, most: float) -> float | None:
        """A coordinate in degrees between -most and most, or None when empty."""
        if not self.text(column):
            return None
        try:
            value = float(self.text(column))
        except ValueError:
            value = most + 1
        if abs(value) > most:
            self.fail(f"'{self.text(column)}' in '{column}' is not in degrees; write for example 38.7167")
        return value

    def one_of(self, column: str, allowed: list[str], default: str) -> str:
        """One of the allowed words; the default when empty."""
        value = self.text(column) or default
        if value not in allowed:
            self.fail(f"'{value}' in '{column}' is not known; use one of {', '.join(filter(None, allowed))}")
        return value

    def zone(self, column: str) -> str:
        """The name of a time zone."""
        name = self.required(column)
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            self.fail(f"'{name}' in '{column}' is not a time zone; write for example Europe/Lisbon")
        return name

    def day(self, column: str) -> date | None:
        """A date YYYY-MM-DD, or None when empty."""
        if not self.text(column):
            return None
        try:
            return date.fromisoformat(self.text(column))
        except ValueError:
            return self.fail(f"'{self.text(column)}' in '{column}' is not a date; write for example 2026-11-30")

    def minutes(self, column: str) -> int:
        """A number of minutes, 0 when empty."""
        text = self.text(column) or "0"
        return int(text) if text.isdecimal() else self.fail(f"'{text}' in '{column}' is not a number of minutes")

    def clock(self, column: str) -> time:
        """A time HH:MM."""
        try:
            return time.fromisoformat(self.required(column))
        except ValueError:
            return self.fail(f"'{self.text(column)}' in '{column}' is not a time; write for example 09:30")

    def weekdays(self, column: str) -> list[int]:
        """ISO weekdays, 1 Monday to 7 Sunday, written '1-5' or '1;3'."""
        text = self.required(column)
        if match := re.fullmatch(r"([1-7])-([1-7])", text):
            return list(range(int(match[1]), int(match[2]) + 1))
        if not all(re.fullmatch(r"[1-7]", item) for item in self.items(column)):
            self.fail(f"'{text}' in '{column}' is not a list of weekdays; write 1-5 or 1;3 (1 is Monday)")
        return [int(item) for item in self.items(column)]

    def fail(self, what: str) -> NoReturn:
        """Raise the error of this line."""
        raise DirectoryFileError(f"{self.file}, line {self.line}: {what}.")


@dataclass(frozen=True)
class MunicipalDay:
    """A municipal holiday as written: 'MM-DD' or a count of days from Easter Sunday."""

    municipality: str
    name: str
    month_day: str
    days_after_easter: int | None


def read_table(path: Path, columns: set[str]) -> list[Row]:
    """The rows of a CSV file that must have `columns`."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = columns - set(reader.fieldnames or ())
        if missing:
            raise DirectoryFileError(f"{path.name}, line 1: add the column(s) {', '.join(sorted(missing))}.")
        return list(_rows(path.name, reader))


def _rows(name: str, reader: csv.DictReader[str]) -> Iterator[Row]:
    for cells in reader:
        row = Row(name, reader.line_num, cells)
        if None in cells or None in cells.values():
            row.fail("the number of cells differs from the first line; put quotes around text with commas")
        yield row


def read_holidays(path: Path) -> list[MunicipalDay]:
    """The municipal holidays of a YAML file: municipality → {day, name}."""
    days = []
    for municipality, entry in (plain_yaml.parse(path.read_text(encoding="utf-8")) or {}).items():
        day = str(entry.get("day", ""))
        movable = re.fullmatch(r"easter\+(\d{1,2})", day)
        if not movable and not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", day):
            raise DirectoryFileError(f'{path.name}, {municipality}: write day as "MM-DD" in quotes, or easter+N.')
        days.append(
            MunicipalDay(
                municipality, str(entry.get("name", "")), "" if movable else day, int(movable[1]) if movable else None
            )
        )
    return days
