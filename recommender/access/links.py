"""The code in the address of a client's sheet: a random id and our signature under it.

The id finds the row, the signature says that we made it; neither tells anything of the plan. The oldest key stands
first, the newest signs, and what an older one signed still opens.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from itsdangerous import BadSignature, Signer

PURPOSE = "client-link"
"""The same keys sign other things too; none of those signatures is good here."""


def new_link_id() -> str:
    """128 random bits, as 22 letters."""
    return secrets.token_urlsafe(16)


def link_code(link_id: str, keys: Sequence[str]) -> str:
    """What stands in the address."""
    return _signer(keys).sign(link_id).decode()


def link_id_in(code: str, keys: Sequence[str]) -> str:
    """The id inside a code. For a code that we did not sign it is a new one, looked up in vain like any other."""
    try:
        return _signer(keys).unsign(code.encode("ascii", "replace")).decode()
    except BadSignature:
        return new_link_id()


def _signer(keys: Sequence[str]) -> Signer:
    return Signer(list(keys), salt=PURPOSE, digest_method=hashlib.sha256)
