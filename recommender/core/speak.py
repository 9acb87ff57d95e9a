"""The words every answer carries: what to do, the safety net and the disclaimers, in the contacts of the jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plans.plan import Action, Disclaimer, Disposition, Hit, SafetyNet
from recommender.core.items import ActionText, Library


KEEP_STILL = "act-999-still"


class Voice:
    """Fills the placeholders {EMERG}, {ED}, {URGENT}, {GP} … with the contacts of one jurisdiction."""

    def __init__(self, library: Library, jurisdiction: str) -> None:
        self.library = library
        self.contacts = library.contacts.get(jurisdiction) or library.contacts["int"]

    def fill(self, text: str) -> str:
        for name, contact in self.contacts.items():
            text = text.replace("{" + name + "}", contact)
        return text

    def all(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.fill(text) for text in texts)

    def action(self, action_id: str, *, parallel: bool = False) -> Action:
        text: ActionText = self.library.actions[action_id]
        do = text.do_parallel if parallel and text.do_parallel else text.do
        return Action(
            id=text.id, headline=self.fill(text.headline), do=self.all(do), say=self.fill(text.say), dont=self.all(text.dont)
        )


def top_action(hits: Sequence[Hit], disposition: Disposition, voice: Voice) -> Action | None:
    """What to do first: the script of the most severe hits; of equals, the one that stands first in the scripts."""
    if not disposition.stops:
        return None
    wanted = {hit.action for hit in hits if not hit.cleared and hit.disposition is disposition}
    return next(voice.action(action_id) for action_id in voice.library.actions if action_id in wanted)


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
            made[hit.action] = voice.action(hit.action, parallel=hit.parallel)
    return tuple(made.values())


def safety_net(voice: Voice, holding: frozenset[str]) -> SafetyNet:
    text = voice.library.safety_net
    return SafetyNet(
        title=voice.fill(text.title),
        emergency=voice.all(text.emergency),
        emergency_do=voice.fill(text.emergency_do),
        emergency_say=voice.fill(text.emergency_say),
        other=voice.all(text.other),
        today=voice.fill(text.today),
        course=voice.fill(text.course),
        tailored=voice.all(each.text for each in text.tailored if f"notice:{each.id}" in holding),
        contacts=dict(voice.contacts),
        sources=text.sources,
    )


def disclaimers(voice: Voice, disposition: Disposition, holding: frozenset[str], modelled: bool) -> tuple[Disclaimer, ...]:
    """The disclaimers of this kind of answer; the one about the model only where it spoke."""
    kind = "plan" if disposition.treats else "referral" if disposition.stops else "needs_answers"
    return tuple(
        Disclaimer(id=each.id, text=voice.fill(each.text))
        for each in voice.library.disclaimers
        if kind in each.where and f"notice:{each.id}" in holding and (modelled or each.id != "dis-model")
    )


