"""The command line: what the therapist at the keyboard sees, and the codes a script reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Plan
from recommender.cli import main
from recommender.core.profile import Case
from recommender.core.recommend import recommend
from tests.people import amira, ben, chidi, nobody
from tests.plans.readers import opened


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(body: Any, name: str = "client.json") -> str:
        path = tmp_path / name
        path.write_text(body if isinstance(body, str) else json.dumps(body))
        return str(path)

    return write


def test_a_treatable_client_ends_well(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", file(amira()), "--format", "json"]) == 0

    plan = json.loads(capsys.readouterr().out)
    assert plan["id"] is None
    assert plan["disposition"] == "treat_with_precautions"
    assert plan["home"]


def test_an_emergency_ends_well_too_and_has_no_plan(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", file(ben()), "--format", "json"]) == 0

    plan = json.loads(capsys.readouterr().out)
    assert plan["disposition"] == "emergency_now"
    assert plan["triage"]["action"]["id"] == "act-ces"
    assert [plan[part] for part in ("sessions", "modalities", "home", "bad_day", "ergonomics", "self_care")] == [
        None, [], [], [], [], [],
    ]  # fmt: skip


def test_missing_answers_end_with_three(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", file(nobody()), "--format", "json"]) == 3

    assert json.loads(capsys.readouterr().out)["questions"]


def test_what_cannot_be_used_ends_with_two_and_names_file_field_and_what_is_allowed(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(ben(age_years="old"))

    assert main(["plan", path]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert f'{path}: /profile/age_years: "old" was said; allowed: a whole number from 0 to 120' in told.err
    assert "Emergency: go to hospital now" in told.err


@pytest.mark.parametrize("text", ["{", '{"profile": {"age_years": 1, "age_years": 2}}'])
def test_a_file_that_is_no_clean_json_ends_with_two(file: Any, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert main(["plan", file(text)]) == 2
    assert "client.json" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "nowhere.json"]) == 2
    assert "nowhere.json: No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("wanted", ["json", "text", "html", "pdf"])
def test_an_emergency_holds_no_massage_and_no_exercise_in_any_format(file: Any, tmp_path: Path, wanted: str) -> None:
    out = tmp_path / f"ben.{wanted}"

    assert main(["plan", file(ben()), "--format", wanted, "-o", str(out)]) == 0

    written = out.read_bytes()
    assert written.startswith(b"%PDF") if wanted == "pdf" else b"cauda equina" in written
    if wanted != "pdf":
        assert not any(word in written.lower() for word in (b"swedish", b"myofascial", b"slider", b"hold 10"))


def test_paper_follows_the_country_and_can_be_chosen_also_in_large_print(file: Any, tmp_path: Path) -> None:
    path, out = file(ben() | {"jurisdiction": "us"}), tmp_path / "ben.pdf"
    told = []
    for choice in ([], ["--paper", "a4"], ["--large"]):
        assert main(["plan", path, "--format", "pdf", *choice, "-o", str(out)]) == 0
        with opened(out.read_bytes()) as pdf:
            told.append((round(float(pdf.pages[0].mediabox[2])), len(pdf.pages)))

    assert [wide for wide, _ in told] == [612, 595, 612]
    assert told[2][1] > told[0][1]


@pytest.mark.parametrize("choice", [["--large"], ["--paper", "a4"]])
def test_paper_is_for_pages_and_pdfs(file: Any, capsys: pytest.CaptureFixture[str], choice: list[str]) -> None:
    assert main(["plan", file(ben()), *choice]) == 2
    assert "--paper and --large go with --format html or pdf, or with --sheets FOLDER." in capsys.readouterr().err


def test_the_same_client_twice_gives_the_same_bytes(file: Any, tmp_path: Path) -> None:
    path = file(chidi())
    for wanted in ("json", "pdf"):
        for name in ("one", "two"):
            main(["plan", path, "--format", wanted, "-o", str(tmp_path / name)])
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_caseload_answers_every_line_and_a_bad_one_stops_nothing(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        json.dumps({**amira(), "ref": "a1"}),
        "{",
        json.dumps({**ben(age_years="x"), "ref": 7}),
        json.dumps({**ben(), "ref": "b"}),
    ]
    path, out = file("\n".join(lines), "in.jsonl"), tmp_path / "out.jsonl"

    assert main(["plan", "--many", path, "-o", str(out)]) == 1

    one, two, three, four = [json.loads(line) for line in out.read_text().splitlines()]
    assert (one["ref"], one["disposition"]) == ("a1", "treat_with_precautions")
    assert two["problem"]
    assert (three["ref"], three["problem"]["errors"][0]["pointer"]) == (7, "/profile/age_years")
    assert (four["ref"], four["disposition"]) == ("b", "emergency_now")
    told = capsys.readouterr().err
    assert "in.jsonl:2:" in told
    assert "in.jsonl:3:" in told


def test_a_typo_in_a_caseload_does_not_hide_an_emergency(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"saddle_sensation": "numb_or_tingling", "bladder_change": ["cannot_pass"], "age_years": "forty"}
    out = tmp_path / "out.jsonl"

    assert main(["plan", "--many", file(json.dumps({"profile": told, "ref": 1}), "in.jsonl"), "-o", str(out)]) == 1

    problem = json.loads(out.read_text())["problem"]
    assert problem["triage"]["action"]["id"] == "act-ces"
    assert [each["pointer"] for each in problem["errors"]] == ["/profile/age_years"]
    assert "What is already certain: Emergency: go to hospital now" in capsys.readouterr().err


def test_a_number_too_long_for_a_computer_costs_one_line_and_no_other(file: Any, tmp_path: Path) -> None:
    long = 2**70
    lines = [{**amira(), "ref": long}, {**amira(age_years=long), "ref": "b"}, {**ben(), "ref": [{"x": long}]}]
    path, out = file("\n".join(json.dumps(each) for each in lines), "in.jsonl"), tmp_path / "out.jsonl"

    assert main(["plan", "--many", path, "-o", str(out)]) == 1

    one, two, three = [json.loads(line) for line in out.read_text().splitlines()]
    assert (one["ref"], one["disposition"]) == (long, "treat_with_precautions")
    assert two["problem"]["errors"][0]["said"] == long
    assert (three["ref"], three["disposition"]) == ([{"x": long}], "emergency_now")


def test_our_own_mistake_with_one_client_costs_no_other_a_plan(
    file: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(case: Case, *rest: Any) -> Plan:
        if case.profile["age_years"] == 41:
            raise OverflowError("date value out of range")
        return recommend(case, *rest)

    monkeypatch.setattr("recommender.cli.caseload.recommend", stumble)
    lines = [{**ben(), "ref": 1}, {**amira(), "ref": 2}]
    path, out = file("\n".join(json.dumps(each) for each in lines), "in.jsonl"), tmp_path / "out.jsonl"

    assert main(["plan", "--many", path, "-o", str(out)]) == 1

    one, two = [json.loads(line) for line in out.read_text().splitlines()]
    assert (one["ref"], one["problem"]["title"]) == (1, "Something is wrong on our side")
    assert (two["ref"], two["disposition"]) == (2, "treat_with_precautions")


def test_a_file_of_another_day_is_planned_for_that_day(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", file({**amira(), "visit_date": "2024-02-28"}), "--format", "json"]) == 0

    assert json.loads(capsys.readouterr().out)["provenance"]["visit_date"] == "2024-02-28"


def test_a_day_outside_this_century_ends_with_two(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", file({**amira(), "visit_date": "9999-12-31"})]) == 2

    assert '/visit_date: "9999-12-31" was said; allowed: a date such as 2026-11-20, from 2000 to 2099' in (
        capsys.readouterr().err
    )


def test_a_clean_caseload_ends_well(file: Any, tmp_path: Path) -> None:
    path = file("\n".join(json.dumps({**chidi(), "ref": n}) for n in range(3)), "in.jsonl")

    assert main(["plan", "--many", path, "-o", str(tmp_path / "out.jsonl")]) == 0


def test_explain_names_what_fired_and_what_waits(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", file(chidi(slr_result=None))]) == 0

    told = capsys.readouterr().out
    assert "anticoagulant:" in told
    assert "from medicines: Blood thinner such as apixaban" in told


def test_the_knowledge_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "check"]) == 0

    told = capsys.readouterr().out
    assert "301 facts" in told
    assert ", 0 problems" in told
