"""The pages of the knowledge: every chapter and entry opens, leads on, and is for therapists only."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from recommender.app import create_app
from recommender.core.knowledge import Knowledge
from recommender.knowledge.book import Book, make_book
from recommender.knowledge.load import HERE
from recommender.knowledge.release import load_release
from tests.web.conftest import MORNING, Clinic, Page

PAGES = (
    "/knowledge", "/knowledge/red-flags", "/knowledge/matrix-hands-on", "/knowledge/rule/ces-bladder-new",
    "/knowledge/item/hs_9090_neutral", "/knowledge/fact/bladder_change", "/knowledge/source/girft",
)  # fmt: skip


@pytest.fixture(scope="module")
def book(knowledge: Knowledge) -> Book:
    return make_book(knowledge)


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A therapist who is signed in and only reads."""
    data = tmp_path_factory.mktemp("clinic")
    app = create_app({"RECOMMENDER_DATA": str(data)}, clock=lambda: MORNING, knowledge=knowledge)
    store = app.extensions["desk"].store
    first = store.first_run(at=MORNING)
    assert first
    client = app.test_client()
    client.set_cookie("sign_in", store.sign_in("therapist", first.password, at=MORNING))
    yield client
    store.close()


def read(reader: FlaskClient, path: str) -> Page:
    page = Page(reader.get(path))
    assert page.status == 200, path
    return page


def links_on(page: Page) -> set[str]:
    return {html.unescape(link) for link in re.findall(r'<a [^>]*href="(/knowledge[^"#]*)', page.html)}


@pytest.mark.parametrize("path", PAGES)
def test_only_therapists_read_it(path: str, door: Clinic) -> None:
    page = door.get(path)

    assert page.status == 303
    assert page.answer.headers["Location"].startswith("/sign-in?then=/knowledge")


def test_the_first_page_names_the_release_and_every_chapter(reader: FlaskClient, book: Book) -> None:
    page = read(reader, "/knowledge")

    assert f"Version {load_release(HERE).version}" in page.main
    assert book.digest in page.main
    assert "no clinician has signed it" in page.main
    for chapter in book.chapters:
        assert f"{chapter.title} {chapter.count}" in page.main
        assert f"/knowledge/{chapter.id}" in links_on(page)


def test_a_chapter_leads_to_each_of_its_entries(reader: FlaskClient, book: Book) -> None:
    for chapter in book.chapters:
        links = links_on(read(reader, f"/knowledge/{chapter.id}"))
        wanted = (
            [link for link, _ in chapter.matrix.rows] if chapter.matrix else [each.link for each in chapter.entries]
        )
        assert [each.id for each in wanted if f"/knowledge/{each.kind}/{each.id}" not in links] == []


def test_every_entry_opens_and_its_links_do_as_well(reader: FlaskClient, book: Book) -> None:
    known = {f"/knowledge/{kind}/{entry_id}" for kind, entry_id in book.entry}
    known |= {"/knowledge", *(f"/knowledge/{chapter.id}" for chapter in book.chapters)}

    for kind, entry_id in book.entry:
        page = read(reader, f"/knowledge/{kind}/{entry_id}")
        assert links_on(page) <= known, entry_id
        assert not re.search(r"frozenset|Marked|Disposition\.|Certainty\.| object at ", page.html), entry_id


def test_a_rule_is_told_in_full(reader: FlaskClient, knowledge: Knowledge) -> None:
    page = read(reader, "/knowledge/rule/ces-bladder-new")

    rule = knowledge.rule["ces-bladder-new"]
    for words in (rule.says, rule.because, rule.note):
        assert words in page.main
    assert (
        "When all of these hold any of these: bladder change : includes “Hard to start, or hard to stop”" in page.main
    )
    assert "it is not certain that all of these hold:" in page.main
    assert "It does not hold for A singer whose steady change is 15 days old is not this emergency" in page.main
    assert "Emergency now. Script: Emergency: go to hospital now" in page.main
    assert "Source read Draft" in page.main
    assert {"/knowledge/fact/bladder_change", "/knowledge/item/act-ces", "/knowledge/source/girft"} <= links_on(page)


def test_a_source_says_what_rests_on_it(reader: FlaskClient, book: Book) -> None:
    page = read(reader, "/knowledge/source/girft")

    assert f"What cites it {len(book.cited['girft'])}" in page.main
    assert "/knowledge/rule/ces-bladder-new" in links_on(page)


def test_a_question_says_what_looks_at_it(reader: FlaskClient) -> None:
    page = read(reader, "/knowledge/fact/bladder_change")

    assert "Safety question: asked on every visit, and a plan waits for it." in page.main
    assert "/knowledge/rule/ces-bladder-new" in links_on(page)


def test_a_table_has_its_letters_and_its_codes_explained(reader: FlaskClient) -> None:
    page = read(reader, "/knowledge/matrix-exercises")

    assert "HAM hamstring stretch" in page.main
    assert "C only after a written clearance" in page.main
    assert re.search(r'<th scope="row"><a [^>]*>bp-crisis</a></th>(<td class="c-a">A</td>){10}', page.html)


@pytest.mark.parametrize(
    "path",
    ["/knowledge/nothing", "/knowledge/rule/nothing", "/knowledge/item/ces-bladder-new", "/knowledge/plan/ces"],
)
def test_what_is_not_there_says_so(path: str, reader: FlaskClient) -> None:
    page = Page(reader.get(path))

    assert (page.status, page.title) == (404, "Nothing is here")


@pytest.mark.parametrize("path", PAGES)
def test_pages_keep_to_the_policy(path: str, reader: FlaskClient) -> None:
    page = read(reader, path)

    assert "default-src 'none'" in page.answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script", page.html)
    assert page.html.count("<h1>") == 1


def test_the_stylesheet_is_ours(reader: FlaskClient) -> None:
    address = re.search(r'href="(/static/knowledge\.css\?v=\w+)"', read(reader, "/knowledge").html)

    assert address
    assert reader.get(address[1]).status_code == 200
