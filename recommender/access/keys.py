"""Passwords, bearer tokens and sign-in keys: how they are made, kept and compared.

A password is chosen by people, so it is kept as a slow argon2 hash. Tokens and sign-in keys are 256 random
bits, so a plain SHA-256 is enough, and only that is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TOKEN_PREFIX = "rec_"  # noqa: S105  (a mark by which a leaked token is recognised, not a secret)
_READABLE = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken for something else on paper

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Compare with the kept hash. With nothing kept it takes as long and is false: names cannot be guessed."""
    try:
        _hasher.verify(kept or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def wants_rehash(kept: str) -> bool:
    """The hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def new_password() -> str:
    """Twenty readable characters in groups: about 99 bits, and it can be typed from paper."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token at the only moment its text exists."""

    id: str
    text: str
    digest: str


def new_token() -> NewToken:
    """`rec_<id>_<secret>`: the id finds the row, the secret proves the bearer."""
    token_id = secrets.token_hex(6)
    text = f"{TOKEN_PREFIX}{token_id}_{secrets.token_urlsafe(32)}"
    return NewToken(id=token_id, text=text, digest=digest_of(text))


def token_id_in(text: str) -> str | None:
    """The id inside something that looks like one of our tokens, else nothing."""
    if not text.startswith(TOKEN_PREFIX) or not text.isascii() or len(text) > 120:
        return None
    token_id, _, secret = text.removeprefix(TOKEN_PREFIX).partition("_")
    return token_id if token_id.isalnum() and secret else None


def new_key() -> str:
    """A random key, for a sign-in cookie or for signing forms."""
    return secrets.token_urlsafe(32)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def same(digest: str, kept: str) -> bool:
    """Equal? Takes the same time wherever they differ."""
    return hmac.compare_digest(digest, kept)
