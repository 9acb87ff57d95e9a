"""The words every answer carries: what to do, the safety net, the disclaimers, with the contacts of a jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plans.plan import Action, Disclaimer, Disposition, Hit, SafetyNet
from recommender.core.items import ActionText, Library
from recommender.core.rules import Helping

KEEP_STILL = "act-999-still"
MODEL = "dis-model"
STOP_AT_HOME = ("stop-home-leg", "after-sameday", "after-emergency")
"""Rows of the reviews that hold for everybody, with a plan at hand or not."""


class Voice:
    """The library's words in the contacts of one jurisdiction: {EMERG}, {ED}, {URGENT}, {GP} … filled in once."""

    def __init__(self, library: Library, jurisdiction: str) -> None:
        self.contacts = dict(library.contacts.get(jurisdiction) or library.contacts["int"])
        self.actions = {each.id: self._action(each) for each in library.actions.values()}
        self.parallel = {
            each.id: replace(self.actions[each.id], do=self.all(each.do_parallel or each.do))
            for each in library.actions.values()
        }
        net = library.safety_net
        self.net = SafetyNet(
            title=self.fill(net.title),
            emergency=self.all(net.emergency),
            emergency_do=self.fill(net.emergency_do),
            emergency_say=self.fill(net.emergency_say),
            other=self.all(net.other),
            today=self.fill(net.today),
            course=self.fill(net.course),
            tailored=(),
            contacts=self.contacts,
            sources=net.sources,
        )
        self.tailored = [(f"notice:{each.id}", self.fill(each.text)) for each in net.tailored]
        self.disclaimers = [
            (f"notice:{each.id}", frozenset(each.where), Disclaimer(id=each.id, text=self.fill(each.text)))
            for each in library.disclaimers
        ]

    def fill(self, text: str) -> str:
        if "{" not in text:
            return text
        for name, contact in self.contacts.items():
            text = text.replace("{" + name + "}", contact)
        return text

    def all(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.fill(text) for text in texts)

    def _action(self, text: ActionText) -> Action:
        return Action(
            id=text.id,
            headline=self.fill(text.headline),
            do=self.all(text.do),
            say=self.fill(text.say),
            dont=self.all(text.dont),
        )


def top_action(hits: Sequence[Hit], disposition: Disposition, voice: Voice) -> Action | None:
    """What to do first: the script of the most severe hits; of equals, the one that stands first in the scripts."""
    if not disposition.stops:
        return None
    wanted = {hit.action for hit in hits if not hit.cleared and hit.disposition is disposition}
    return next(action for action_id, action in voice.actions.items() if action_id in wanted)


def other_actions(hits: Sequence[Hit], top: Action | None, voice: Voice) -> tuple[Action, ...]:
    """Further scripts: those of equally severe hits beside a stop, or the referrals that run beside a plan.

    Someone who must keep still is told nothing else.
    """
    if top is not None and top.id == KEEP_STILL:
        return ()
    most = max((hit.disposition.severity for hit in hits if not hit.cleared), default=0)
    made: dict[str, Action] = {}
    for hit in hits:
        beside = hit.parallel if top is None else hit.disposition.severity == most and hit.action != top.id
        if beside and not hit.cleared and hit.action not in made:
            made[hit.action] = (voice.parallel if hit.parallel else voice.actions)[hit.action]
    return tuple(made.values())


def safety_net(voice: Voice, disposition: Disposition, holding: frozenset[str]) -> SafetyNet:
    """The card, with the texts for this client's own risks; no word that it will pass beside a sign that may not."""
    return replace(
        voice.net,
        tailored=tuple(text for name, text in voice.tailored if name in holding),
        course="" if disposition.stops else voice.net.course,
    )


def stop_rules(voice: Voice, rows: Iterable[Helping]) -> tuple[str, ...]:
    """When to stop, whoever it is, in the words of the reviews."""
    words = {row.id: str(row.then["words"]) for row in rows if row.id in STOP_AT_HOME}
    return voice.all(words[each] for each in STOP_AT_HOME)


def disclaimers(
    voice: Voice, disposition: Disposition, holding: frozenset[str], modelled: bool
) -> tuple[Disclaimer, ...]:
    """The disclaimers of this kind of answer; the one about the model only where it spoke."""
    kind = "plan" if disposition.treats else "referral" if disposition.stops else "needs_answers"
    return tuple(
        each
        for name, where, each in voice.disclaimers
        if kind in where and name in holding and (modelled or each.id != MODEL)
    )
