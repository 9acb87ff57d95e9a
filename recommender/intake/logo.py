"""A logo, as a file from outside: a PNG whose parts are sound, or an SVG that holds shapes and nothing else.

An SVG is a program as much as a picture: it can run scripts, fetch from elsewhere, and grow without end from a few
lines. What is not on the short lists below is refused, so nothing has to be cleaned.
"""

from __future__ import annotations

import re
import zlib
from xml.parsers import expat  # nosec B407  what makes it dangerous, DOCTYPE and entities, is refused here

from plans.clinic import LOGO_TYPES

MOST_KB = {"png": 100, "svg": 50}
WIDEST, HIGHEST = 1200, 600
LOGO_ALLOWED = (
    f"a PNG of at most {MOST_KB['png']} kB and {WIDEST} × {HIGHEST} pixels, or an SVG of at most {MOST_KB['svg']} kB "
    "that holds only shapes: no text, picture, script, style sheet or link"
)


def names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PNG = b"\x89PNG\r\n\x1a\n"
SVG_SPACE = "http://www.w3.org/2000/svg"
CLIP = f"{SVG_SPACE} clipPath"
"""Nothing in it is clipped itself: a clip of clips of clips would be drawn twice as often with every step."""
DEEPEST = 20
ELEMENTS = names(
    "svg g defs title desc path rect circle ellipse line polyline polygon clipPath linearGradient radialGradient stop"
)
LOOKS = names(
    "fill fill-rule fill-opacity stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset opacity color display visibility overflow clip-path clip-rule stop-color "
    "stop-opacity enable-background isolation"
)
"""What an attribute may say, and a declaration inside `style`."""
PLACES = names(
    "id class version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform "
    "offset gradientUnits gradientTransform spreadMethod clipPathUnits"
)
PLAIN = re.compile(r"[\w\s#.,%()+\-;:'\"]*")
INSIDE = re.compile(r"url\(\s*(['\"]?)#[\w.\-]+\1\s*\)")


class LogoNotUsable(ValueError):
    """A file that is no logo: what it is or holds, as the end of a sentence that begins with "it"."""


def logo_type_of(picture: bytes) -> str:
    """Check a logo from the first byte to the last.

    Returns:
        `png` or `svg`.

    Raises:
        LogoNotUsable: it is neither, too large, or holds what has no place in a logo.
    """
    kind = "png" if picture.startswith(PNG) else "svg"
    if len(picture) > MOST_KB[kind] * 1024:
        raise LogoNotUsable(f"is {-(-len(picture) // 1024)} kB")
    _check_png(picture) if kind == "png" else _check_svg(picture)
    assert kind in LOGO_TYPES
    return kind


# PNG: a signature, then chunks, each with its length, its name and a check sum


def _check_png(picture: bytes) -> None:
    at, parts = len(PNG), list[bytes]()
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4], "big")
        name, end = picture[at + 4 : at + 8], at + 12 + length
        if end > len(picture) or zlib.crc32(picture[at + 4 : end - 4]) != int.from_bytes(picture[end - 4 : end], "big"):
            raise LogoNotUsable("is a damaged PNG")
        if not parts:
            _check_size(name, picture[at + 8 : end - 4])
        parts.append(name)
        at = end
        if name == b"IEND":
            break
    if parts[-1:] != [b"IEND"] or b"IDAT" not in parts or at != len(picture):
        raise LogoNotUsable("is a damaged PNG")
    if b"acTL" in parts:
        raise LogoNotUsable("moves")


def _check_size(name: bytes, header: bytes) -> None:
    if name != b"IHDR" or len(header) != 13:
        raise LogoNotUsable("is a damaged PNG")
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    if not (0 < width <= WIDEST and 0 < height <= HIGHEST):
        raise LogoNotUsable(f"is {width} × {height} pixels")


# SVG: shapes, and what they look like


def _check_svg(picture: bytes) -> None:
    try:
        words = picture.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LogoNotUsable("is neither a PNG nor an SVG") from None
    if not words.lstrip().startswith("<"):
        raise LogoNotUsable("is neither a PNG nor an SVG")
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    elements = _Elements()
    parser.XmlDeclHandler = _check_encoding
    parser.StartDoctypeDeclHandler = lambda *_: _refuse("a DOCTYPE")
    parser.EntityDeclHandler = lambda *_: _refuse("entities")
    parser.ProcessingInstructionHandler = lambda *_: _refuse("a processing instruction")
    parser.StartElementHandler, parser.EndElementHandler = elements.start, elements.end
    try:
        parser.Parse(words.encode(), True)
    except expat.ExpatError as error:
        raise LogoNotUsable(f"is no XML that can be read (line {error.lineno})") from None


class _Elements:
    """What stands in what. `clips`: how many clipPaths are open."""

    def __init__(self) -> None:
        self.depth = self.clips = 0

    def start(self, said: str, attributes: dict[str, str]) -> None:
        space, _, name = said.rpartition(" ")
        if space != SVG_SPACE or name not in ELEMENTS:
            _refuse(f"the element <{name[:40]}>")
        if not self.depth:
            _check_root(name, attributes)
        self.depth += 1
        if self.depth > DEEPEST:
            _refuse(f"elements more than {DEEPEST} deep in one another")
        self.clips += said == CLIP
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
            if self.clips and (attribute == "clip-path" or "clip-path" in _styles(attribute, value)):
                _refuse("a clipPath that is clipped itself")

    def end(self, said: str) -> None:
        self.depth -= 1
        self.clips -= said == CLIP


def _check_root(name: str, attributes: dict[str, str]) -> None:
    numbers = attributes.get("viewBox", "").replace(",", " ").split()
    try:
        _, _, width, height = map(float, numbers)
    except ValueError:
        width = height = 0
    if name != "svg" or not (0 < width < 1e6 and 0 < height < 1e6):
        raise LogoNotUsable("does not begin with <svg> and a viewBox of 4 numbers")


def _check_attribute(name: str, value: str) -> None:
    if name == "http://www.w3.org/XML/1998/namespace space" or re.fullmatch(r"data-[\w\-]+", name):
        return
    known = name in LOOKS | PLACES or name == "style"
    if not known:
        _refuse(f"the attribute {name.rpartition(' ')[2][:40]}")
    for look in _styles(name, value):
        if look not in LOOKS:
            _refuse(f"the style {look[:40]}")
    if not PLAIN.fullmatch(INSIDE.sub("", value)) or "url" in INSIDE.sub("", value).lower():
        _refuse(f"something in {name} that is no shape and no colour")


def _styles(name: str, value: str) -> list[str]:
    """What the declarations of a `style` are about; nothing for any other attribute."""
    declarations = filter(str.strip, value.split(";")) if name == "style" else ()
    return [each.partition(":")[0].strip() for each in declarations]


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() != "utf-8":
        raise LogoNotUsable("is not in UTF-8")


def _refuse(what: str) -> None:
    raise LogoNotUsable(f"holds {what}")
