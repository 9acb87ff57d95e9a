"""Logos for stories: small pictures, drawn here."""

from __future__ import annotations

import struct
import zlib


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG, with its check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def header(width: int, height: int) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def png(width: int = 300, height: int = 100, *, more: bytes = b"") -> bytes:
    """A PNG in one colour. `more`: further parts before the picture."""
    rows = (b"\0" + b"\x0b\x6b\x78" * width) * height
    parts = (header(width, height), more, chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def svg(inside: str = '<circle cx="30" cy="30" r="26" fill="#0b6b78"/>', *, more: str = "", before: str = "") -> bytes:
    """An SVG. `more`: further attributes of its root; `before`: what stands before the root."""
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60"{more}>{inside}</svg>'.encode()
