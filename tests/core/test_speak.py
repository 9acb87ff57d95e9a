"""The words every answer carries: one script first, others beside it, the safety net and the disclaimers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Certainty, Disposition, Hit
from recommender.core.condition import ALWAYS
from recommender.core.items import ActionText, SafetyNetText, Tailored
from recommender.core.knowledge import Knowledge
from recommender.core.speak import (
    KEEP_STILL,
    MODEL,
    STOP_AT_HOME,
    Voice,
    disclaimers,
    other_actions,
    safety_net,
    stop_rules,
    top_action,
)

ACTIONS = {
    each.id: each
    for each in (
        ActionText(
            id="act-first", headline="Call {EMERG}", do=("Call {EMERG} now.",), say="I have {X}.",
            dont=("Wait for {GP}.",),
        ),
        ActionText(
            id="act-second", headline="See {GP}", do=("See {GP}.",), say="Say it.", do_parallel=("See {GP} soon.",),
        ),
        ActionText(id="act-third", headline="Third", do=("Third.",), say=""),
        ActionText(id=KEEP_STILL, headline="Keep still", do=("Keep still.",), say=""),
    )
}  # fmt: skip
NET = SafetyNetText(
    title="When to call {EMERG}", emergency=("Numb: {EMERG}",), emergency_do="Call {EMERG}", emergency_say="Say {GP}",
    other=("See {GP}",), today="Today {GP}", course="It passes, says {GP}.", sources=("nice",),
    tailored=(Tailored(id="thin", when=ALWAYS, text="Bones: {GP}"), Tailored(id="sugar", when=ALWAYS, text="Sugar.")),
)  # fmt: skip
DISCLAIMERS = (
    Tailored(id="dis-plan", when=ALWAYS, text="Plan: {GP}", where=("plan",)),
    Tailored(id="dis-refer", when=ALWAYS, text="Referral.", where=("referral", "needs_answers")),
    Tailored(id=MODEL, when=ALWAYS, text="A model.", where=("plan",)),
    Tailored(id="dis-pregnant", when=ALWAYS, text="Pregnant.", where=("plan", "referral")),
)
EVERYTHING = frozenset(f"notice:{each.id}" for each in (*DISCLAIMERS, *NET.tailored))


@pytest.fixture
def voice(knowledge: Knowledge) -> Voice:
    contacts = {"int": {"EMERG": "the emergency number", "GP": "a doctor"}, "uk": {"EMERG": "999", "GP": "your GP"}}
    library = replace(knowledge.library, actions=ACTIONS, safety_net=NET, disclaimers=DISCLAIMERS, contacts=contacts)
    return Voice(library, "uk")


def hit(action: str, disposition: Disposition = Disposition.EMERGENCY_NOW, **more: Any) -> Hit:
    return Hit(
        rule=action, disposition=disposition, because="", says="", facts={}, sources=(), certainty=Certainty.DESIGN,
        action=action, **more,
    )  # fmt: skip


def ids(actions: Any) -> list[str]:
    return [each.id for each in actions]


def test_the_numbers_of_a_country_are_filled_in(voice: Voice) -> None:
    first = voice.actions["act-first"]

    assert (first.id, first.headline, first.do, first.say, first.dont) == (
        "act-first", "Call 999", ("Call 999 now.",), "I have {X}.", ("Wait for your GP.",),
    )  # fmt: skip
    assert voice.contacts == {"EMERG": "999", "GP": "your GP"}
    assert voice.all(["{GP}", "{EMERG} {EMERG}"]) == ("your GP", "999 999")
    assert voice.parallel["act-second"].do == ("See your GP soon.",)
    assert voice.parallel["act-second"].headline == "See your GP"
    assert voice.parallel["act-third"].do == ("Third.",)


def test_a_country_we_do_not_know_gets_the_words_for_all(knowledge: Knowledge) -> None:
    elsewhere = Voice(replace(knowledge.library, contacts={"int": {"EMERG": "112"}, "uk": {}}), "atlantis")

    assert elsewhere.contacts == {"EMERG": "112"}


def test_the_script_of_the_most_severe_comes_first(voice: Voice) -> None:
    hits = [hit("act-third"), hit("act-second"), hit("act-first", Disposition.SAME_DAY)]

    found = top_action(hits, Disposition.EMERGENCY_NOW, voice)
    assert found is voice.actions["act-second"], "of equals, the first of the scripts"
    assert top_action(hits, Disposition.SAME_DAY, voice) is voice.actions["act-first"]
    assert top_action(hits, Disposition.NEEDS_ANSWERS, voice) is None
    assert top_action([], Disposition.TREAT, voice) is None
    cleared = [hit("act-first", cleared=True), hit("act-third")]
    assert top_action(cleared, Disposition.EMERGENCY_NOW, voice) is voice.actions["act-third"]


def test_beside_a_stop_stand_the_scripts_that_are_as_severe(voice: Voice) -> None:
    hits = [
        hit("act-first"), hit("act-second"), hit("act-second"), hit("act-third", Disposition.SAME_DAY),
        hit(KEEP_STILL, cleared=True),
    ]  # fmt: skip

    assert ids(other_actions(hits, voice.actions["act-first"], voice)) == ["act-second"]
    assert ids(other_actions(hits, voice.actions["act-second"], voice)) == ["act-first"]
    (beside,) = other_actions(hits, voice.actions["act-first"], voice)
    assert beside is voice.actions["act-second"], "in the words of a stop, not of a check beside a plan"


def test_somebody_who_must_keep_still_is_told_nothing_else(voice: Voice) -> None:
    assert other_actions([hit(KEEP_STILL), hit("act-first")], voice.actions[KEEP_STILL], voice) == ()


def test_beside_a_plan_stand_the_checks_that_run_beside_it(voice: Voice) -> None:
    beside = Disposition.TREAT_WITH_PRECAUTIONS
    hits = [
        hit("act-third", beside), hit("act-second", beside, parallel=True),
        hit("act-first", beside, parallel=True, cleared=True),
    ]  # fmt: skip

    (found,) = other_actions(hits, None, voice)
    assert found is voice.parallel["act-second"]
    assert other_actions([], None, voice) == ()


def test_a_hit_beside_a_cleared_and_worse_one_counts(voice: Voice) -> None:
    hits = [
        hit("act-third", cleared=True),
        hit("act-first", Disposition.SAME_DAY),
        hit("act-second", Disposition.SAME_DAY),
    ]

    assert ids(other_actions(hits, voice.actions["act-first"], voice)) == ["act-second"]


def test_the_card_has_the_texts_for_this_clients_own_risks(voice: Voice) -> None:
    card = safety_net(voice, Disposition.TREAT, frozenset({"notice:thin", "notice:dis-plan"}))

    assert card.tailored == ("Bones: your GP",)
    assert (card.title, card.emergency, card.emergency_do, card.emergency_say, card.other, card.today, card.course) == (
        "When to call 999", ("Numb: 999",), "Call 999", "Say your GP", ("See your GP",), "Today your GP",
        "It passes, says your GP.",
    )  # fmt: skip
    assert (card.contacts, card.sources) == (voice.contacts, ("nice",))


def test_nobody_is_told_that_it_passes_beside_a_sign_that_may_not(voice: Voice) -> None:
    assert safety_net(voice, Disposition.SAME_DAY, EVERYTHING).course == ""
    assert safety_net(voice, Disposition.NEEDS_ANSWERS, EVERYTHING).course
    assert safety_net(voice, Disposition.SAME_DAY, EVERYTHING).tailored == ("Bones: your GP", "Sugar.")


@pytest.mark.parametrize(
    ("disposition", "modelled", "told"),
    [
        (Disposition.TREAT, False, ["dis-plan", "dis-pregnant"]),
        (Disposition.TREAT_WITH_PRECAUTIONS, True, ["dis-plan", MODEL, "dis-pregnant"]),
        (Disposition.SAME_DAY, True, ["dis-refer", "dis-pregnant"]),
        (Disposition.NEEDS_ANSWERS, False, ["dis-refer"]),
    ],
)
def test_each_kind_of_answer_has_its_disclaimers(
    disposition: Disposition, modelled: bool, told: list[str], voice: Voice
) -> None:
    assert ids(disclaimers(voice, disposition, EVERYTHING, modelled)) == told
    assert disclaimers(voice, disposition, frozenset(), modelled) == ()


def test_a_disclaimer_speaks_of_her_own_doctor(voice: Voice) -> None:
    (found, *_) = disclaimers(voice, Disposition.TREAT, EVERYTHING, modelled=False)

    assert (found.id, found.text) == ("dis-plan", "Plan: your GP")


def test_when_to_stop_is_told_to_everybody_in_its_order(knowledge: Knowledge) -> None:
    voice = knowledge.voices["uk"]
    words = {row.id: voice.fill(row.then["words"]) for row in knowledge.helping if row.id in STOP_AT_HOME}

    found = stop_rules(voice, reversed(knowledge.helping))
    assert found == (words["stop-home-leg"], words["after-sameday"], words["after-emergency"])
    assert not [each for each in found if "{" in each]
