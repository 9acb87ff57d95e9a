"""Whose paper a sheet is: the clinic's name, where it is, how to reach it, and its logo."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

LOGO_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
"""The pictures a logo may be, and what browsers call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """A letterhead. `logo`: the bytes of a picture of `logo_type`, both empty where there is none."""

    name: str
    address: tuple[str, ...] = ()
    contact: str = ""
    logo: bytes = b""
    logo_type: str = ""

    @property
    def address_text(self) -> str:
        """The address as it is typed and kept, line under line."""
        return "\n".join(self.address)

    @property
    def where(self) -> str:
        """Address and contact in one line, as they stand behind the name."""
        return " · ".join(filter(None, (", ".join(self.address), self.contact)))

    @property
    def logo_address(self) -> str:
        """The logo as an address that holds it: a page shows it in an `img` and asks nobody for it."""
        return f"data:{LOGO_TYPES[self.logo_type]};base64,{b64encode(self.logo).decode()}"
