"""YAML without surprises: no `no` for false, no dates, no base 60, no key twice; every mapping remembers its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class Marked(dict[str, Any]):
    """A mapping that knows the line of each key and its own."""

    line: int = 0
    lines: dict[str, int]


class UnreadableFile(Exception):
    """A knowledge file that cannot be used: where, what was said, what is allowed."""

    def __init__(self, file: str, line: int | None, field: str, message: str) -> None:
        self.file, self.line, self.field, self.message = file, line, field, message
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {field + ': ' if field else ''}{message}")


class _Strict(yaml.CSafeLoader):
    pass


_DROPPED = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp"}
_Strict.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _DROPPED]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _also(tag: str, pattern: str, first: str) -> None:
    import re

    _Strict.add_implicit_resolver(tag, re.compile(pattern), list(first))


_also("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf")
_also("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789")


def _mapping(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> Marked:
    made = Marked()
    made.line, made.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} must be a word", key_node.start_mark)
        if key in made:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} is said twice", key_node.start_mark)
        made[key] = loader.construct_object(value_node, deep=True)
        made.lines[key] = key_node.start_mark.line + 1
    return made


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(path: Path, name: str) -> Any:
    """Read one file.

    Raises:
        UnreadableFile: with `name`, the line and the reason.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_Strict)  # noqa: S506  # nosec B506  a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise UnreadableFile(name, mark.line + 1 if mark else None, "", str(error.problem)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnreadableFile(name, None, "", str(error)) from error
    except OSError as error:
        raise UnreadableFile(name, None, "", f"the file cannot be read: {error.strerror or error}") from error


def line_of(value: Any, where: str) -> int | None:
    """The line of the deepest part of a dotted path such as `when.all[1].age_years` that can be found."""
    line: int | None = value.line if isinstance(value, Marked) else None
    for step in where.replace("[", ".[").split("."):
        if step.startswith("[") and isinstance(value, list):
            number = int(step[1:-1])
            value = value[number] if number < len(value) else None
            line = value.line if isinstance(value, Marked) else line
        elif isinstance(value, Marked) and step in value:
            line, value = value.lines[step], value[step]
    return line
