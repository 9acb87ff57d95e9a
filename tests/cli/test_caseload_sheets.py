"""A caseload printed in one command: a sheet for each client, named by the clinic's own reference."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Plan
from recommender.cli import main
from recommender.cli.caseload import Answered, Folder
from recommender.cli.saying import CannotGoOn
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case
from recommender.core.recommend import recommend
from recommender.store import Store
from tests.core.deciding import case_of
from tests.people import amira, ben, nobody
from tests.pictures import svg
from tests.plans.readers import needs_pdftotext, opened, pages, structure

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def caseload(tmp_path: Path) -> Any:
    def write(*bodies: Any) -> str:
        path = tmp_path / "in.jsonl"
        path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in bodies))
        return str(path)

    return write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@needs_pdftotext
def test_each_client_has_a_sheet_under_their_own_reference(
    caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = caseload({**amira(), "ref": "A-1"}, "", {**ben(), "ref": 7}, {**nobody(), "ref": "north.3_b"})
    folder = tmp_path / "new" / "sheets"

    assert main(["plan", "--many", path, "--sheets", str(folder)]) == 0

    assert names(folder) == ["7.pdf", "A-1.pdf", "north.3_b.pdf"]
    first = {name: pages((folder / name).read_bytes())[0] for name in names(folder)}
    assert "Therapist sheet" in first["A-1.pdf"]
    assert "Emergency: go to hospital now" in first["7.pdf"]
    assert "Safety answers missing" in first["north.3_b.pdf"]
    assert capsys.readouterr().err.endswith(f"3 sheets in {folder}.\n")


@needs_pdftotext
def test_a_clients_sheet_holds_the_card_only_for_nobody_has_signed(
    caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = caseload({**amira(), "ref": 1})

    assert main(["plan", "--many", path, "--sheets", str(tmp_path / "s"), "--for", "client"]) == 0

    (page,) = pages((tmp_path / "s" / "1.pdf").read_bytes())
    assert "Draft, not reviewed" in page
    assert "Your plan is not ready yet" in page
    assert "Sciatica danger signs" in page
    assert "Tick what you did" not in page
    with pytest.raises(SystemExit):
        main(["plan", "--help"])
    assert "nobody has signed these plans" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("ref", [None, "", "../up", "a/b", ".hidden", "-o", "a b", "é", "x" * 81, True, 1.5, ["a"], {}])
def test_a_reference_that_is_no_name_for_a_file_is_named_and_stops_no_other(
    caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], ref: Any
) -> None:
    path, folder = caseload({**ben(), "ref": ref}, {**ben(), "ref": "b"}), tmp_path / "sheets"

    assert main(["plan", "--many", path, "--sheets", str(folder)]) == 1

    assert names(folder) == ["b.pdf"]
    told = capsys.readouterr().err
    assert f"in.jsonl:1: /ref: {json.dumps(ref, ensure_ascii=False)} was said; allowed: 1 to 80 letters" in told
    assert f"1 sheets in {folder}; 1 lines have none." in told
    assert names(tmp_path) == ["in.jsonl", "sheets"]


def test_two_clients_never_share_a_sheet(caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = caseload({**ben(), "ref": "a7"}, {**amira(), "ref": "A7"}, {**amira(), "ref": "7"}, {**ben(), "ref": 7})

    assert main(["plan", "--many", path, "--sheets", str(tmp_path / "s"), "--for", "client"]) == 1

    assert names(tmp_path / "s") == ["7.pdf", "a7.pdf"]
    with opened((tmp_path / "s" / "a7.pdf").read_bytes()) as first, first.open_metadata() as told:
        assert told["dc:title"] == "Emergency: go to hospital now", "the first line keeps its name"
    told = capsys.readouterr().err
    assert "in.jsonl:2: /ref: A7 was said; allowed: one that no other line has; line 1 has it" in told
    assert "in.jsonl:4: /ref: 7 was said; allowed: one that no other line has; line 3 has it" in told


def test_a_line_that_cannot_be_used_has_no_sheet_and_its_emergency_is_told(
    caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = caseload({**ben(age_years="x"), "ref": "bad"}, "{", {**ben(), "ref": "good"})

    assert main(["plan", "--many", path, "--sheets", str(tmp_path / "s"), "-o", str(tmp_path / "out.jsonl")]) == 1

    assert names(tmp_path / "s") == ["good.pdf"]
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3
    told = capsys.readouterr().err
    assert "What is already certain: Emergency: go to hospital now" in told
    assert "1 sheets in" in told
    assert "2 lines have none." in told


def test_yesterdays_sheet_of_a_line_that_is_refused_today_is_not_there_to_be_printed(
    caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "s"
    yesterday = caseload({**amira(), "ref": "A"}, {**amira(), "ref": "B"}, {**amira(), "ref": "of-another-list"})
    assert main(["plan", "--many", yesterday, "--sheets", str(folder)]) == 0

    slip = amira(age_years="x")
    today = caseload({**slip, "ref": "A"}, {**amira(), "ref": "B"}, {**slip, "ref": "C"})
    assert main(["plan", "--many", today, "--sheets", str(folder)]) == 1

    assert names(folder) == ["B.pdf", "of-another-list.pdf"]
    told = capsys.readouterr().err
    assert "in.jsonl:1: A.pdf of an earlier run was removed: it no longer holds." in told
    assert "C.pdf" not in told, "there was none"


def test_yesterdays_sheet_goes_as_well_where_todays_cannot_be_set(knowledge: Knowledge, tmp_path: Path) -> None:
    def no_letters(plan: Plan, case: Case) -> bytes:
        raise CannotGoOn("Our fonts lack a letter.")

    (tmp_path / "A.pdf").write_bytes(b"yesterday")
    case = case_of(knowledge, amira())
    answered = Answered("A", (recommend(case, knowledge), case), b"")

    told = Folder(tmp_path, no_letters).put(answered, 1)

    assert told == "Our fonts lack a letter. A.pdf of an earlier run was removed: it no longer holds."
    assert names(tmp_path) == []


def test_a_link_laid_in_the_folder_leads_no_sheet_elsewhere(caseload: Any, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "s", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.write_text("mine")
    for name in (".A.part", "A.pdf"):
        (folder / name).symlink_to(elsewhere)

    assert main(["plan", "--many", caseload({**amira(), "ref": "A"}), "--sheets", str(folder)]) == 0

    assert elsewhere.read_text() == "mine"
    assert not (folder / "A.pdf").is_symlink()
    assert names(folder) == [".A.part", "A.pdf"]


def test_sheets_bear_the_letterhead_of_the_clinic_that_is_named(
    store: Store, caseload: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logo.svg").write_bytes(svg())
    words = ["plan", "--many", caseload({**amira(), "ref": "a"}), "--sheets", str(tmp_path / "s"), "--clinic", "home"]
    assert main(words) == 2
    assert "Nothing stands at the head of the paper of home." in capsys.readouterr().err

    main(["clinic", "set", "--name", "Rosa", "--logo", str(tmp_path / "logo.svg")])
    assert main(words) == 0

    assert ("/Figure", "Rosa") in structure((tmp_path / "s" / "a.pdf").read_bytes())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["client.json", "--sheets", "s"], "--sheets FOLDER goes with --many IN.jsonl."),
        (["--many", "in.jsonl"], "Say where the plans go: --many IN.jsonl with -o OUT.jsonl, --sheets FOLDER or both."),
        (["--many", "nowhere.jsonl", "--sheets", "in.jsonl"], "in.jsonl: File exists"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    caseload: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    caseload(ben())

    assert main(["plan", *words]) == 2

    assert capsys.readouterr().err.startswith(sentence)


def test_whoever_watches_sees_how_far_it_is(caseload: Any, tmp_path: Path) -> None:
    path = caseload(*({**ben(), "ref": n} for n in range(3)))
    watcher, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "recommender", "plan", "--many", path, "--sheets", str(tmp_path / "s")],
        stderr=terminal,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        check=False,
    )
    os.close(terminal)
    seen = os.read(watcher, 100_000).decode()
    os.close(watcher)

    assert done.returncode == 0
    assert "Setting sheets" in seen
    assert "100%" in seen
    assert "3 sheets in" in seen
