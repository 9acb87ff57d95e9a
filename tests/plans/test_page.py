"""The page: works under the strictest policy, without script, on a phone, in the dark and read aloud."""

from __future__ import annotations

import base64
import itertools
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plans.plan import Plan
from plans.sheet import assets, sheet_html
from tests.plans.conftest import LENA

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[1] / "web" / "vendor" / "axe.min.js"
PEOPLE = ("amira, signed", "ben, now", "amira, 3 answers missing", "chidi, signed")
WIDTHS = (320, 390, 1000)


@pytest.fixture(scope="module")
def sheets(plans: dict[str, Plan], words: Any) -> dict[str, str]:
    return {
        f"{person}, {audience}": sheet_html(
            plans[person], audience=audience, words=words, therapist=LENA, link="https://a.example/7K4Q"
        )
        for person in PEOPLE
        for audience in ("client", "therapist")
    }


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(sheets: dict[str, str]) -> None:
    for page in sheets.values():
        assert not re.findall(r"<(script|style|iframe|img|object)", page)
        assert not re.findall(r"\s(style|on\w+)=", page)
        assert not re.findall(r'src="|url\(', page)


def test_its_style_is_in_the_page_or_where_a_door_says(plans: dict[str, Plan]) -> None:
    plan = plans["ben, now"]
    alone = re.search(r'<link rel="stylesheet" href="data:text/css;base64,([^"]+)">', sheet_html(plan))

    assert alone
    assert base64.b64decode(alone[1]) == assets()["print.css"].read_bytes()
    assert '<link rel="stylesheet" href="/sheet/print.css">' in sheet_html(plan, stylesheet="/sheet/print.css")


def test_the_stylesheet_asks_only_for_what_the_door_serves() -> None:
    served = assets()
    style = served["print.css"].read_text()

    assert set(re.findall(r'url\("([^"]+)"\)', style)) == set(served) - {"print.css"}
    assert all(path.is_file() for path in served.values())


def test_names_and_texts_are_escaped(plans: dict[str, Plan]) -> None:
    page = sheet_html(plans["amira, signed"], audience="client", client="<script>alert(1)</script>")

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_headings_never_skip_a_level(sheets: dict[str, str]) -> None:
    for name, page in sheets.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name


def test_ids_are_unique_and_links_lead_somewhere(sheets: dict[str, str]) -> None:
    for name, page in sheets.items():
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), name
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids), name


def test_the_way_to_the_danger_card_is_always_there_but_not_on_a_stop(sheets: dict[str, str]) -> None:
    assert 'href="#card"' in sheets["amira, signed, client"]
    assert 'href="#card"' in sheets["amira, 3 answers missing, client"]
    assert 'href="#card"' not in sheets["ben, now, client"]


def test_severity_is_said_in_words_and_shape_too(sheets: dict[str, str]) -> None:
    emergency = sheets["ben, now, client"]
    band = emergency[emergency.index('class="band"') : emergency.index("</h1>")]

    assert '<svg class="sign"' in band
    assert "Emergency" in band
    signals = sheets["amira, signed, client"]
    for shape, word in (("ring", "Go on."), ("triangle", "Do half."), ("octagon", "Stop.")):
        assert re.search(rf'class="{shape}"><svg.*?</svg>\s*<p><strong>{re.escape(word)}', signals, re.DOTALL)


def _light(colour: str) -> float:
    """Relative luminance, as WCAG measures it."""
    wide = colour.lstrip("#") if len(colour) == 7 else "".join(sign * 2 for sign in colour.lstrip("#"))
    parts = [int(wide[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_are_apart_enough_in_every_theme() -> None:
    """Text 4.5 to 1, borders of controls 3 to 1: light, dark and print."""
    style = assets()["print.css"].read_text()
    themes = [
        dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(themes) == 3

    light = themes[0]
    for theme in themes:
        colours = {**light, **theme}

        def ratio(one: str, other: str, colours: dict[str, str] = colours) -> float:
            high, low = sorted((_light(colours[one]), _light(colours[other])), reverse=True)
            return (high + 0.05) / (low + 0.05)

        for text in ("ink", "soft", "link", "stop", "today", "days", "refer", "ask"):
            assert ratio(text, "paper") >= 4.5, text
        assert ratio("ink", "tint") >= 4.5
        assert ratio("ink", "care-bg") >= 4.5
        assert ratio("line", "paper") >= 3
        assert (1.05) / (_light(colours["band"]) + 0.05) >= 4.5


# In a real browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


in_browser = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="no browser here: apt-get install chromium"
)


@in_browser
@pytest.mark.browser
def test_nothing_scrolls_sideways_from_320_pixels_up(sheets: dict[str, str], browser: Any, tmp_path: Path) -> None:
    page = browser.new_context(java_script_enabled=True).new_page()
    for name, html in sheets.items():
        (tmp_path / "sheet.html").write_text(html)
        page.goto(f"file://{tmp_path}/sheet.html")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
    page.context.close()


@in_browser
@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(sheets: dict[str, str], browser: Any, tmp_path: Path, theme: str) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme).new_page()
    for name in ("amira, signed, client", "ben, now, client", "amira, signed, therapist"):
        (tmp_path / "sheet.html").write_text(sheets[name])
        page.goto(f"file://{tmp_path}/sheet.html")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(told => told.violations.map(each => [each.id, each.nodes[0].html]))")
        assert found == [], name
    page.context.close()


@in_browser
@pytest.mark.browser
def test_without_script_the_drawer_opens_and_the_link_leads_to_the_card(
    sheets: dict[str, str], browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "sheet.html").write_text(sheets["amira, signed, client"])
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"file://{tmp_path}/sheet.html")

    page.get_by_text("Why, easier, harder").first.click()
    assert page.locator("details[open]").count() == 1
    page.get_by_role("link", name="Danger signs: get help now").click()
    assert page.url.endswith("#card")
    assert page.locator("#card").is_visible()
    assert page.locator(".help a").bounding_box()["height"] >= 56
    page.context.close()


@in_browser
@pytest.mark.browser
def test_what_is_printed_from_the_page_has_no_buttons_and_keeps_its_paper(
    sheets: dict[str, str], browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "sheet.html").write_text(sheets["amira, signed, client"])
    page = browser.new_page()
    page.goto(f"file://{tmp_path}/sheet.html")
    page.emulate_media(media="print")

    assert not page.locator(".help").is_visible()
    assert not page.locator(".more").first.is_visible()
    assert page.locator(".ticks").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
