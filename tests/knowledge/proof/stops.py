"""(a) A certain stop ends it: no hands-on work, no exercise, whatever else was said, left out or contradicted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from plans.plan import Disposition, Plan
from recommender.core.condition import read_condition, tests_of
from recommender.core.rules import Contraindication
from recommender.knowledge.strict_yaml import read
from tests.knowledge.proof.decision import stopping
from tests.knowledge.proof.formulas import both, negation
from tests.knowledge.proof.world import Broken, Outcome, Person, World, spelled


def every_stop_counts(world: World) -> Outcome:
    """Every rule that holds and that no record opens brings at least its own disposition."""
    made, decision = Outcome(), world.with_records
    solver = world.solver()
    for rule in stopping(world.knowledge):
        made.asked += 1
        counts = both(decision.hit(rule), negation(world.records[rule.id]))
        person = world.find(solver, counts, negation(decision.at_least(rule.disposition)), client=world.holder)
        if person:
            what = f"{rule.id} holds and the answer is milder than {rule.disposition}"
            made.broken.append(world.broken(rule.id, what, person))
    return made


def no_work_is_no_plan(world: World) -> Outcome:
    """A state that ends all hands-on work or all exercise, told or read as present, leaves no plan."""
    made, decision = Outcome(), world.with_records
    solver = world.solver()
    for rule in world.knowledge.contraindications:
        if not ends_all(rule):
            continue
        made.asked += 1
        present = both(decision.present(rule), negation(world.records[rule.id]))
        person = world.find(solver, present, decision.treats(), client=world.holder)
        if person:
            made.broken.append(world.broken(rule.id, f"{rule.id} ends all work, and there is a plan", person))
    return made


def ends_all(rule: Contraindication) -> bool:
    return any("A" in letters for cells in (rule.hands_on, rule.stretches) for letters in cells.values())


def no_record_opens_an_emergency(world: World) -> Outcome:
    """Whatever clearance records a client brings, an emergency stays one."""
    solver = world.solver(world.holder)
    worst = Disposition.EMERGENCY_NOW
    lost = both(world.today.at_least(worst), negation(world.with_records.at_least(worst)))
    person = world.find(solver, lost, client=world.holder)
    broken = [world.broken("emergency", "a record opens an emergency", person)] if person else []
    return Outcome(1, broken)


def a_record_opens_one_rule(world: World) -> Outcome:
    """A clearance record opens the rule it names and no other; where a rule itself reads the records, it is listed."""
    made = Outcome()
    solver = world.solver(world.holder)
    clearable, opened = world.knowledge.clearable, world.records.opened
    closing = [rule for rule in world.knowledge.contraindications if not rule.disposition]
    for rule in [*stopping(world.knowledge), *closing]:
        made.asked += 1
        reads = {value for test in tests_of(rule.when) if test.fact == "clearances" for value in _values(test.value)}
        assert reads or world.today.hit(rule).eq(world.with_records.hit(rule)), f"how does {rule.id} read records?"
        for record in opened:
            if record == rule.id or getattr(clearable[record], "clearance", "") not in reads:
                continue
            made.asked += 1
            alone = [stands == z3.BoolVal(name == record) for name, stands in opened.items()]
            lifted = both(world.today.hit(rule), negation(world.with_records.hit(rule)), *alone)
            key, what = f"{record} lifts {rule.id}", f"a record for {record} lifts {rule.id} as well"
            if solver.check(lifted) != z3.sat:
                continue
            if key in world.listed("records"):
                made.broken.append(Broken(key, what))
            elif person := world.find(solver, lifted, client=world.holder):
                made.broken.append(world.broken(key, what, person))
    return world.agree("records", made)


def _values(said: Any) -> Iterable[str]:
    return said if isinstance(said, frozenset) else (said,)


def what_stops_by_itself(world: World) -> Outcome:
    """The answers of stops.yaml bring at least the disposition written there, whatever else is said."""
    made = Outcome()
    solver = world.solver()
    rows: list[Mapping[str, Any]] = read(world.folder / "stops.yaml", "stops.yaml")
    for row in rows:
        made.asked += 1
        least = Disposition(row["at_least"])
        when = read_condition(row["when"], world.knowledge.dictionary)
        lasting = least is Disposition.EMERGENCY_NOW
        decision = world.with_records if lasting else world.today
        client = decision.client
        if solver.check(client.surely(when)) != z3.sat:
            made.broken.append(Broken(str(row["when"]), f"stops.yaml: nobody can say {row['when']}"))
        elif person := world.find(solver, client.surely(when), negation(decision.at_least(least)), client=client):
            what = f"{_told(row['when'])} is not always {least} any more"
            made.broken.append(world.broken(str(row["when"]), what, person))
    return made


def _told(when: Mapping[str, Any]) -> str:
    tests = [(fact, word, value) for fact, test in when.items() for word, value in test.items()]
    return " and ".join(f"{fact} {word.replace('_', ' ')} {spelled(value)}" for fact, word, value in tests)


def a_stopped_client_gets_nothing(world: World) -> Outcome:
    """Asked about a client of every stop, the decision that ships gives a script and neither work nor exercise."""
    made = Outcome()
    solver = world.solver()
    for rule in stopping(world.knowledge):
        if not rule.disposition.stops:
            continue
        made.asked += 1
        holds = both(world.with_records.hit(rule), negation(world.records[rule.id]))
        if solver.check(holds) != z3.sat:
            continue
        model = solver.model()
        records = tuple(each for each, opened in world.records.opened.items() if z3.is_true(model.eval(opened)))
        person = Person(world.holder.answers_of(model), records)
        plan = world.decide(person)
        if not plan.disposition.stops or plan.triage.action is None or given(plan):
            what = f"{rule.id} holds, and the plan gives work"
            made.broken.append(Broken(rule.id, what, person, str(plan.disposition)))
    return made


def given(plan: Plan) -> bool:
    """Whether a plan holds anything to do by hand or at home."""
    return plan.sessions is not None or any((plan.modalities, plan.home, plan.bad_day, plan.ergonomics, plan.self_care))
