"""The model in use: honest figures, refused when damaged, and no learning library in sight."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import predict, report
from models.predict import HOME_ONLY, ArtefactNotUsable, Model, Package, load

ROOT = Path(__file__).resolve().parents[2]
METRICS = json.loads((predict.FOLDER / "metrics.json").read_text(encoding="utf-8"))
CLIENT = {
    "leg_pain": 6, "back_pain": 5, "age": 45, "expectation": 6, "phase": "chronic", "sex": "female", "smoker": "no",
    "belief": "will_last_long", "irritability": "moderate", "risk": "medium", "patterns": frozenset({"disc_like"}),
}  # fmt: skip
WEEKLY = Package("relaxation", 60, 6)


@pytest.mark.parametrize("check", [*METRICS["targets"], *METRICS["cohort"]], ids=lambda check: check["what"])
def test_the_model_in_use_meets(check: dict[str, Any]) -> None:
    assert check["low"] <= check["found"] <= check["high"]
    assert check["met"]


def test_the_metrics_are_of_this_model(served: Model) -> None:
    assert METRICS["model"] == served.digest
    assert METRICS["data_origin"] == served.data_origin == "synthetic"


def test_the_report_prints_and_approves(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main([]) == 0

    said = capsys.readouterr().out
    assert "All checks are met." in said
    assert "leg and rmdq" in said


def test_there_is_no_report_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(["--model", str(tmp_path)]) == 2
    assert "There is no report to print" in capsys.readouterr().err


# What it says


@pytest.mark.parametrize("week", [2, 4, 6, 12])
@pytest.mark.parametrize("package", [HOME_ONLY, WEEKLY], ids=["home", "massage"])
def test_a_range_has_its_middle_inside(served: Model, package: Package, week: int) -> None:
    chance = served.client(CLIENT).chance(package, week)
    pain = served.client(CLIENT).pain(package, week)

    assert 0 < chance.low < chance.middle < chance.high < 1
    assert 0 <= pain.low < pain.middle < pain.high <= 10


def test_what_is_unknown_has_its_own_level(served: Model) -> None:
    """Leaving out the belief gives a figure between the two beliefs, not that of either."""
    figures = [
        served.client({**CLIENT, "belief": belief}).chance(HOME_ONLY, 6).middle
        for belief in ("will_last_long", None, "will_not_last_long")
    ]

    assert figures == sorted(figures)
    assert figures[2] - figures[0] > 0.05


def test_a_client_of_whom_nothing_is_known_has_a_figure(served: Model) -> None:
    assert 0.2 < served.client({}).chance(WEEKLY, 6).middle < 0.8


def test_kinds_of_massage_are_not_ranked_apart_but_tools_are(served: Model) -> None:
    assert {family for family, apart in served.apart.items() if apart} == {"tools_and_touch"}


def test_an_hour_weekly_beats_half_an_hour_when_pain_has_lasted(served: Model) -> None:
    hour, half = (served.client(CLIENT).chance(Package("relaxation", m, 8), 6) for m in (60, 30))

    assert hour.middle > half.middle


def test_hope_shifts_every_package_alike(served: Model) -> None:
    packages = [HOME_ONLY, *(Package(family, 60, 6) for family in served.first.families)]
    shifts = []
    for package in packages:
        low, high = (served.client({**CLIENT, "expectation": hope}).scores(package, 6) for hope in (5, 9))
        shifts.append([b - a for a, b in zip(low, high, strict=True)])

    assert all(shift == pytest.approx(shifts[0]) for shift in shifts)
    assert sum(shifts[0]) > 0


def test_the_change_so_far_counts_at_a_review(served: Model) -> None:
    figures = [
        served.client({**CLIENT, "leg_pain_change": change}).chance(WEEKLY, 6).middle for change in (-2, 0, 2, 4)
    ]

    assert figures == sorted(figures)
    assert figures[-1] - figures[0] > 0.2


def test_averages_fall_with_time_since_onset(served: Model) -> None:
    for package in (HOME_ONLY, WEEKLY):
        shares = [served.average(phase, package, 6) for phase in ("acute", "subacute", "chronic")]
        assert shares == sorted(shares, reverse=True)
        assert shares[2] < served.average(None, package, 6) < shares[0]


def test_averages_are_the_counted_shares(served: Model) -> None:
    """The figures of the evidence for home exercise and for massage at week 6, by phase, within a few points."""
    for phase, low, high in (("acute", 0.55, 0.65), ("subacute", 0.42, 0.50), ("chronic", 0.22, 0.30)):
        assert low <= served.average(phase, HOME_ONLY, 6) <= high
        assert served.average(phase, WEEKLY, 6) > served.average(phase, HOME_ONLY, 6)


# What is refused


def changed(change: Callable[[dict[str, Any]], None], digest: bool = True) -> Callable[[bytes], bytes]:
    def damage(content: bytes) -> bytes:
        raw = json.loads(content)
        change(raw)
        if digest:
            raw.pop("digest", None)
            raw["digest"] = predict.digest_of(raw)
        return json.dumps(raw).encode()

    return damage


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut short": (lambda content: content[: len(content) // 2], "cut short"),
    "the last brace gone": (lambda content: content.rstrip()[:-1], "cut short"),
    "empty": (lambda content: b"", "cut short"),
    "not text": (lambda content: b"\xff\xfe" + content, "cut short"),
    "a pickle": (lambda content: b"\x80\x04\x95.", "cut short"),
    "nested without end": (lambda content: b"[" * 200_000, "cut short"),
    "another format": (lambda content: b'{"format": "something-else/1"}', "is not a response-table/1 file"),
    "a list": (lambda content: b"[1, 2]", "is not a response-table/1 file"),
    "a figure changed": (lambda content: content.replace(b"0.1", b"0.2", 1), "changed after training"),
    "no digest": (changed(lambda raw: raw.pop("digest"), digest=False), "changed after training"),
    "not a number": (lambda content: content.replace(b'"base":[', b'"base":[NaN,', 1), "damaged"),
    "a row too short": (changed(lambda raw: raw["first"]["base"].pop()), "whole model"),
    "a feature gone": (changed(lambda raw: raw["first"]["massage"].pop("families")), "whole model"),
    "a word for a number": (changed(lambda raw: raw["first"]["base"].__setitem__(0, "much")), "whole model"),
    "knots upside down": (changed(lambda raw: raw["first"]["numbers"]["age"].reverse()), "whole model"),
    "real data, it says": (changed(lambda raw: raw.__setitem__("data_origin", "clinic")), "whole model"),
    "no average": (changed(lambda raw: raw["averages"].pop("any")), "whole model"),
    "too large": (lambda content: content + b" " * predict.LARGEST_FILE, "larger than any model of ours"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    damage, words = DAMAGE[name]
    (tmp_path / "model.json").write_bytes(damage((predict.FOLDER / "model.json").read_bytes()))

    with pytest.raises(ArtefactNotUsable, match=words) as refusal:
        load(tmp_path)

    assert str(refusal.value).endswith(".")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtefactNotUsable, match="could not be read"):
        load(tmp_path)


# What it brings along


def test_answering_needs_no_learning_library() -> None:
    program = (
        "import sys; from models.predict import *; import recommender.core.features; m = load();"
        "m.predict({'phase': 'acute'}, [HOME_ONLY, Package('relaxation', 60, 6)]);"
        "print([name for name in ('sklearn', 'numpy', 'scipy', 'yaml', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
