"""Plain words: what clients read is short, promises nothing and says one thing with one word. For `knowledge check`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from recommender.core.knowledge import Knowledge
from recommender.knowledge.plain_words import INSTEAD, LONG, NEVER, VERBS

BLOCK, GRADE_OF_A_BLOCK, GRADE_OF_A_STRING = 30, 6.0, 8.0
"""From so many words on a text is a block; the US school grades that blocks and shorter texts may reach."""
LONGEST_STEP, MOST_STEPS = 12, 3
LONG_WORD = 4
"""Syllables from which a word counts as long."""
STEP, SOURCED = "step", "as its source says it"


@dataclass(frozen=True, slots=True)
class Text:
    """One text for clients: where it stands, what kind it is and what it says."""

    where: str
    kind: str
    words: str


def _patterns(lists: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), told) for words, told in lists.items()]


CLAIMS, OTHER_WORDS = _patterns(NEVER), _patterns(INSTEAD)


def grade(text: str) -> float:
    """The US school grade of a text (Flesch and Kincaid)."""
    sentences = [each for each in re.split(r"[.?!:]+(?:\s|$)", text) if re.search(r"\w", each)]
    words = words_of(text)
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def words_of(text: str) -> list[str]:
    return re.findall(r"[A-Za-z']+|\d+", text)


@cache
def syllables(word: str) -> int:
    from pyphen import Pyphen  # only who checks words pays for its dictionary

    return max(1, len(Pyphen(lang="en_US").positions(word.lower())) + 1)


def long_words(text: str) -> list[str]:
    """Words of four syllables or more that no reason lets stand."""
    return [word for word in words_of(text) if syllables(word) >= LONG_WORD and not _may_stand(word.lower())]


def _may_stand(word: str) -> bool:
    return not {word, word.removesuffix("s"), word.removesuffix("'s")}.isdisjoint(LONG)


def problems_of(text: Text) -> Iterator[str]:
    """What is not plain about a text."""
    words = words_of(text.words)
    for pattern, why in CLAIMS:
        if found := pattern.search(text.words):
            yield f"“{found[0]}”: {why}"
    if text.kind == SOURCED:
        return
    for pattern, word in OTHER_WORDS:
        if found := pattern.search(text.words):
            yield f"“{found[0]}”: write {word}"
    if long := long_words(text.words):
        yield f"long words: {', '.join(dict.fromkeys(long))}"
    most = GRADE_OF_A_BLOCK if len(words) >= BLOCK else GRADE_OF_A_STRING
    if len(words) >= 5 and grade(text.words) > most:
        yield f"grade {grade(text.words):.1f}, more than {most:g}"
    if text.kind == STEP:
        if len(words) > LONGEST_STEP:
            yield f"a step of {len(words)} words, more than {LONGEST_STEP}"
        if words and words[0].lower() not in VERBS:
            yield f"a step that begins with “{words[0]}”, which is no verb of the list"


def plain_problems(knowledge: Knowledge) -> list[str]:
    """Everything in the knowledge that is not plain, one line each."""
    many = [each for each in knowledge.library.exercises if len(each.steps) > MOST_STEPS]
    return [
        *(f"{text.where}: {problem}: {text.words}" for text in texts(knowledge) for problem in problems_of(text)),
        *(f"exercise {each.id}: {len(each.steps)} steps, more than {MOST_STEPS}" for each in many),
    ]


def texts(knowledge: Knowledge) -> Iterator[Text]:
    """Every text for clients. The questions of the safety screen keep the wording of their sources."""
    library = knowledge.library
    for item in library.exercises:
        yield from _each(f"exercise {item.id}", STEP, item.steps)
        reasons = [*(each.because for each in item.suits), *(each.because for each in item.not_when)]
        yield from _each(f"exercise {item.id}", "", [item.name, item.feel, item.stop_if, item.ease_off, *reasons])
        yield from _each(f"exercise {item.id}", "", [item.because])
    for tip in (*library.tips, *library.self_care):
        yield from _each(f"tip {tip.id}", "", [tip.tip, tip.because])
    for method in library.modalities:
        yield from _each(f"modality {method.id}", "", [method.client_name, method.because, method.benefit])
    for region in library.regions.values():
        yield from _each(f"region {region.id}", "", [region.client_name])
    for action in library.actions.values():
        yield from _each(f"action {action.id}", "", [action.headline, *action.do, *action.do_parallel, *action.dont])
        yield from _each(f"action {action.id}", SOURCED, [action.say])
    for each in library.disclaimers:
        if set(each.where) != {"therapist"}:
            yield from _each(f"disclaimer {each.id}", "", [each.text])
    net = library.safety_net
    yield from _each("safety net", SOURCED, [net.title, *net.emergency, net.emergency_say, *net.other])
    yield from _each("safety net", "", [net.emergency_do, net.today, net.course, *(each.text for each in net.tailored)])
    yield from _each("how it should feel", "", library.feel.values())
    for rule in (*knowledge.red_flags, *knowledge.contraindications):
        yield from _each(f"rule {rule.id}", "", [rule.because])
    for row in knowledge.helping:
        yield from _each(f"rule {row.id}", "", [row.because, str(row.then.get("words", ""))])


def _each(where: str, kind: str, said: Iterable[str]) -> Iterator[Text]:
    return (Text(where, kind, words) for words in said if words)
