"""The people and programs who come to the desk, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOME_CLINIC = "home"
"""The clinic of a fresh installation. More clinics are more words in the same column."""


class Scope(StrEnum):
    """What a token is for."""

    PREVIEW = "preview"
    """An app that clients use: asks, and is answered; nothing is stored and no draft is shown."""

    CLINIC = "clinic"
    """The clinic's own software: stands for the therapist who runs it, but cannot sign."""


_A_THERAPIST = "therapist:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapist:
    """Somebody who signed in with a password."""

    id: str
    name: str
    clinic: str

    @property
    def signature(self) -> str:
        return f"{_A_THERAPIST}{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A program that showed a bearer token."""

    id: str
    name: str
    clinic: str
    scope: Scope

    @property
    def signature(self) -> str:
        return f"token:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """Whoever may run commands on the machine itself counts as the therapist."""

    clinic: str = HOME_CLINIC
    name: str = "the command line"

    @property
    def signature(self) -> str:
        return "command-line"


def therapist_id_in(signature: str) -> str:
    """Whose signature it is; empty where a program or the machine signed."""
    return signature.removeprefix(_A_THERAPIST) if signature.startswith(_A_THERAPIST) else ""


Person = Therapist | Token | CommandLine
