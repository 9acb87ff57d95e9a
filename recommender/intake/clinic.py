"""What somebody says of their clinic, from any door, into a letterhead or complaints that name the field."""

from __future__ import annotations

from collections.abc import Iterable

from plans.clinic import Clinic
from recommender.intake.case import Complaint
from recommender.intake.logo import LOGO_ALLOWED, LogoNotUsable, logo_type_of

LONGEST_NAME, LONGEST_LINE, MOST_LINES, LONGEST_CONTACT = 60, 60, 4, 100
ALLOWED = {
    "name": f"1 to {LONGEST_NAME} characters of Latin, Greek, Cyrillic, Arabic, Hebrew or Devanagari writing",
    "address": f"at most {MOST_LINES} lines of {LONGEST_LINE} characters",
    "contact": f"one line of at most {LONGEST_CONTACT} characters",
    "logo": LOGO_ALLOWED,
}


class ClinicNotUsable(Exception):
    """A letterhead that cannot be kept: one complaint for each field."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("; ".join(f"{each.pointer}: {each.allowed}" for each in self.complaints))


def read_clinic(*, name: str, address: str, contact: str, logo: bytes) -> Clinic:
    """A letterhead. Empty lines and space around words are left out.

    Args:
        address: its lines.
        logo: a file of a picture; empty for none.

    Raises:
        ClinicNotUsable: one complaint for each field that cannot be used.
    """
    name, contact = name.strip(), contact.strip()
    lines = tuple(line.strip() for line in address.splitlines() if line.strip())
    wrong = []
    if not name or not _is_fitting(name, LONGEST_NAME):
        wrong.append(complaint("name", name))
    if len(lines) > MOST_LINES or not all(_is_fitting(line, LONGEST_LINE) for line in lines):
        wrong.append(complaint("address", "\n".join(lines)))
    if not _is_fitting(contact, LONGEST_CONTACT):
        wrong.append(complaint("contact", contact))
    logo_type = ""
    try:
        logo_type = logo_type_of(logo) if logo else ""
    except LogoNotUsable as why:
        wrong.append(complaint("logo", f"it {why}"))
    if wrong:
        raise ClinicNotUsable(wrong)
    return Clinic(name=name, address=lines, contact=contact, logo=logo, logo_type=logo_type)


def complaint(field: str, said: str) -> Complaint:
    return Complaint(pointer=f"/{field}", said=said, allowed=ALLOWED[field])


def _is_fitting(words: str, most: int) -> bool:
    return len(words) <= most and words.isprintable()
