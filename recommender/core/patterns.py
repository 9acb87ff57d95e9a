"""Labels that help to choose, with the answers they rest on. Never a diagnosis."""

from __future__ import annotations

from plans.plan import Pattern
from recommender.core.triage import Facts

NAMES = {
    "disc_like": "an irritated nerve root in the low back",
    "stenosis_like": "leg symptoms that come with standing and walking and ease with sitting",
    "piriformis_deep_gluteal": "a nerve irritated deep in the buttock",
    "gluteal_myofascial": "pain from tender spots in the buttock muscles",
    "postural_muscular": "tight back and hip muscles after long postures",
    "sij_pelvic": "pain around the joints at the back of the pelvis",
    "mixed_unclear": "no single picture",
}
"""What the answers look most like, in plain words."""

CUES: dict[str, tuple[str, ...]] = {
    "disc_like": ("leg_pain_below_knee", "aggravators", "strain_aggravated", "slr_deg", "conditions"),
    "stenosis_like": ("walk_pattern", "conditions"),
    "piriformis_deep_gluteal": ("pain_sites", "aggravators", "fair_test", "sciatic_notch_tender"),
    "gluteal_myofascial": ("trigger_points_reproduce_leg_pain", "sensory_pattern", "leg_weakness", "slr_result"),
    "postural_muscular": ("pain_sites", "leg_pain_below_knee", "easers"),
    "sij_pelvic": ("pain_sites", "aggravators"),
    "mixed_unclear": (),
}
WORDS: dict[tuple[str, str], str] = {
    ("leg_pain_below_knee", "True"): "The leg pain goes below the knee.",
    ("leg_pain_below_knee", "False"): "The pain stays above the knee.",
    ("strain_aggravated", "True"): "Coughing or straining makes it worse.",
    ("walk_pattern", "eases_sitting_or_bending"): "Walking brings it on; sitting or bending eases it.",
    ("fair_test", "True"): "Bending and turning the hip in brings on the buttock pain.",
    ("sciatic_notch_tender", "True"): "The buttock is tender where the nerve passes.",
    ("trigger_points_reproduce_leg_pain", "True"): "Pressing tender spots in the buttock brings on the leg pain.",
    ("sensory_pattern", "none"): "There is no numb patch.",
    ("leg_weakness", "none"): "The leg is not weak.",
    ("slr_result", "negative"): "Lifting the straight leg does not bring it on.",
}
FOUND: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("disc_like", "aggravators"): (("sitting", "Sitting makes it worse."), ("bending", "Bending makes it worse.")),
    ("disc_like", "conditions"): (("disc_herniation", "A scan showed a slipped disc."),),
    ("stenosis_like", "conditions"): (("stenosis", "A scan showed a narrowed spinal canal."),),
    ("piriformis_deep_gluteal", "aggravators"): (("sitting", "Sitting makes it worse."),),
    ("piriformis_deep_gluteal", "pain_sites"): (
        ("buttock", "It hurts in the buttock."),
        ("sit_bone", "It hurts at the sit bone."),
    ),
    ("postural_muscular", "easers"): (("movement", "Moving eases it."), ("walking", "Walking eases it.")),
    ("sij_pelvic", "aggravators"): (
        ("turning_in_bed", "Turning in bed makes it worse."),
        ("standing_on_one_leg", "Standing on one leg makes it worse."),
    ),
}  # fmt: skip


def patterns_of(facts: Facts) -> tuple[Pattern, ...]:
    """Every label the answers carry, each with its cues."""
    return tuple(
        Pattern(id=label, name=NAMES[label], because=_cues(label, facts))
        for label in NAMES
        if label in facts["patterns"]
    )


def _cues(label: str, facts: Facts) -> tuple[str, ...]:
    found: list[str] = []
    for fact_id in CUES[label]:
        value = facts[fact_id]
        if fact_id == "slr_deg" and facts.known("slr_deg") and 30 <= value <= 70:
            found.append(f"Lifting the straight leg brings on the leg pain at {value} degrees.")
        if isinstance(value, frozenset):
            found += [words for each, words in FOUND.get((label, fact_id), ()) if each in value]
        elif (fact_id, str(value)) in WORDS:
            found.append(WORDS[fact_id, str(value)])
    return tuple(found)
