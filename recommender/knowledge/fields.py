"""Reading one mapping of a knowledge file field by field, with errors an author can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from plans.plan import Certainty, Source
from recommender.core.condition import Condition, NotACondition, read_condition
from recommender.core.facts import Dictionary
from recommender.knowledge.strict_yaml import Marked, UnreadableFile, line_of, read

STATUSES = ("draft", "reviewed", "retired")


class Entry:
    """One mapping of one file. Every field must be asked for; `done` refuses those nobody asked for."""

    def __init__(self, raw: object, file: str, dictionary: Dictionary | None = None) -> None:
        if not isinstance(raw, Marked):
            raise UnreadableFile(file, None, "", f"a mapping is expected here, not {raw!r}")
        self.raw, self.file, self.dictionary = raw, file, dictionary
        self.seen: set[str] = set()

    def refuse(self, field: str, message: str) -> UnreadableFile:
        return UnreadableFile(self.file, line_of(self.raw, field), field, message)

    def has(self, field: str) -> bool:
        return field in self.raw

    def get(self, field: str, default: Any = None) -> Any:
        self.seen.add(field)
        return self.raw.get(field, default)

    def need(self, field: str) -> Any:
        if field not in self.raw:
            raise UnreadableFile(self.file, self.raw.line, field, "this field is missing")
        return self.get(field)

    def text(self, field: str, default: str | None = None) -> str:
        value = self.need(field) if default is None else self.get(field, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.refuse(field, f"words are expected, not {value!r}")
        return " ".join(value.split())

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.get(field, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.refuse(field, f"a list of words is expected, not {value!r}")
        return tuple(" ".join(each.split()) for each in value)

    def words_of(self, field: str, allowed: Iterable[str]) -> tuple[str, ...]:
        values, known = self.texts(field), tuple(allowed)
        for value in values:
            if value not in known:
                near = ", ".join(difflib.get_close_matches(value, known, n=3) or known)
                raise self.refuse(field, f"{value!r} is not known here; there are {near}")
        return values

    def one_of(self, field: str, allowed: Iterable[str], default: str | None = None) -> str:
        value, known = self.text(field, default), tuple(allowed)
        if value not in known and value != default:
            near = ", ".join(difflib.get_close_matches(value, known, n=3) or known)
            raise self.refuse(field, f"{value!r} is not known here; there are {near}")
        return value

    def flag(self, field: str, default: bool = False) -> bool:
        value = self.get(field, default)
        if not isinstance(value, bool):
            raise self.refuse(field, f"true or false is expected, not {value!r}")
        return value

    def number(self, field: str, default: float | None = None) -> Any:
        value = self.get(field, default)
        if value is None or isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(field, f"a number is expected, not {value!r}")
        return value

    def whole(self, field: str, default: int | None = None) -> int | None:
        value = self.get(field, default)
        if value is not None and type(value) is not int:
            raise self.refuse(field, f"a whole number is expected, not {value!r}")
        return value

    def span(self, field: str) -> tuple[float, float]:
        value = self.need(field)
        if not (isinstance(value, list) and len(value) == 2 and all(isinstance(n, int | float) for n in value)):
            raise self.refuse(field, f"[from, to] is expected, not {value!r}")
        low, high = value
        if low > high:
            raise self.refuse(field, f"the range runs backwards: {value!r}")
        return low, high

    def mapping(self, field: str) -> Mapping[str, Any]:
        value = self.get(field, Marked())
        if not isinstance(value, Mapping):
            raise self.refuse(field, f"a mapping is expected, not {value!r}")
        return value

    def part(self, field: str) -> Entry:
        return Entry(self.need(field), self.file, self.dictionary)

    def parts(self, field: str) -> list[Entry]:
        value = self.get(field, [])
        if not isinstance(value, list):
            raise self.refuse(field, "a list is expected")
        return [Entry(each, self.file, self.dictionary) for each in value]

    def condition(self, field: str = "when", default: object = ...) -> Condition:
        raw = self.need(field) if default is ... else self.get(field, default)
        assert self.dictionary is not None
        try:
            return read_condition(raw, self.dictionary, field)
        except NotACondition as error:
            message = f"{error.said!r} is not usable; {error.allowed}"
            raise UnreadableFile(self.file, line_of(self.raw, error.where), error.where, message) from error

    def any_of(self, field: str) -> Condition | None:
        """A list of conditions of which one is enough; None where the list is empty."""
        raws = self.get(field, [])
        if not raws:
            return None
        assert self.dictionary is not None
        try:
            return read_condition({"any": raws}, self.dictionary, field)
        except NotACondition as error:
            where = error.where.replace(f"{field}.any", field)
            raise self.refuse(where, f"{error.said!r} is not usable; {error.allowed}") from error

    def sources(self, known: Iterable[str]) -> tuple[Source, ...]:
        made = []
        for entry in self.parts("sources"):
            made.append(Source(entry.one_of("id", known), entry.text("at", "")))
            entry.done()
        if not made:
            raise self.refuse("sources", "say where this comes from: at least one source")
        return tuple(made)

    def certainty(self) -> Certainty:
        return Certainty(self.one_of("certainty", [each.value for each in Certainty]))

    def day(self, field: str, default: str | None = None) -> str:
        """A day as year-month-day, in quotation marks."""
        value = self.text(field, default)
        if value != default and not _is_day(value):
            raise self.refuse(field, f'a day such as "2026-11-20" is expected, not {value!r}')
        return value

    def status(self) -> str:
        status = self.one_of("status", STATUSES)
        self.day("review_by", "")
        if status == "reviewed":
            self.text("reviewed_by"), self.text("reviewed_on")
        return status

    def done(self) -> None:
        """Refuse any field that nobody asked for."""
        for field in self.raw:
            if field not in self.seen:
                near = ", ".join(difflib.get_close_matches(field, sorted(self.seen), n=3) or sorted(self.seen))
                raise self.refuse(field, f"this field is not known; there are {near}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def entries(path: Path, name: str, dictionary: Dictionary | None = None) -> list[Entry]:
    """The mapping of a file, or the mappings where it holds a list."""
    raw = read(path, name)
    return [Entry(each, name, dictionary) for each in (raw if isinstance(raw, list) else [raw])]
