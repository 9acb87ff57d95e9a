"""The sheet a client keeps. Only a signed plan shows what to do; before that: the notice, questions, the card."""

from __future__ import annotations

from datetime import date

from plans.plan import BadDayItem, Disposition, HomeItem, Plan, Sessions, Status, Tip
from plans.sheet.blocks import (
    Block,
    Bullets,
    Card,
    Cards,
    Heading,
    Line,
    Masthead,
    Notice,
    Panel,
    Panels,
    Paragraph,
    Part,
    Run,
    Signal,
    Signals,
    TickGrid,
    line,
    strong,
)
from plans.sheet.figures import figure_alt, figure_svg
from plans.sheet.names import Names
from plans.sheet.pace import pace_of
from plans.sheet.review import DAYS_TO_TICK, review_day
from plans.sheet.shared import (
    OF_A_LIVE_PLAN,
    Making,
    about,
    beside,
    card_back,
    danger_box,
    danger_card,
    mark,
    not_to_follow,
    open_questions,
    rules_not_reviewed,
    small_print,
    stop_notice,
)
from plans.sheet.wording import (
    before_a_question,
    capital,
    count,
    day,
    dose_line,
    first_sentence,
    how_often,
    number_words,
    plain,
    sentence,
    told_once,
)

HABITS = 3
WEEKS = ("M", "T", "W", "T", "F", "S", "S") * (DAYS_TO_TICK // 7)
KEY = (
    "Bulge: where you may feel it.",
    "Dashes: where you start.",
    "Arrow: the way to move.",
    "Grey limb: the far side.",
)
SHAPES = ("ring", "triangle", "octagon")


def client_parts(plan: Plan, making: Making) -> tuple[Part, ...]:
    """The papers for the client."""
    if plan.disposition.stops:
        return (Part(stopped_blocks(plan, making)),)
    if plan.status.ended:
        return (_ended(plan, making),)
    if plan.status is Status.SIGNED and plan.disposition.treats:
        return (_whole(plan, making),)
    return (_waiting(plan, making),)


def stopped_blocks(plan: Plan, making: Making) -> tuple[Block, ...]:
    """What today's answers end in where they allow no treatment: what to do now, and the card."""
    return (*stop_notice(plan), danger_card(plan.safety_net), *small_print(plan, making))


def _ended(plan: Plan, making: Making) -> Part:
    """A plan that no longer holds: only that it does not, whom to ask, and the card."""
    small = small_print(plan, making, without=OF_A_LIVE_PLAN)
    return Part((not_to_follow(plan, making), danger_card(plan.safety_net), *small))


def _waiting(plan: Plan, making: Making) -> Part:
    """No plan to follow yet: what to do meanwhile, and the card."""
    if plan.disposition is Disposition.NEEDS_ANSWERS:
        title, message = "Not ready yet", f"{count(len(plan.questions), 'safety answer')} missing. No plan yet."
    else:
        title, message = "Your plan is not ready yet", "Your therapist has not signed it. Until then, keep this card."
    head = Masthead(
        title=title, message=line(strong(message)), about=about(plan, making), mark=mark(plan), clinic=making.clinic
    )
    return Part(
        (head, *beside(plan), *open_questions(plan), danger_card(plan.safety_net), *small_print(plan, making)),
    )


def _whole(plan: Plan, making: Making) -> Part:
    """First what to do, the bad day, the visits, the ticks; then the rules of the visits and the whole card."""
    blocks: list[Block] = [_head(plan, making), *_review_due(plan, making), *beside(plan)]
    if plan.home:
        blocks.append(_cards(plan.home, making.side))
        blocks.append(_feel(plan.home, making.names))
    panels = (_bad_day(plan), _habits(plan))
    return Part(
        blocks=tuple(blocks),
        maybe=(Panels(tuple(filter(None, panels))), *_ticks(plan.home)),
        danger=danger_box(plan.safety_net),
        then=(*_massage(plan), card_back(plan.safety_net), *small_print(plan, making, more=rules_not_reviewed(plan))),
    )


def is_review_due(plan: Plan, making: Making) -> bool:
    """Whether it is read after its review day. Paper does not know when it is read."""
    return bool(making.today) and date.fromisoformat(making.today) > review_day(plan)


def _head(plan: Plan, making: Making) -> Masthead:
    hope, _ = first_sentence(plan.safety_net.course)
    minutes = sum(item.minutes for item in plan.home)
    if plan.home:
        here, take = ("Here is", "It takes") if len(plan.home) == 1 else ("Here are", "They take")
        todo = f"{here} {count(len(plan.home), 'thing')} to do at home. {take} about {count(minutes, 'minute')} a day."
    else:
        todo = "There are no exercises in your plan for now."
    return Masthead(
        title=f"Your plan, {making.client}" if making.client else "Your plan",
        message=() if is_review_due(plan, making) else line(strong(hope), todo),
        about=about(plan, making),
        mark=mark(plan),
        link=making.link,
        link_words="On your phone" if making.link else "",
        clinic=making.clinic,
    )


def _review_due(plan: Plan, making: Making) -> tuple[Notice, ...]:
    """Past its review day a plan is asked about before it is gone on with."""
    if not is_review_due(plan, making):
        return ()
    who = making.therapist
    name = ", ".join(filter(None, [who.name, who.contact])) if who else ""
    ask = f"Ask your therapist before you go on: {name}." if name else "Ask your therapist before you go on."
    steps = (line(ask), line("Is anything new or worse? Read the danger signs first."))
    was = Paragraph(line(f"This plan was to be looked at again by {day(review_day(plan).isoformat(), weekday=True)}."))
    return (Notice(Disposition.TREAT_WITH_PRECAUTIONS, "Your review is due", (Bullets(steps, mark="number"), was)),)


def _cards(home: tuple[HomeItem, ...], side: str) -> Cards:
    cards = tuple(_card(n, item, side) for n, item in enumerate(home, 1))
    return Cards(cards, key=line(strong("Pictures."), *KEY) if any(card.figure for card in cards) else ())


def _card(number: int, item: HomeItem, side: str) -> Card:
    always = before_a_question(item.ease_off)
    more = (("Why", line(*item.because)), ("Too much?", line(item.ease_off)), ("Too easy?", line(item.progress)))
    return Card(
        number=number,
        title=item.name,
        steps=item.steps,
        feel=line(strong("Feel:"), item.feel, always) if item.feel else line(always),
        dose=dose_line(item.dose, item.name),
        more=tuple((name, words) for name, words in more if words),
        pace=pace_of(item.dose),
        **_drawing(item.id, side),
    )


def _drawing(exercise: str, side: str) -> dict[str, str]:
    """The drawing of an exercise and what it shows; an exercise without one is told in words."""
    try:
        return {"figure": figure_svg(exercise, side), "alt": figure_alt(exercise, side)}
    except LookupError:
        return {}


def _feel(home: tuple[HomeItem, ...], names: Names) -> Signals:
    """Go on, do half, stop. When to stop is what the items say, each sentence once."""
    known = [line(strong(sentence(name)), text) for name, text in names.texts("feel")[:2]]
    rows = known or [(), _of_all("Do half.", [item.ease_off for item in home])]
    rows.append(_of_all("Stop.", [item.stop_if for item in home]))
    signals = (Signal(shape, row) for shape, row in zip(SHAPES, rows, strict=True) if row)
    return Signals("How it should feel", tuple(signals))


def _of_all(name: str, texts: list[str]) -> Line:
    parts: list[str | Run] = [strong(name)]
    for numbers, text in told_once(texts):
        if len(numbers) < len(texts):
            parts.append(strong(f"{number_words(numbers)}:"))
        parts.append(text)
    return line(*parts) if len(parts) > 1 else ()


def _bad_day(plan: Plan) -> Panel | None:
    if not plan.bad_day:
        return None
    numbers = {item.id: n for n, item in enumerate(plan.home, 1)}
    minutes = count(sum(item.minutes for item in plan.bad_day), "minute")
    told = (Paragraph(_on_a_bad_day(item, numbers.get(item.id))) for item in plan.bad_day)
    return Panel(f"Bad day? {minutes}", tuple(told))


def _on_a_bad_day(item: BadDayItem, number: int | None) -> Line:
    if number is not None:
        return line(strong(f"Number {number}, {item.name}."), item.words)
    return line(strong(f"{item.name}."), *item.steps, item.words)


def _massage(plan: Plan) -> tuple[Block, ...]:
    """How often, how long, when we look again; and the rules of the visits."""
    if plan.sessions is None:
        closed = (each for each in plan.excluded if (each.kind, each.id) == ("modality", "massage"))
        reasons = dict.fromkeys(each.because for each in closed)
        return (Heading("Massage"), Paragraph(line(strong("No massage for now."), *reasons)))
    rules = Bullets(tuple(line(rule) for rule in plan.sessions.stop_rules), columns=2)
    return (Heading("Massage"), Paragraph(_visits(plan.sessions)), *((rules,) if rules.items else ()))


def _visits(sessions: Sessions) -> Line:
    often = f"{capital(how_often(sessions.per_week))}, {sessions.minutes} minutes, for {count(sessions.weeks, 'week')}"
    review = f"We look again on {day(sessions.first_review, weekday=True)}."
    return line(strong(f"{often}: {count(sessions.total, 'visit')}."), review)


def _habits(plan: Plan) -> Panel | None:
    """The first few tips, one for each part of the day; the plan's own page has all of them."""
    first = {tip.context: tip for tip in reversed((*plan.ergonomics, *plan.self_care))}
    tips = sorted(first.values(), key=(*plan.ergonomics, *plan.self_care).index)[:HABITS]
    if not tips:
        return None
    return Panel(count(len(tips), "habit"), tuple(Paragraph(_tip(tip)) for tip in tips))


def _tip(tip: Tip) -> Line:
    return line(strong(f"{plain(tip.context)}:"), tip.tip)


def _ticks(home: tuple[HomeItem, ...]) -> tuple[Block, ...]:
    if not home:
        return ()
    rows = [line(f"{n} {item.name}") for n, item in enumerate(home, 1)]
    return (TickGrid("Tick what you did", WEEKS, (*rows, line(strong("Leg pain 0 to 10")))),)
