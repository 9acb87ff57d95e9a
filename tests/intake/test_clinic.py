"""A clinic's letterhead: what is taken, and what is refused with a reason."""

from __future__ import annotations

import time

import pytest

from plans.clinic import Clinic
from recommender.intake.clinic import ClinicNotUsable, read_clinic
from recommender.intake.logo import LogoNotUsable, logo_type_of
from tests.pictures import chunk, header, png, svg

SIGNATURE = b"\x89PNG\r\n\x1a\n"

DRAWN_ELSEWHERE = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- Generator: some drawing program -->\n'
    b'<svg id="Layer_1" data-name="Layer 1" xmlns="http://www.w3.org/2000/svg" '
    b'xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" xml:space="preserve" viewBox="0 0 200 50" '
    b'style="enable-background:new 0 0 200 50;"><title>Rosa</title><defs>'
    b'<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" x2="1" gradientTransform="matrix(1,0,0,-1,0,50)">'
    b'<stop offset="0" style="stop-color:#0b6b78;stop-opacity:1"/><stop offset="1" stop-color="rgb(92, 195, 208)"/>'
    b'</linearGradient><clipPath id="c"><rect width="200" height="50"/></clipPath></defs>'
    b'<g clip-path="url(#c)" transform="translate(2 2) scale(.9)"><path fill="url(\'#g\')" d="M0,0h10V10-5.5e-3z"/>'
    b'<polygon points="0,0 5,5 5,0" style="fill:url(#g);stroke:none"/></g></svg>'
)


@pytest.mark.parametrize("picture", [png(1200, 600), png(1, 1), png(more=chunk(b"tEXt", b"Title\0Rosa"))])
def test_a_sound_png_is_taken(picture: bytes) -> None:
    assert logo_type_of(picture) == "png"


@pytest.mark.parametrize("picture", [svg(), DRAWN_ELSEWHERE, b"\xef\xbb\xbf" + svg(), svg("<g>" * 19 + "</g>" * 19)])
def test_an_svg_of_shapes_is_taken(picture: bytes) -> None:
    assert logo_type_of(picture) == "svg"


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (png(1201, 10), "is 1201 × 10 pixels"),
        (png(10, 601), "is 10 × 601 pixels"),
        (SIGNATURE + header(0, 10) + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "is 0 × 10 pixels"),
        (png(more=chunk(b"tEXt", b"x" * 102_400)), "is 101 kB"),
        (png()[:-1], "is a damaged PNG"),
        (png() + b"<script>", "is a damaged PNG"),
        (png()[:60] + bytes([png()[60] ^ 1]) + png()[61:], "is a damaged PNG"),
        (SIGNATURE, "is a damaged PNG"),
        (SIGNATURE + chunk(b"IEND", b""), "is a damaged PNG"),
        (SIGNATURE + header(10, 10) + chunk(b"IEND", b""), "is a damaged PNG"),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR", "is a damaged PNG"),
        (png(more=chunk(b"acTL", b"\0" * 8)), "moves"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is neither a PNG nor an SVG"),
        (b"GIF89a", "is neither a PNG nor an SVG"),
        (b"Rosa", "is neither a PNG nor an SVG"),
        (b"%PDF-1.7", "is neither a PNG nor an SVG"),
    ],
)
def test_a_picture_that_is_no_logo_is_refused_with_the_reason(picture: bytes, why: str) -> None:
    with pytest.raises(LogoNotUsable) as refused:
        logo_type_of(picture)

    assert str(refused.value) == why


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


CLIPS = "".join(
    f'<clipPath id="c{n}"><path clip-path="url(#c{n - 1})" d="M0 0h9v9z"/><path clip-path="url(#c{n - 1})" d="M0 0z"/>'
    "</clipPath>"
    for n in range(1, 31)
)


def test_clips_that_would_be_drawn_a_thousand_million_times_are_refused_at_once() -> None:
    began = time.perf_counter()
    with pytest.raises(LogoNotUsable, match="holds a clipPath that is clipped itself"):
        logo_type_of(svg(f'{CLIPS}<path clip-path="url(#c30)" d="M0 0h9v9z"/>'))

    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (svg("<script>alert(1)</script>"), "the element <script>"),
        (svg(more=' onload="alert(1)"'), "the attribute onload"),
        (svg('<g onclick="alert(1)"/>'), "the attribute onclick"),
        (
            svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
            "the element <foreignObject",
        ),
        (svg('<script xmlns="http://www.w3.org/1999/xhtml"/>'), "the element <script>"),
        (svg('<path xmlns="http://www.w3.org/1999/xhtml"/>'), "the element <path>"),
        (svg('<image href="http://a.example/x.png"/>'), "the element <image>"),
        (svg('<use href="#a"/>'), "the element <use>"),
        (svg('<a href="javascript:alert(1)"/>'), "the element <a>"),
        (svg('<animate attributeName="href"/>'), "the element <animate>"),
        (svg("<style>@import url(//a.example)</style>"), "the element <style>"),
        (svg("<text>Rosa</text>"), "the element <text>"),
        (svg('<filter id="f"/>'), "the element <filter>"),
        (
            svg('<g xlink:href="#a"/>', more=' xmlns:xlink="http://www.w3.org/1999/xlink"'),
            "the attribute href",
        ),
        (svg('<path href="#a"/>'), "the attribute href"),
        (svg('<path fill="url(http://a.example/#b)"/>'), "something in fill"),
        (svg('<path fill="url(//a.example)"/>'), "something in fill"),
        (svg('<path fill="URL(#a) uRl(x)"/>'), "something in fill"),
        (svg('<path style="fill:url(data:x)"/>'), "something in style"),
        (svg('<path style="background:red"/>'), "the style background"),
        (svg('<path style="fill:\\75rl(x)"/>'), "something in style"),
        (svg('<path style="fill:red;@import x"/>'), "the style @import x"),
        (svg('<path fill="&#117;rl(x)"/>'), "something in fill"),
        (svg('<path id="&lt;script&gt;"/>'), "something in id"),
        (svg(before=ENTITIES), "a DOCTYPE"),
        (svg("&b;", before=ENTITIES), "a DOCTYPE"),
        (svg(before='<!DOCTYPE svg SYSTEM "file:///etc/passwd">'), "a DOCTYPE"),
        (svg(before='<?xml-stylesheet href="//a.example"?>'), "a processing instruction"),
        (svg("<g>" * 20 + "</g>" * 20), "elements more than 20 deep"),
        (svg('<clipPath id="b" clip-path="url(#a)"><path/></clipPath>'), "a clipPath that is clipped itself"),
        (svg('<clipPath id="b"><path clip-path="url(#a)"/></clipPath>'), "a clipPath that is clipped itself"),
        (svg('<clipPath id="b"><g style="fill:red; clip-path : url(#a)"/></clipPath>'), "a clipPath that is clipped"),
    ],
)
def test_an_svg_that_is_more_than_shapes_is_refused(picture: bytes, why: str) -> None:
    with pytest.raises(LogoNotUsable) as refused:
        logo_type_of(picture)

    assert str(refused.value).startswith(f"holds {why}")


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (svg("&nbsp;"), "is no XML that can be read (line 1)"),
        (svg("<g>"), "is no XML that can be read (line 1)"),
        (svg() + svg(), "is no XML that can be read (line 1)"),
        (b"<html><body/></html>", "holds the element <html>"),
        (b'<svg viewBox="0 0 1 1"/>', "holds the element <svg>"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "does not begin with <svg> and a viewBox of 4 numbers"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>', "does not begin with <svg> and a viewBox"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan 9"/>', "does not begin with <svg> and a viewBox"),
        (b'<g xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', "does not begin with <svg> and a viewBox"),
        (svg(before='<?xml version="1.0" encoding="UTF-7"?>'), "is not in UTF-8"),
        (svg().decode().encode("utf-16"), "is neither a PNG nor an SVG"),
        (svg("<!--" + "x" * 51_200 + "-->"), "is 51 kB"),
    ],
)
def test_an_svg_that_is_none_is_refused(picture: bytes, why: str) -> None:
    with pytest.raises(LogoNotUsable) as refused:
        logo_type_of(picture)

    assert str(refused.value).startswith(why)


def test_a_letterhead_is_taken_without_the_space_around_its_words() -> None:
    read = read_clinic(
        name=" Rosa ", address="12 Rosa Street \r\n\r\n Exampleton\n", contact=" 020 7946 0000", logo=svg()
    )

    assert read == Clinic(
        name="Rosa",
        address=("12 Rosa Street", "Exampleton"),
        contact="020 7946 0000",
        logo=svg(),
        logo_type="svg",
    )
    assert read.where == "12 Rosa Street, Exampleton · 020 7946 0000"


def test_a_name_is_enough() -> None:
    assert read_clinic(name="Rosa", address="", contact="", logo=b"") == Clinic(name="Rosa")


def test_each_field_that_cannot_be_used_is_named_with_what_is_allowed() -> None:
    with pytest.raises(ClinicNotUsable) as refused:
        read_clinic(name="", address="a\nb\nc\nd\ne", contact="x" * 101, logo=b"Rosa")

    assert [(each.pointer, each.allowed.partition(",")[0]) for each in refused.value.complaints] == [
        ("/name", "1 to 60 characters of Latin"),
        ("/address", "at most 4 lines of 60 characters"),
        ("/contact", "one line of at most 100 characters"),
        ("/logo", "a PNG of at most 100 kB and 1200 × 600 pixels"),
    ]
    assert refused.value.complaints[-1].said == "it is neither a PNG nor an SVG"


@pytest.mark.parametrize("name", ["x" * 61, "Ro\0sa", "Ro\u202esa", "Ro\nsa", "\ud800"])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(ClinicNotUsable, match="/name"):
        read_clinic(name=name, address="", contact="", logo=b"")
