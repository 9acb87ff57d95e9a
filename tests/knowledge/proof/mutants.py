"""Knowledge that was broken on purpose, in a copy: the proof must find each, and show a client."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recommender.core.knowledge import Knowledge
from recommender.knowledge.load import HERE, PLANS, load_knowledge
from tests.knowledge.proof import closing, dose, order, sense, silence, stops
from tests.knowledge.proof.world import Outcome, World


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one file, and the statement that it breaks."""

    letter: str
    name: str
    file: str
    """Under the knowledge, or under `plans/`."""
    old: str
    new: str
    prove: Callable[[World], Outcome]
    finds: str
    """Words of what must be found."""
    person: bool = True
    """Whether there is a client to show."""
    long: bool = False

    def knowledge(self, folder: Path) -> Knowledge:
        """The knowledge with this change, from a copy of its files under `folder`.

        Raises:
            ValueError: the file does not say `old` exactly once.
        """
        root, plans = folder / "knowledge", folder / "plans"
        shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copytree(PLANS, plans, ignore=shutil.ignore_patterns("*.py", "__pycache__", "sheet"))
        path = folder / self.file if self.file.startswith("plans/") else root / self.file
        text = path.read_text()
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} says {self.old!r} {text.count(self.old)} times")
        path.write_text(text.replace(self.old, self.new))
        return load_knowledge(root, plans)


MUTANTS = (
    Mutant(
        "a",
        "a state that ends all work is called a precaution",
        "contraindications/platelets-lt-20.yaml",
        "disposition: same_day",
        "disposition: treat_with_precautions",
        stops.no_work_is_no_plan,
        "platelets-lt-20 ends all work, and there is a plan",
    ),
    Mutant(
        "a",
        "an emergency is called a precaution",
        "red_flags/neuro-stroke.yaml",
        "disposition: emergency_now",
        "disposition: treat_with_precautions",
        stops.what_stops_by_itself,
        "face_arm_speech_sudden",
        long=True,
    ),
    Mutant(
        "b",
        "the worst of the answers is forgotten",
        "red_flags/ces-bilateral-sensory.yaml",
        "pain_trend: {one_of: [worsening, rapidly_worsening]}",
        "pain_trend: {one_of: [worsening]}",
        lambda world: order.about(world, world.knowledge.dictionary["pain_trend"]),
        "a worse answer about pain_trend makes ces-bilateral-sensory go",
    ),
    Mutant(
        "c",
        "silence answers a safety question",
        "facts/safety_now.yaml",
        "leaking, or bad new pain there\n    asked_when: {recent_spinal_procedure: {is: true}}",
        "leaking, or bad new pain there\n    asked_when: {surely: {heavy_alcohol: {is: true}}}",
        silence.a_plan_waits_for_safety,
        "wound_red_or_leaking is not answered, and there is a plan",
    ),
    Mutant(
        "c",
        "a follow-up that is not answered counts as long ago",
        "contraindications/dvt-treated-lt-3mo.yaml",
        "when: {conditions: {includes: dvt_treated}, weeks_since_dvt: {at_most: 12}}",
        "when: {conditions: {includes: dvt_treated}, surely: {weeks_since_dvt: {at_most: 12}}}",
        silence.a_follow_up_not_answered_closes,
        "dvt-treated-lt-3mo would hold after an answer",
        long=True,
    ),
    Mutant(
        "c",
        "a gate is lost",
        "facts/medicines.yaml",
        "gate: true\n    group: medicines\n    ask: Which of these do you take?",
        "group: medicines\n    ask: Which of these do you take?",
        silence.what_a_plan_does_not_wait_for,
        "although medicines is not answered",
        long=True,
    ),
    Mutant(
        "d",
        "the place of a state is asked with another question",
        "contraindications/eczema-psoriasis.yaml",
        "area: {fact: skin_problem_regions}",
        "area: {fact: numb_regions}",
        closing.a_state_in_a_place_has_a_place,
        "eczema-psoriasis closes an area, and numb_regions may say there is none",
    ),
    Mutant(
        "d",
        "an exercise forgets what it loads",
        "plans/library/stretches/hs-long-sit.yaml",
        "loads: [HAM, FLX]",
        "loads: []",
        closing.every_item_has_a_handle,
        "hs_long_sit names no load",
        person=False,
        long=True,
    ),
    Mutant(
        "e",
        "a rule that nobody can meet",
        "red_flags/gap-fx-old-lift.yaml",
        "age_years: {at_least: 70}",
        "age_years: {at_least: 70, at_most: 60}",
        sense.every_rule_can_hold,
        "gap-fx-old-lift (red_flags/gap-fx-old-lift.yaml) can never hold",
        person=False,
        long=True,
    ),
    Mutant(
        "e",
        "two rows of the dose table at once",
        "rules/dose/d-ac-mod.yaml",
        "severity: {is: moderate}",
        "severity: {one_of: [moderate, severe]}",
        sense.one_row_of_each_table,
        "d-ac-mod and d-ac-sev hold together",
    ),
    Mutant(
        "g",
        "a longer hold while the leg is less calm",
        "plans/library/stretches/_doses.yaml",
        "{hold_s: 10, reps: 3, sets: 1, per_day: 1, days_per_week: 5, minutes: null,\n     up_to: {hold_s: 15",
        "{hold_s: 40, reps: 3, sets: 1, per_day: 1, days_per_week: 5, minutes: null,\n     up_to: {hold_s: 45",
        dose.more_irritable_is_never_a_stronger_stretch,
        "hold of 40 s at moderate irritability, 30 s at low",
        person=False,
    ),
    Mutant(
        "h",
        "a modifier that presses harder than the scale goes",
        "rules/modifiers/m-soreness.yaml",
        "level_plus: -1",
        "level_plus: 3",
        dose.doses_stay_within_the_caps,
        "level out of bounds",
        person=False,
    ),
)
