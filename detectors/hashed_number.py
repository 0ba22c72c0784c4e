"""Hashed cards, accounts and contacts, where a column's name says what was hashed.

Shape: a name such as `card_hash`, `pan_sha256`, `hashed_iban`, `email_md5`, and cells of hashes.
Check: eight cells in ten are hashes. The form is weak_hash for MD5 and SHA-1, strong_hash for
bcrypt, scrypt, Argon2 and PBKDF2, else hashed.
Category: of each type in the taxonomy.
Source: PCI DSS 4.0, 3.5.1.1; NIST FIPS 180-4; crypt(5), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pdscan.contracts import Detector, Reading
from pdscan.folding import name_words
from pdscan.model import Form

if TYPE_CHECKING:
    import pyarrow as pa

_HASHED = frozenset(
    ("hash", "hashed", "hmac", "sha", "md", "digest", "hache", "hachee", "hachage", "empreinte")
)
_NAMED = {
    "payment.card.pan": ("pan", "card", "carte", "cb", "cc"),
    "payment.iban": ("iban", "rib"),
    "contact.email": ("email", "mail", "courriel"),
    "contact.phone": ("phone", "tel", "telephone", "mobile"),
    "gov.nir": ("nir", "insee"),
}
_SHAPES = (
    (Form.STRONG_HASH, r"\$(?:2[abxy]|argon2(?:id|i|d)|scrypt|7|pbkdf2[a-z0-9-]*)\$.{20,}"),
    (Form.WEAK_HASH, r"(?i)[0-9a-f]{32}|[0-9a-f]{40}"),
    (Form.HASHED, r"(?i)[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}"),
    (Form.HASHED, r"[A-Za-z0-9+/_-]{43}=|[A-Za-z0-9+/_-]{86}=="),
)
_FORMS = tuple((form, re.compile(shape)) for form, shape in _SHAPES)
_MOST = 0.8
_LOOK_AT = 500


class HashedNumbers(Detector):
    """Judge columns whose name says that a card, an account or a contact was hashed."""

    title = "Hashed cards, accounts and contacts"
    types = tuple(sorted(_NAMED))

    def judge_column(
        self, name: str, cells: pa.StringArray, beside: Sequence[str] = ()
    ) -> Reading | None:
        """Return the type that was hashed and the strength of the hash, or None."""
        del beside
        words = name_words(name)
        if _HASHED.isdisjoint(words):
            return None
        kind = next((one for one, named in _NAMED.items() if not {*named}.isdisjoint(words)), None)
        filled = [cell.strip() for cell in cells.slice(0, _LOOK_AT).to_pylist() if cell]
        if kind is None or not filled:
            return None
        for form, shape in _FORMS:
            if sum(shape.fullmatch(cell) is not None for cell in filled) >= _MOST * len(filled):
                why = (f"field name {'_'.join(words)}, hashed cells",)
                return Reading(kind, 0.92, 0.92, "", form=form, why=why)
        return None


plugin = HashedNumbers()
