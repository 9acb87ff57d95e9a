"""Everything that is proved, in the order of the letters in docs/proof.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.knowledge.proof import closing, dose, order, sense, silence, stops
from tests.knowledge.proof.world import Outcome, World


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that holds for everyone. Its words are the first line of what it does."""

    letter: str
    prove: Callable[[World], Outcome]
    long: bool = False

    @property
    def name(self) -> str:
        return self.prove.__name__

    @property
    def words(self) -> str:
        return (self.prove.__doc__ or "").strip().splitlines()[0]


STATEMENTS = (
    Statement("a", stops.every_stop_counts),
    Statement("a", stops.no_work_is_no_plan),
    Statement("a", stops.what_stops_by_itself),
    Statement("a", stops.no_record_opens_an_emergency),
    Statement("a", stops.a_record_opens_one_rule),
    Statement("a", stops.a_stopped_client_gets_nothing),
    Statement("b", order.a_worse_answer_is_never_milder),
    Statement("b", order.what_a_worse_answer_raises_does_not_soften_it),
    Statement("c", silence.a_plan_waits_for_safety),
    Statement("c", silence.a_follow_up_not_answered_closes),
    Statement("c", silence.what_a_plan_does_not_wait_for),
    Statement("d", closing.every_rule_closes_what_it_says),
    Statement("d", closing.another_rule_never_opens_a_door),
    Statement("d", closing.no_two_rules_open_a_door, long=True),
    Statement("d", closing.no_item_goes_through_a_closed_door),
    Statement("d", closing.everything_could_be_chosen),
    Statement("d", closing.every_item_has_a_handle),
    Statement("d", closing.a_state_in_a_place_has_a_place),
    Statement("e", sense.every_rule_can_hold),
    Statement("e", sense.no_rule_is_always_outranked),
    Statement("e", sense.every_limit_can_limit_a_plan),
    Statement("e", sense.every_answer_is_somebodys),
    Statement("e", sense.one_row_of_each_table),
    Statement("e", sense.no_two_modifiers_contradict),
    Statement("e", sense.no_two_stops_give_two_orders),
    Statement("e", sense.a_position_stays_open),
    Statement("g", dose.more_irritable_is_never_more_visits),
    Statement("g", dose.more_irritable_is_never_a_stronger_stretch),
    Statement("g", dose.more_irritable_is_never_firmer_work),
    Statement("g", dose.more_irritable_never_opens_a_door),
    Statement("h", dose.doses_stay_within_the_caps),
)


def prove(world: World, statements: Iterable[Statement] = STATEMENTS) -> Iterator[tuple[Statement, Outcome, float]]:
    """Each statement with what came out and the seconds it took."""
    for statement in statements:
        started = time.perf_counter()
        outcome = statement.prove(world)
        yield statement, outcome, time.perf_counter() - started
