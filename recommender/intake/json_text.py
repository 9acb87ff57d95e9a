"""JSON as it should be: UTF-8, no key twice, no NaN, not too deep. What is not is refused in plain words."""

from __future__ import annotations

import json
from typing import Any, NoReturn

DEEPEST = 12
"""Nesting a request body may have; an ordinary one has four levels."""
TOO_DEEP = f"The text is nested more than {DEEPEST} levels deep."
LONGEST = 256 * 1024
"""Bytes a request body may have; a full profile has about 8 kB."""


class NotJson(ValueError):
    """The text is no JSON that can be used: what is wrong, in words."""


def read_json(text: bytes) -> Any:
    """Read one JSON value.

    Raises:
        NotJson: too long, not UTF-8, malformed, a key said twice, NaN or infinity, or nested too deep.
    """
    if len(text) > LONGEST:
        raise NotJson(f"The text is longer than {LONGEST // 1024} kB.")
    try:
        words = text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson("The text is not UTF-8.") from error
    try:
        value = _DECODER.decode(words)
    except NotJson:
        raise
    except RecursionError as error:
        raise NotJson(TOO_DEEP) from error
    except ValueError as error:
        place = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise NotJson(f"The text is not JSON{place}.") from error
    if is_deeper(value, DEEPEST):
        raise NotJson(TOO_DEEP)
    if "\\u" in words:
        check_whole(value)
    return value


def check_whole(value: Any) -> None:
    """Escapes can spell half of a character (a lone surrogate), which no text can hold. `NotJson` if one does."""
    words = json.dumps(value, ensure_ascii=False)
    if words.encode("utf-8", "ignore") != words.encode("utf-8", "surrogatepass"):
        raise NotJson("The text holds half of a character (a lone surrogate).")


def is_deeper(value: Any, most: int) -> bool:
    """Whether lists and objects stand in each other more than `most` deep."""
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(most):
        if not level:
            return False
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [each for values in inner for each in values if isinstance(each, list | dict)]
    return bool(level)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise NotJson(f"The key {twice[0][:80]!r} is said twice.")
    return made


def _refuse(word: str) -> NoReturn:
    raise NotJson(f"{word} is not a number.")


def _finite(word: str) -> float:
    number = float(word)
    if number in (float("inf"), float("-inf")):
        raise NotJson(f"{word[:40]} is too large a number.")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite)
