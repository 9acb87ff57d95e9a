"""What more than one sheet says: the danger card, who to call, the small print, what a stopped client is told."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plans.clinic import Clinic
from plans.plan import Action, Disposition, Hit, Plan, SafetyNet, Status
from plans.sheet.blocks import (
    Block,
    Bullets,
    Danger,
    Heading,
    Notice,
    Paragraph,
    line,
    strong,
)
from plans.sheet.names import Names, Words
from plans.sheet.wording import day, sentence, short_code, to_say

if TYPE_CHECKING:
    from plans.sheet.chart_note import ChartNote

DRAFT = "Draft, not reviewed"
MARKS = {Status.DRAFT: DRAFT, Status.SUPERSEDED: "Replaced by a newer plan", Status.STOPPED: "Stopped. Do not use"}
ENDED = {
    Status.STOPPED: "Stop. Do not follow this plan any more.",
    Status.SUPERSEDED: "A newer plan takes the place of this one.",
}
"""What a client reads first of a plan that no longer holds."""
OF_A_LIVE_PLAN = frozenset({"dis-no-clear", "dis-package", "dis-why"})
"""Disclaimers that ask to follow the plan, or speak of its answers as those of today."""
NO_DIAGNOSIS = "The service examines nobody. It makes no diagnosis."
RULES = "No clinician has reviewed the rules behind this plan yet."

CARD = "card"
"""Where links to the danger card lead."""

ASK_A_DOCTOR = "Stop here and speak to a doctor"

WHO_TO_CALL = (
    ("EMERG", "Emergency"),
    ("ED", "Hospital"),
    ("URGENT", "Help today"),
    ("GP", "Your doctor"),
    ("CRISIS", "Crisis"),
    ("MATERNITY", "Maternity"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapist:
    """Who stands behind a sheet. `contact`: a phone number or an address, as it is to be printed."""

    name: str
    role: str = "massage therapist"
    contact: str = ""
    signed_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a sheet is made from, beside the plan. `today`: the day it is read, YYYY-MM-DD, where that is known."""

    words: Words | None = None
    therapist: Therapist | None = None
    clinic: Clinic | None = None
    client: str = ""
    link: str = ""
    side: str = "both"
    today: str = ""
    note: ChartNote | None = None

    @property
    def names(self) -> Names:
        return Names(self.words or {})


def about(plan: Plan, making: Making) -> str:
    """Who made it, which plan, which day: one line of sentences."""
    who = making.therapist
    made = ""
    if who is not None:
        made = "Made with " + ", ".join(filter(None, [_named(who), who.contact]))
    code = f"Plan {short_code(plan.id)}" if plan.id else ""
    parts = [made, ", ".join(filter(None, [code, day(plan.provenance.visit_date)]))]
    return " ".join(sentence(part) for part in parts if part)


def _has_a_name(who: Therapist) -> bool:
    """The first account of an installation is called by a word of its role."""
    return who.name not in who.role.split()


def _named(who: Therapist) -> str:
    return f"{who.name}, {who.role}" if _has_a_name(who) else f"a {who.role}"


def foot(plan: Plan) -> str:
    """What stands at the foot of every page of paper."""
    code = f"Plan {short_code(plan.id)}" if plan.id else "Plan not stored"
    return f"{code}, {day(plan.provenance.visit_date)}"


def mark(plan: Plan) -> str:
    """What stands on every page of a sheet that is not to be followed as it is."""
    return MARKS.get(plan.status, "")


def ended(plan: Plan) -> tuple[Notice, ...]:
    """For a therapist: that a plan no longer holds, before all else."""
    if not plan.status.ended:
        return ()
    instead = "Work from the newer plan." if plan.status is Status.SUPERSEDED else "Do not work from it."
    words = Paragraph(line(strong(instead), "What follows is kept for the record."))
    return (Notice(plan.status, MARKS[plan.status], (words,)),)


def not_to_follow(plan: Plan, making: Making) -> Notice:
    """For a client: that a plan no longer holds, and whom to ask. Nothing of the plan."""
    name = _to_reach(making)
    if plan.status is Status.STOPPED:
        call = f"Call your therapist: {name}." if name else "Call your therapist."
        steps = ["Stop all that it asks of you.", call, "Put old papers of this plan away."]
    else:
        ask = f"No newer plan yet? Ask your therapist: {name}." if name else "No newer plan yet? Ask your therapist."
        steps = ["Follow the newer plan, not this one.", ask, "Put old papers of this plan away."]
    if plan.triage.referrals:
        steps.append("Were you told to see a doctor? Still do that.")
    todo = Bullets(tuple(line(step) for step in steps), mark="number", role="lead")
    card = Paragraph(line("Keep the card below. It still counts."))
    return Notice(plan.status, ENDED[plan.status].removesuffix("."), (todo, card))


def _to_reach(making: Making) -> str:
    """The therapist, and how to reach them or their clinic; empty where nobody said."""
    who, clinic = making.therapist, making.clinic
    contact = (who.contact if who else "") or (clinic.contact if clinic else "")
    name = who.name if who and _has_a_name(who) else ""
    return ", ".join(filter(None, [name, contact]))


def when_to_go(net: SafetyNet) -> str:
    """The headline of the danger box."""
    place = net.contacts.get("ED")
    return f"Go to {place} now if any 1 of these is new or worse" if place else "Any 1 of these, new or worse"


def danger_box(net: SafetyNet) -> Danger:
    """The front of the card, at the foot of a plan's first page: the signs of an emergency, what to do, what to say."""
    return Danger(when_to_go(net), (_emergency_signs(net, columns=3), _what_to_do(net)), anchor=CARD)


def card_back(net: SafetyNet) -> Danger:
    """The back of the card: other signs, where to go today, what to expect, who to call."""
    place = net.contacts.get("ED")
    go = f"Go to {place} now" if place else "Get help now"
    front = Paragraph(line(strong(go), "if you have any of the signs in the first red box."))
    return Danger(net.title, (front, *_other_signs(net)))


def danger_card(net: SafetyNet) -> Danger:
    """The whole card in one box."""
    when = Paragraph(line(strong(f"{when_to_go(net)}:")))
    emergency = (when, _emergency_signs(net, columns=2), _what_to_do(net))
    return Danger(net.title, (*emergency, *_other_signs(net)), anchor=CARD)


def _emergency_signs(net: SafetyNet, columns: int) -> Bullets:
    return Bullets(tuple(line(sign) for sign in net.emergency), columns=columns)


def _what_to_do(net: SafetyNet) -> Paragraph:
    return Paragraph(line(net.emergency_do, strong(_say(net.emergency_say))))


def _other_signs(net: SafetyNet) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Bullets(tuple(line(sign) for sign in net.other), columns=2),
        Paragraph(line(strong("To be seen today:"), net.today)),
    ]
    if net.tailored:
        first, *others = net.tailored
        blocks.append(Bullets((line(strong("For you:"), first), *map(line, others))))
    if net.course:
        blocks.append(Paragraph(line(strong("What to expect:"), net.course)))
    calls = tuple(part for name, whom in _who_to_call(net) for part in (strong(f"{name}:"), f"{whom}."))
    return (*blocks, Paragraph(line(*calls))) if calls else tuple(blocks)


def _who_to_call(net: SafetyNet) -> Iterator[tuple[str, str]]:
    """Numbers to ring, and places the card does not name anyhow: "Your doctor: your family doctor" helps nobody."""
    named = " ".join((*net.emergency, *net.other, net.emergency_do, net.today, *net.tailored))
    for key, name in WHO_TO_CALL:
        whom = net.contacts.get(key, "")
        if whom and (any(sign.isdigit() for sign in whom) or whom not in named):
            yield name, whom


def _say(words: str) -> str:
    return f"Say: “{to_say(words)}”"


def small_print(plan: Plan, making: Making, *, without: Container[str] = (), more: str = "") -> tuple[Block, ...]:
    """The disclaimers of the plan, in its order, all but those `without`; who signed; and what is said more."""
    texts = [each.text for each in plan.disclaimers if each.id not in without]
    who = making.therapist
    if plan.status is Status.SIGNED and who is not None:
        on = f" on {day(who.signed_on)}" if who.signed_on else ""
        texts.append(f"Checked and signed by {who.name}{on}.")
    rows = tuple(line(text) for text in (*texts, more) if text)
    return (Bullets(rows, mark="prose", role="small", columns=2),) if rows else ()


def rules_not_reviewed(plan: Plan) -> str:
    """A therapist's name does not review the rules: so long as no clinician has, a signed plan says it too."""
    return RULES if plan.provenance.knowledge_status == "draft" else ""


def told(action: Action) -> tuple[Block, ...]:
    """What to do, what to say, what to leave."""
    blocks: list[Block] = [Bullets(tuple(line(step) for step in action.do), mark="number", role="lead")]
    if action.say:
        blocks.append(Paragraph(line(strong(_say(action.say))), role="lead"))
    if action.dont:
        blocks.append(Bullets(tuple(line(each) for each in action.dont), mark="cross"))
    return tuple(blocks)


def why(hits: Iterable[Hit]) -> tuple[Block, ...]:
    """The reasons of these rules, each once."""
    reasons = dict.fromkeys(hit.because for hit in hits)
    if not reasons:
        return ()
    if len(reasons) == 1:
        return (Paragraph(line(strong("Why:"), *reasons)),)
    return (Paragraph(line(strong("Why:"))), Bullets(tuple(line(reason) for reason in reasons)))


def hits_of(plan: Plan, disposition: Disposition | None = None) -> tuple[Hit, ...]:
    """What holds and no record has cleared; of one disposition, or all."""
    return tuple(
        hit for hit in plan.triage.hits if not hit.cleared and (disposition is None or hit.disposition is disposition)
    )


def open_questions(plan: Plan) -> tuple[Block, ...]:
    """The safety questions that nobody has answered yet."""
    if not plan.questions:
        return ()
    asked = tuple(line(strong(each.ask), each.help) for each in plan.questions)
    return (Heading("Not answered yet"), Bullets(asked, mark="open"))


def beside(plan: Plan) -> tuple[Notice, ...]:
    """Checks by a doctor that run beside a plan."""
    made = []
    for action in plan.triage.referrals:
        reasons = dict.fromkeys(hit.because for hit in hits_of(plan) if hit.parallel and hit.action == action.id)
        say = strong(_say(action.say)) if action.say else ""
        words = line(say, *action.dont, strong("Why:") if reasons else "", *reasons)
        steps = Bullets(tuple(line(step) for step in action.do), mark="number")
        made.append(Notice(Disposition.ROUTINE_REFERRAL, action.headline, (steps, Paragraph(words))))
    return tuple(made)


def stop_notice(plan: Plan) -> tuple[Block, ...]:
    """What a stopped client is told: what to do, what to say, why. Nothing of a plan."""
    action = plan.triage.action
    if action is None:
        return (Notice(tone=plan.disposition, headline=ASK_A_DOCTOR, blocks=why(hits_of(plan, plan.disposition))),)
    blocks: list[Block] = []
    if plan.triage.note:
        blocks.append(Paragraph(line(strong(plan.triage.note)), role="lead"))
    blocks += told(action)
    blocks += why(hits_of(plan, plan.disposition))
    for other in plan.triage.referrals:
        blocks.append(Heading(other.headline))
        blocks += told(other)
    number = plan.safety_net.contacts.get("EMERG", "")
    calling = plan.disposition is Disposition.EMERGENCY_NOW or any(number in step for step in action.do)
    call = number if number.isdigit() and calling else ""
    notice = Notice(tone=plan.disposition, headline=action.headline, blocks=tuple(blocks), call=call)
    return (notice, *open_questions(plan))
