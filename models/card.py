"""The model card, under the headings of TRIPOD+AI. Every figure in it comes from the training run."""

from __future__ import annotations

from typing import Any

from models.cohort import PHASES

INTRODUCTION = """# Model card: {name}

This model was trained on *synthetic* data: {people} invented people, drawn from figures in published studies;
no client's data is in it. It repeats averages of the literature. It is not evidence about any one client, and
it has not been tested on real people.

| about | this model |
| --- | --- |
| Name | {name} |
| File | `model.json`, {digest} |
| Answers | share of people with such answers clearly better by weeks 2, 4, 6 and 12; leg pain to expect |
| Clearly better | leg pain down by at least 30 % and at least 2 points of 10 |
| Status | demonstrator; draft, not reviewed by a clinician |

## Background and objectives

### Intended use

To show a therapist and a client a fair outlook, as a range, beside the plain average for the time since onset
and beside home exercise without massage. It may order kinds of massage that the safety rules rank the same.
Rules have the last word: it can open, add or bring back nothing.

### Not for

- deciding who is treated, who is referred, or who pays;
- anyone under {least_age}, in pregnancy or the first 6 weeks after it, without leg pain, or with leg pain below
  {least_leg} of 10: it says nothing there;
- naming a cause of pain, or promising a result;
- comparing therapists or clinics.

## Methods

### Source of data and participants

Distributions, correlations and effects come from `models/cohort.yaml`; each row has its source and its
certainty. Most rows on the course of pain and on what changes the effect of massage are our own cautious
reading (`design`), because hardly any massage trial took people with true sciatica. {worlds} sets of values
("worlds") were drawn from the published intervals, {each} people in each. People with usual leg pain of
{least_leg} or more entered. Care was given by lot: one in five home exercise only, the others home exercise
with one of 7 kinds of massage, 30, 45 or 60 minutes, 1 to 10 visits.

### Outcome

Leg pain at least 30 % and 2 points lower than at the start, at weeks 2, 4, 6 (main) and 12.

### Predictors

Only age and sex among protected traits; no postcode. A review adds the last two rows.

{features}

### Missing answers

Clients leave answers out, so the cohort does too, at the shares above. An unknown answer adds nothing to the
score; no value is put in its place. People lost to follow-up ({lost} % by week 12, a little more often without
gain) were left out of the fits and kept in the judging.

### Sample size and analysis

Straight-line splines and penalised logistic regression in each world, with the interactions that the evidence
names (massage by time since onset, minutes, pattern and risk). The penalty was chosen by nested
cross-validation (C = {strength}). Slope and level were set on held-out people. The range shown spans all worlds
but the two outermost. Leg pain: ridge regression on the same terms.

### Fairness

Performance by age, sex, time since onset, pattern and number of answers is given below. Men and smokers get a
slightly lower figure because one cohort found so; other cohorts did not, and the effect was halved.

## Open science

The code, the parameters and the seed ({seed}) are in the repository; `model train` makes the same files again.
No protocol was registered. No patients took part in the design.

## Results

Judged on {judged} people of {fresh} other worlds.

"""

LIMITS = """## Interpretation and limits

- Baseline answers say little about who gets better: within a phase the model is only somewhat better than
  chance, as in real cohorts. The change in the first weeks says more; a review uses it and says so.
- Nothing here was measured in real clients. Calibration on invented people shows that the arithmetic is right,
  not that the literature fits your clinic.
- Natural course and treatment effects mostly come from low back pain and were reduced for sciatica by
  judgement.
- Kinds of massage are kept apart only where the worlds agree: {apart}. Relaxation and structural massage are
  not ranked apart.
- A review compares people with the same change so far, with and without massage; it is not the effect of
  stopping.
- A score beyond the end of its scale is read as the end. A review after week 5 is read as one before.

## Use in practice

Show the range, never a single figure. Show the average and "with no massage" beside it. Where the ranges
overlap, say that there is no clear difference and let preference and cost decide. Look again at the first
review. Retrain, and raise the version, whenever a row of `cohort.yaml` changes; replace it as soon as outcomes
of real clients have been collected with their consent.
"""


def text(metrics: dict[str, Any], features: list[dict[str, Any]]) -> str:
    """The whole card."""
    judged = metrics["judged_on"]
    lost = next(each["found"] for each in metrics["cohort"] if each["id"] == "sn-drop")
    head = INTRODUCTION.format(
        name=metrics["name"],
        digest=f"`{metrics['model'][:19]}…`",
        people=_thousands(metrics["worlds"] * metrics["people_per_world"]),
        worlds=metrics["worlds"],
        each=_thousands(metrics["people_per_world"]),
        least_age=metrics["least_age"],
        least_leg=metrics["least_leg_pain"],
        features=_features(features),
        lost=round(lost),
        strength=metrics["strength"],
        seed=metrics["seed"],
        judged=_thousands(judged["people"]),
        fresh=judged["worlds"],
    )
    apart = [_plain(name) for name, found in metrics["packages"]["apart"].items() if found]
    return head + _results(metrics) + LIMITS.format(apart=" and ".join(apart) or "none are")


def _features(features: list[dict[str, Any]]) -> str:
    lines = ["| feature | facts | unknown in training |", "| --- | --- | --- |"]
    lines += [f"| {each['says']} | {each['facts']} | {100 * each['unknown_in_training']:.0f} % |" for each in features]
    return "\n".join(lines)


def _results(metrics: dict[str, Any]) -> str:
    return "\n".join(
        [
            "### Discrimination (area under the curve, week 6)",
            "",
            _discrimination(metrics),
            "### Calibration",
            "",
            "Slope {slope:.2f}, level {intercept:+.3f} (log odds).".format_map(metrics["calibration"]),
            "",
            "![Said and seen, by tenths of people](calibration.svg)",
            "",
            "### Against the mean of the phase",
            "",
            _against(metrics),
            "![Decision curve](decision-curve.svg)",
            "",
            "### What people are shown",
            "",
            _shown(metrics),
            "![Chance shown, by time since onset](shown.svg)",
            "",
            "### Groups",
            "",
            _groups(metrics),
            "### Checks against the literature",
            "",
            _checks([*metrics["targets"], *metrics["cohort"]]),
            "",
            "### Rank correlations",
            "",
            _correlations(metrics),
            "",
            "",
        ]
    )


def _discrimination(metrics: dict[str, Any]) -> str:
    early, found = metrics["early_change"]["week_6"], metrics["discrimination"]
    rows = [("all phases", found["pooled"]), *((f"within {phase}", found[phase]) for phase in PHASES)]
    lines = ["| judged on | AUC | 95 % interval |", "| --- | --- | --- |"]
    lines += [f"| first visit, {name} | {each['value']:.3f} | {_span(each)} |" for name, each in rows]
    lines.append(f"| added by the change so far, at a review | {early['value']:+.3f} | {_span(early)} |")
    return "\n".join([*lines, ""])


def _against(metrics: dict[str, Any]) -> str:
    found, other = metrics["brier"], metrics["challenger"]
    return "\n".join(
        [
            "| said by | Brier score (lower is better) | AUC within a phase |",
            "| --- | --- | --- |",
            f"| this model | {found['model']:.4f} | {_within(metrics):.3f} |",
            f"| mean of the phase | {found['phase_mean']:.4f} | 0.500 |",
            f"| challenger: {other['what']} | {other['brier']:.4f} | {other['auc_within']:.3f} |",
            "",
            f"Gain on the mean of the phase: {found['gain']['value']:.4f} ({_span(found['gain'], 4)}).",
            f"Of the spread of change in points the model explains {100 * other['r2_linear']:.0f} %;",
            f"the challenger explains {100 * other['r2_boosted']:.0f} %. It sees the same rows and may bend and pair",
            "any two answers: as readable as a boosted additive model, without a further package.",
            "",
        ]
    )


def _within(metrics: dict[str, Any]) -> float:
    return float(sum(metrics["discrimination"][phase]["value"] for phase in PHASES) / len(PHASES))


def _shown(metrics: dict[str, Any]) -> str:
    shown = metrics["shown"]
    return (
        f"For home exercise with 6 visits of 60 minutes, 9 in 10 people are shown a chance from {shown['low']:.2f} to "
        f"{shown['high']:.2f}.\nThe range around it is {shown['range_width']:.2f} wide in the middle case.\n"
    )


def _groups(metrics: dict[str, Any]) -> str:
    lines = [
        "| group | people | said | seen | AUC | 95 % interval |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {each['by']}: {_plain(each['group'])} | {_thousands(each['people'])} "
        f"| {each['said']:.2f} | {each['seen']:.2f} | {each['auc']['value']:.3f} | {_span(each['auc'])} |"
        for each in metrics["subgroups"]
    ]
    return "\n".join([*lines, ""])


def _checks(checks: list[dict[str, Any]]) -> str:
    lines = ["| check | found | must lie in | result |", "| --- | --- | --- | --- |"]
    lines += [
        "| {what} | {found:g} | {low:g} to {high:g} | {met} |".format_map(
            {**each, "met": "met" if each["met"] else "NOT met"}
        )
        for each in checks
    ]
    return "\n".join(lines)


def _correlations(metrics: dict[str, Any]) -> str:
    lines = ["| pair | cohort | imposed | published |", "| --- | --- | --- | --- |"]
    for row in metrics["correlations"]:
        published = "" if row["published"] is None else f"{row['published']:.2f}"
        pair = _plain(" and ".join(row["pair"]))
        lines.append(f"| {pair} | {row['cohort']:.2f} | {row['imposed']:.2f} | {published} |")
    return "\n".join(lines)


def _span(each: dict[str, float], digits: int = 3) -> str:
    return f"{each['low']:.{digits}f} to {each['high']:.{digits}f}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")
