"""The page that every phone keeps: the danger card and when to stop, for where a plan cannot be shown."""

from __future__ import annotations

from collections.abc import Iterable

from plans.plan import SafetyNet
from plans.sheet.blocks import Bullets, Heading, Masthead, Part, Sheet, line, strong
from plans.sheet.shared import CARD, danger_card

TITLE = "No plan to show now"
MESSAGE = "Go online to see if your plan still holds."
WHY = "A plan past its review day is not kept on a phone. Not sure what to do? Ask your therapist first."


def safety_sheet(net: SafetyNet, stop_rules: Iterable[str], *, language: str) -> Sheet:
    """The same for everybody in one country: nothing of a plan, nothing of a person."""
    blocks = (
        Masthead(title=TITLE, message=line(strong(MESSAGE), WHY)),
        danger_card(net),
        Heading("When to stop"),
        Bullets(tuple(line(rule) for rule in stop_rules)),
    )
    return Sheet(title=TITLE, language=language, paper="a4", parts=(Part(blocks),), help_link=CARD)
