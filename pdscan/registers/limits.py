"""Read what a register says of transfers out of the Union, and of what isn't collected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pdscan.declarations import phrases, short_words
from pdscan.declarations.slugs import slug
from pdscan.folding import fold
from pdscan.registers import labels
from pdscan.registers.cells import Cell, Raw
from pdscan.registers.reading import DOCUMENT, Reader

_SAFEGUARDS = (
    ("standard_contractual_clauses", "46(2)(c)",
     r"clauses? contractuelles?|clauses? types?|\bcct\b|\bsccs?\b|standard contractual"
     r"|model clauses"),
    ("binding_corporate_rules", "47", r"regles d'entreprise|\bbcr\b|binding corporate"),
    ("adequacy", "45", r"adequat|data privacy framework|\bdpf\b"),
    ("derogation", "49", r"derogation"),
)  # fmt: skip
_OLD = re.compile(r"privacy shield|bouclier")
_EUROPE = re.compile(r"\b(?:ue|eee|union europeenne|france|europe)\b(?! *\?)")


def transfers(cells: Iterable[Cell], reader: Reader) -> list[Raw]:
    """Return what cells say: one transfer for each yes, and a no where no cell says yes."""
    yes: list[Raw] = []
    no: list[Cell] = []
    for cell in cells:
        if labels.says_no(cell.text):
            no.append(cell)
        elif not labels.is_void(cell.text):
            yes.append(_allowed(cell, reader))
    if yes or not no:
        return yes
    name = slug("tr", "aucun transfert", reader.taken)
    return [{"id": name, "outside": "EEA", "allowed": False, "source": no[0].source(DOCUMENT)}]


def _allowed(cell: Cell, reader: Reader) -> Raw:
    plain = fold(cell.text)
    raw: Raw = {"id": slug("tr", cell.text[:60], reader.taken), "outside": "EEA", "allowed": True}
    found = next(((name, art) for name, art, words in _SAFEGUARDS if re.search(words, plain)), None)
    if _OLD.search(plain):
        reader.issue("privacy_shield", "le Privacy Shield n'est plus une garantie", cell)
        found = None
    if found:
        raw.update(safeguard=found[0], gdpr=found[1])
    raw["note"] = " ".join(cell.text.split())[:200]
    if not found and not labels.says_yes(cell.text):
        reader.doubt(raw, "transfert à préciser")
    raw["source"] = cell.source(DOCUMENT)
    return raw


def places(cell: Cell, activity: str | None, reader: Reader) -> Iterator[Raw]:
    """Yield a location for what a cell says of where data lie; `activity` bounds it to one."""
    allowed: dict[str, list[str]] = {}
    for piece in re.split(r"[\n;,/|()]+|\bet\b|\band\b|\bou\b|\bor\b", cell.text):
        words = piece.strip(" .-")
        if not words or labels.is_void(words):
            continue
        found = short_words.place(words)
        if found is None:
            reader.issue("unread_place", f"lieu non reconnu, « {words} »", cell)
        elif found[1] not in allowed.setdefault(found[0], []):
            allowed[found[0]].append(found[1])
    if allowed:
        scope = {"activities": [activity]} if activity else {}
        name = slug(
            "loc", " ".join(code for codes in allowed.values() for code in codes), reader.taken
        )
        yield {"id": name, "applies_to": scope, "allowed": allowed,
               "source": cell.source(DOCUMENT)}  # fmt: skip


def denials(cell: Cell, reader: Reader) -> Iterator[Raw]:
    """Yield a denial for each phrase that a cell says isn't collected."""
    if labels.is_void(cell.text):
        return
    for piece in re.split(r"[\n;]+", cell.text):
        words = re.split(r"\b(?:sauf|hors|except\w*)\b", piece, maxsplit=1, flags=re.I)
        found = phrases.resolve(words[0], reader.facts)
        if not piece.strip():
            continue
        if not found:
            reader.issue("unresolved_denial", "non-collecte non reconnue", cell)
            continue
        raw: Raw = {"id": slug("deny", words[0], reader.taken), "kind": "category"}
        raw["target"] = {"categories": list(found.categories), "types": list(found.types)}
        if len(words) > 1:
            raw["except"] = {"types": list(phrases.resolve(words[1], reader.facts).types)}
            reader.doubt(raw, "exception à vérifier")
        yield {**raw, "strength": "absolute", "source": cell.source(DOCUMENT)}
