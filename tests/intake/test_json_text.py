"""What is not clean JSON is refused before anybody reads a medical word in it."""

from __future__ import annotations

import pytest

from recommender.intake.json_text import DEEPEST, LONGEST, NotJson, read_json


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b'{"a": 1, "a": 2}', "'a' is said twice"),
        (b'{"profile": {"age_years": 40, "age_years": 14}}', "'age_years' is said twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b'{"a": 1e999}', "too large a number"),
        (b'{"a": ', "not JSON (line 1, column 7)"),
        (b"", "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), f"more than {DEEPEST} levels"),
        (b"[" * 100_000, "levels deep"),
        (b" " * (LONGEST + 1), "longer than 256 kB"),
    ],
)
def test_a_text_that_is_no_clean_json_is_refused_in_words(text: bytes, told: str) -> None:
    with pytest.raises(NotJson) as refusal:
        read_json(text)

    assert told in str(refusal.value)


def test_brackets_inside_words_are_no_nesting() -> None:
    assert read_json(b'{"goal_text": "[[[[[[[[[[[[[[[[ \\" {{{{{{{{{"}') == {
        "goal_text": '[[[[[[[[[[[[[[[[ " {{{{{{{{{'
    }
