"""(e) Every rule can matter: it can hold, it is not always outranked, and no two of equal rank say opposite things."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import z3

from plans.plan import Disposition
from recommender.core.dose import BASE_ORDER
from recommender.core.knowledge import item_conditions
from recommender.core.rules import POSITIONS, Helping
from tests.knowledge.proof.decision import stopping
from tests.knowledge.proof.formulas import both, either, negation, neither
from tests.knowledge.proof.world import Broken, Outcome, World, answers_fit

UNKNOWN_ROW = "d-unknown"


def every_rule_can_hold(world: World) -> Outcome:
    """Each rule that is more than information holds for some client whose answers fit each other."""
    made = Outcome()
    solver = _fitting(world)
    knowledge = world.knowledge
    for rule in (*knowledge.red_flags, *knowledge.contraindications, *knowledge.helping):
        if rule.information:
            continue
        made.asked += 1
        if solver.check(world.with_records.fires(rule)) != z3.sat:
            made.broken.append(Broken(rule.id, f"{rule.id} ({rule.file}) can never hold"))
    return made


def no_rule_is_always_outranked(world: World) -> Outcome:
    """Each stop and each precaution is somebody's most severe rule; those that never are stand in the exceptions."""
    made = Outcome()
    solver, decision = _fitting(world), world.with_records
    rules = stopping(world.knowledge)
    for rule in rules:
        made.asked += 1
        above = [other for other in rules if other.disposition.severity > rule.disposition.severity]
        if solver.check(decision.fires(rule), neither(*(decision.hit(other) for other in above))) != z3.sat:
            others = ", ".join(_always_with(world, solver, rule, above))
            made.broken.append(Broken(rule.id, f"{rule.id} never holds without a more severe rule ({others})"))
    return world.agree("outranked", made)


def _always_with(world: World, solver: z3.Solver, rule: Any, above: list[Any]) -> list[str]:
    """More severe rules that alone always come with it, else a word that says they take turns."""
    decision = world.with_records
    alone = [other.id for other in above if solver.check(decision.fires(rule), negation(decision.hit(other))) != z3.sat]
    return alone[:3] or ["several in turn"]


def every_limit_can_limit_a_plan(world: World) -> Outcome:
    """Each state that does not stop, each row of what would help and each condition of an item may meet a plan."""
    made, knowledge = Outcome(), world.knowledge
    solver, client = _fitting(world), world.holder
    solver.add(world.with_records.treats())
    states = [rule for rule in knowledge.contraindications if rule.disposition is None]
    named = [(rule.id, rule.when) for rule in (*states, *knowledge.helping) if not rule.information]
    for name, condition in [*named, *item_conditions(knowledge.library)]:
        made.asked += 1
        if solver.check(client.surely(condition)) != z3.sat:
            made.broken.append(Broken(name, f"{name} never holds beside a plan"))
    return world.agree("idle", made)


def every_answer_is_somebodys(world: World) -> Outcome:
    """Each disposition is the answer for some client."""
    made = Outcome()
    solver, decision = _fitting(world), world.today
    order = list(Disposition)
    for n, disposition in enumerate(order):
        made.asked += 1
        milder = negation(decision.at_least(order[n - 1])) if n else negation(z3.BoolVal(False))
        if solver.check(decision.at_least(disposition), milder) != z3.sat:
            made.broken.append(Broken(str(disposition), f"nobody's answer is ever {disposition}"))
    return world.agree("unreachable", made)


def one_row_of_each_table(world: World) -> Outcome:
    """Beside a plan exactly one row of the dose table and one programme holds, so that no order of files decides."""
    made, knowledge = Outcome(), world.knowledge
    solver, decision = world.solver(), world.today
    solver.add(decision.treats())
    rows = [rule for rule in knowledge.helping if rule.folder == "dose" and rule.id not in BASE_ORDER]
    table = [rule for rule in rows if rule.id != UNKNOWN_ROW]
    programme = [rule for rule in knowledge.helping if rule.folder == "programme" and "slots" in rule.then]
    for name, alternatives in (("dose table", table), ("programme", programme)):
        for one, other in combinations(alternatives, 2):
            made.asked += 1
            if person := world.find(solver, decision.fires(one), decision.fires(other)):
                what = f"{one.id} and {other.id} hold together, and only one row of the {name} can count"
                made.broken.append(world.broken(f"{one.id} {other.id}", what, person))
    for name, complete in (("dose table", rows), ("programme", programme)):
        made.asked += 1
        if person := world.find(solver, neither(*(decision.fires(rule) for rule in complete))):
            made.broken.append(world.broken(name, f"no row of the {name} holds", person))
    return made


def no_two_modifiers_contradict(world: World) -> Outcome:
    """Modifiers that may hold together never ask for more minutes than another allows, nor for two recipes or slots."""
    made, knowledge = Outcome(), world.knowledge
    solver, decision = world.solver(), world.today
    solver.add(decision.treats())
    modifiers = [rule for rule in knowledge.helping if rule.folder == "modifiers" and not rule.information]
    for one, other in combinations(modifiers, 2):
        made.asked += 1
        for clash in _clashes(one, other):
            if person := world.find(solver, decision.fires(one), decision.fires(other)):
                made.broken.append(world.broken(f"{one.id} {other.id}", f"{one.id} and {other.id}: {clash}", person))
    return world.agree("modifiers", made)


def _clashes(one: Helping, other: Helping) -> Iterator[str]:
    for less, more in ((one, other), (other, one)):
        if less.then.get("max_minutes", 999) < more.then.get("min_minutes", 0):
            yield "one asks for more minutes than the other allows"
    for word in ("recipe", "slot_minutes"):
        if word in one.then and word in other.then:
            yield f"both set {word}"


def no_two_stops_give_two_orders(world: World) -> Outcome:
    """Of equally severe scripts that one client may get, none forbids what the other asks for."""
    made, library = Outcome(), world.knowledge.library
    solver, decision = world.solver(), world.today
    rules = stopping(world.knowledge)
    by_script: dict[tuple[Disposition, str], list[Any]] = {}
    for rule in rules:
        by_script.setdefault((rule.disposition, rule.action), []).append(rule)
    for (rank, one), (other_rank, other) in combinations(by_script, 2):
        if rank is not other_rank or one == other:
            continue
        made.asked += 1
        scripts = library.actions[one], library.actions[other]
        against = {*scripts[0].do} & {*scripts[1].dont} | {*scripts[1].do} & {*scripts[0].dont}
        together = both(*(either(*(decision.hit(rule) for rule in by_script[rank, each])) for each in (one, other)))
        if against and (person := world.find(solver, together)):
            what = f"{one} and {other} may meet, and one forbids what the other asks for: {sorted(against)[0]}"
            made.broken.append(world.broken(f"{one} {other}", what, person))
    return made


def a_position_stays_open(world: World) -> Outcome:
    """No states that hold together close every position, and no two leave nothing but what the other leaves out."""
    made = Outcome()
    solver, decision = world.solver(), world.today
    solver.add(decision.treats())
    states = [rule for rule in world.knowledge.contraindications if not rule.information]
    closed = [
        either(*(decision.present(rule) for rule in states if rule.position and position in rule.position.avoid))
        for position in POSITIONS
    ]
    made.asked += 1
    if person := world.find(solver, both(*closed)):
        made.broken.append(world.broken("positions", "every position is closed", person))
    only = [rule for rule in states if rule.only]
    for one, other in combinations(only, 2):
        made.asked += 1
        if one.only & other.only:
            continue
        if person := world.find(solver, decision.present(one), decision.present(other)):
            what = f"{one.id} and {other.id} leave no method that both allow"
            made.broken.append(world.broken(f"{one.id} {other.id}", what, person))
    return made


def _fitting(world: World) -> z3.Solver:
    """Anyone, with any records, whose answers fit each other."""
    solver = world.solver()
    solver.add(*answers_fit(world.holder))
    return solver
