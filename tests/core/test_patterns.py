"""What the answers look most like, each label with the answers it rests on."""

from __future__ import annotations

from typing import Any

import pytest

from recommender.core.knowledge import Knowledge
from recommender.core.patterns import patterns_of
from tests.core.deciding import facts_of_answers


@pytest.mark.parametrize(
    ("answers", "label", "name", "cues"),
    [
        (
            {"pain_sites": ["calf"], "aggravators": ["bending", "sitting"], "strain_aggravated": True,
             "slr_result": "reproduces_leg_pain", "slr_deg": 70, "conditions": ["disc_herniation"]},
            "disc_like", "an irritated nerve root in the low back",
            ("The leg pain goes below the knee.", "Sitting makes it worse.", "Bending makes it worse.",
             "Coughing or straining makes it worse.",
             "Lifting the straight leg brings on the leg pain at 70 degrees.", "A scan showed a slipped disc."),
        ),
        (
            {"walk_pattern": "eases_sitting_or_bending", "conditions": ["stenosis"]},
            "stenosis_like", "leg symptoms that come with standing and walking and ease with sitting",
            ("Walking brings it on; sitting or bending eases it.", "A scan showed a narrowed spinal canal."),
        ),
        (
            {"pain_sites": ["sit_bone", "buttock"], "aggravators": ["sitting"], "fair_test": True,
             "sciatic_notch_tender": True},
            "piriformis_deep_gluteal", "a nerve irritated deep in the buttock",
            ("It hurts in the buttock.", "It hurts at the sit bone.", "Sitting makes it worse.",
             "Bending and turning the hip in brings on the buttock pain.",
             "The buttock is tender where the nerve passes."),
        ),
        (
            {"trigger_points_reproduce_leg_pain": True, "sensory_pattern": "none", "leg_weakness": "none",
             "slr_result": "negative"},
            "gluteal_myofascial", "pain from tender spots in the buttock muscles",
            ("Pressing tender spots in the buttock brings on the leg pain.", "There is no numb patch.",
             "The leg is not weak.", "Lifting the straight leg does not bring it on."),
        ),
        (
            {"pain_sites": ["low_back"], "easers": ["walking", "movement"]},
            "postural_muscular", "tight back and hip muscles after long postures",
            ("The pain stays above the knee.", "Moving eases it.", "Walking eases it."),
        ),
        (
            {"pain_sites": ["sacrum"], "aggravators": ["turning_in_bed", "standing_on_one_leg"]},
            "sij_pelvic", "pain around the joints at the back of the pelvis",
            ("Turning in bed makes it worse.", "Standing on one leg makes it worse."),
        ),
        ({}, "mixed_unclear", "no single picture", ()),
    ],
)  # fmt: skip
def test_a_label_and_what_it_rests_on(
    answers: dict[str, Any], label: str, name: str, cues: tuple[str, ...], knowledge: Knowledge
) -> None:
    (found,) = patterns_of(facts_of_answers(knowledge, answers))

    assert (found.id, found.name, found.because) == (label, name, cues)


@pytest.mark.parametrize(("degrees", "told"), [(29, False), (30, True), (70, True), (71, False)])
def test_a_leg_raise_is_a_cue_within_its_range(degrees: int, told: bool, knowledge: Knowledge) -> None:
    disc = {"conditions": ["disc_herniation"], "slr_result": "reproduces_leg_pain", "slr_deg": degrees}
    (found,) = patterns_of(facts_of_answers(knowledge, disc))

    assert any("straight leg" in each for each in found.because) is told


def test_a_leg_raise_that_does_not_arise_is_no_cue(knowledge: Knowledge) -> None:
    (found,) = patterns_of(facts_of_answers(knowledge, {"conditions": ["disc_herniation"], "slr_result": "negative"}))

    assert found.because == ("A scan showed a slipped disc.",)


def test_several_labels_stand_in_their_order(knowledge: Knowledge) -> None:
    both = {"pain_sites": ["calf"], "aggravators": ["sitting"], "conditions": ["stenosis", "disc_herniation"]}

    assert [each.id for each in patterns_of(facts_of_answers(knowledge, both))] == ["disc_like", "stenosis_like"]
