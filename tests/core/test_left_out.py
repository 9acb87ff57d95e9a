"""Why not: what is left out carries the rule, its words, where they come from and how sure they are."""

from __future__ import annotations

from dataclasses import replace

from plans.plan import Certainty, Excluded, Source
from recommender.core.left_out import by_rule, for_reason
from tests.core.deciding import state


def test_a_rule_speaks_for_itself() -> None:
    rule = replace(
        state("thin-bones"), because="Your bones are thin.", certainty=Certainty.RECALLED,
        sources=(Source("nice", "1.2"), Source("nice", "1.3"), Source("nogg")),
    )  # fmt: skip

    assert by_rule("home", "mk_press_up", rule) == Excluded(
        kind="home", id="mk_press_up", level="avoid", rule="thin-bones", because="Your bones are thin.",
        sources=("nice", "nogg"), certainty=Certainty.RECALLED,
    )  # fmt: skip
    assert by_rule("home", "mk_press_up", rule, "limit").level == "limit"


def test_a_reason_of_the_clients_own_is_our_design() -> None:
    assert for_reason("modality", "thai", "consent-declined", "You said so.") == Excluded(
        kind="modality", id="thai", level="limit", rule="consent-declined", because="You said so.",
        sources=("project",), certainty=Certainty.DESIGN,
    )  # fmt: skip
    other = for_reason("modality", "thai", "dutch", "No.", ("kngf",), "avoid")
    assert (other.sources, other.level) == (("kngf",), "avoid")
    assert other.certainty is Certainty.DESIGN
