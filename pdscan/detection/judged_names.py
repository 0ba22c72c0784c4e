"""Judge a column that may hold persons' names: by its name, a look at its cells, and what is near.

A weak name (`client`, `nom`) is one that persons share with things: the cells decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from pdscan.detection.field_cells import Look
from pdscan.detection.neighbours import FIRST, PERSONS, Neighbours
from pdscan.folding import name_words
from pdscan.model import Form
from pdscan.naming.names import word_set

FULL, LAST, LOGIN = "person.name", "person.name.last", "online.username"
AGREE, CONTRADICT, BESIDE = 0.5, 0.2, 0.8
LOGINS, FILES = 0.6, 0.3
_NAMING = word_set("nom noms prenom prenoms name names")


@dataclass(frozen=True, slots=True)
class Judged:
    """Say what a column holds, how sure that is, and why; `also` what else each cell is."""

    type: str
    score: float
    why: str
    form: Form = Form.FULL
    also: Judged | None = None


def alone(words: tuple[str, ...]) -> float:
    """Return how sure a field's name alone is: a name of two words says more than one of one."""
    return 0.8 if len(words) > 1 else 0.6


def judge_name(type_id: str, words: tuple[str, ...], look: Look, why: str) -> Judged | None:
    """Judge a name that speaks of persons: cells of letters, few ordinary words."""
    names = look.names
    if names.shaped >= AGREE or look.shouted() >= AGREE:
        known = max(names.given, names.surname, names.full) >= 0.4
        return Judged(type_id, 0.93 if known else 0.87, f"{why}, cells look like names")
    if look.share("hash") >= AGREE:
        return Judged(type_id, alone(words), f"{why}, hashed cells", Form.HASHED)
    return Judged(type_id, 0.6, why) if names.shaped > CONTRADICT else None


def judge_weak_name(type_id: str, words: tuple[str, ...], look: Look, why: str) -> Judged | None:
    """Judge a name that persons share with things: the cells must be listed names."""
    names = look.names
    if look.several() >= AGREE:
        return Judged(FULL, 0.85, f"{why}, cells are names") if names.full >= AGREE else None
    if look.towns() >= 0.04 and look.count > 20:
        return None
    if names.given >= 0.6 and names.given >= names.surname:
        kind = FULL if type_id == FULL and words[-1] not in ("nom", "name") else FIRST
        return Judged(kind, 0.8, f"{why}, cells are listed given names")
    if words[-1] == "nom" and look.shouted() >= 0.8 and names.shaped >= AGREE:
        return Judged(LAST, 0.85, f"{why}, cells are in capitals as surnames are")
    if names.surname >= 0.65:
        return Judged(LAST, 0.85, f"{why}, cells are listed surnames")
    if words == ("nom",) and names.shaped >= 0.9 and names.surname >= 0.35 > names.given:
        return Judged(LAST, 0.8, f"{why}, cells look like surnames, a third are listed")
    return None


def judge_related(words: tuple[str, ...], look: Look, why: str) -> Judged | None:
    """Judge the names of children or relatives; a single word is one where the field says so.

    `marié` of a family situation is a given name too.
    """
    if look.several() >= AGREE:
        return judge_weak_name(FULL, words, look, why)
    return None if _NAMING.isdisjoint(words) else judge_weak_name(LAST, words, look, why)


def judge_by_neighbour(
    name: str, words: tuple[str, ...], look: Look, near: Neighbours
) -> Judged | None:
    """Judge a `nom` or `client.nom` as surnames where a column of given names stands beside it."""
    if name.startswith("$"):  # the path of a key: the keys above say whose name it is
        words = name_words(name.rpartition(".")[2])
    bare = tuple(word for word in words if word not in PERSONS)
    if bare not in (("nom",), ("name",)) or look.names.shaped < BESIDE:
        return None
    if not near.given_names or look.several() >= AGREE:
        return None
    return Judged(LAST, 0.87, "field name nom beside given names, cells look like names")


def judge_cells(look: Look, near: Neighbours, unnamed: bool) -> Judged | None:
    """Judge a column by its cells; `unnamed`: it has no name, or one that says nothing."""
    if look.distinct < 3:
        return None
    if look.logins() >= LOGINS:
        return Judged(LOGIN, 0.75, "cells are initials or given names joined to listed surnames")
    if look.names.full >= 0.75:
        return Judged(FULL, 0.75, "cells are listed given names beside surnames")
    if look.named_files() >= FILES:
        return Judged(FULL, 0.6, "names of documents with a listed given name beside a surname")
    return _without_header(look, near) if unnamed else None


def _without_header(look: Look, near: Neighbours) -> Judged | None:
    """Judge a column without a header: given names by a list, surnames next to these."""
    names = look.names
    if names.shaped < BESIDE or look.several() >= AGREE:
        return None
    if names.given >= BESIDE:
        return Judged(FIRST, 0.75, "cells are listed given names")
    surnames = look.shouted() >= BESIDE or names.surname >= AGREE
    if near.given_names_next and surnames and names.given < AGREE and look.towns() < 0.04:
        return Judged(LAST, 0.75, "cells look like surnames, next to given names")
    return None
