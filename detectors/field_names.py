"""Field name: what a column or key holds by its name and a look at its cells.

Shape: whole words of the name after splitting on `_ - . space`, case changes and digits, folded;
the longest entry wins, so that `id_client` is a customer reference and no name.
Check: the cells must look like the type (dates, numbers, flags, names, listed words); contradicting
cells silence the name, empty columns say nothing. Columns of listed given names and surnames are
names whatever they are called.
Category: of each type in the taxonomy.
Source: field names of pdscan/taxonomy.yaml and detectors/field_names.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan import taxonomy
from pdscan.contracts import Detector, Reading
from pdscan.detection.field_cells import Look
from pdscan.folding import name_words
from pdscan.model import Form

if TYPE_CHECKING:
    import pyarrow as pa

AGREE, CONTRADICT, BESIDE = 0.5, 0.2, 0.8
FULL, FIRST, LAST = "person.name", "person.name.first", "person.name.last"
_NAMES = (FULL, FIRST, LAST)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Say that these words speak of a type; of a weak entry the cells have to agree."""

    type: str
    words: tuple[str, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    type: str
    score: float
    why: str
    form: Form = Form.FULL


class FieldNames(Detector):
    """Judge columns by their names, and by their cells where these are persons' names."""

    title = "Names of columns and keys"

    def __init__(self) -> None:
        found = {entry.type for entries in self._entries.values() for entry in entries}
        self.types = tuple(sorted({*found, "secret.password_hash"}))

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, list[str]]]:
        text = Path(__file__).with_suffix(".toml").read_text("utf-8")
        return tomllib.loads(text)

    @cached_property
    def _entries(self) -> Mapping[tuple[str, ...], list[_Entry]]:
        found: dict[tuple[str, ...], list[_Entry]] = {}
        for entry in self._all_entries():
            found.setdefault(entry.words, []).append(entry)
        return found

    def _all_entries(self) -> Iterator[_Entry]:
        silent = {tuple(name_words(word)) for word in self._known["silent"]["words"]}
        for kind in taxonomy.load().types.values():
            if kind.id in self._known["silent"]["types"]:
                continue
            extra = self._known["fields"].get(kind.id, ())
            weak = self._known["weak_fields"].get(kind.id, ())
            for written in (*kind.fields, *extra):
                yield _Entry(kind.id, name_words(written), weak=False)
            for written in (*kind.weak_fields, *weak):
                if name_words(written) not in silent:
                    yield _Entry(kind.id, name_words(written), weak=True)

    def judge_column(
        self, name: str, cells: pa.StringArray, beside: Sequence[str] = ()
    ) -> Reading | None:
        """Return the type that the name speaks of, if the cells don't contradict it."""
        look = Look(cells.slice(0, 4096).to_pylist())
        if not look.count:
            return None
        words = name_words(name)
        judged = (
            self._by_neighbour(words, look, beside)
            or self._by_name(words, look)
            or self._by_cells(words, look)
        )
        if judged is None or judged.score < AGREE:
            return None
        return Reading(
            judged.type,
            score=judged.score,
            context_score=judged.score,
            value="",
            form=judged.form,
            why=(judged.why,),
        )

    def _by_neighbour(
        self, words: tuple[str, ...], look: Look, beside: Sequence[str]
    ) -> _Judged | None:
        """Return a surname where a column of given names stands beside a bare `nom` or `name`."""
        if words not in (("nom",), ("name",)) or look.names.shaped < BESIDE:
            return None
        first = any(
            entry.type == FIRST and not entry.weak
            for other in beside
            for entry in self._entries.get(name_words(other), ())
        )
        if not first or look.several() >= AGREE:
            return None
        return _Judged(LAST, 0.87, "field name nom beside given names, cells look like names")

    def _by_name(self, words: tuple[str, ...], look: Look) -> _Judged | None:
        """Return the best judgement of the longest entries in the name."""
        for size in range(min(len(words), 5), 0, -1):
            found = [
                (entry, words[:start] + words[start + size :])
                for start in range(len(words) - size + 1)
                for entry in self._entries.get(words[start : start + size], ())
            ]
            judged = [self._judge(entry, rest, look) for entry, rest in found]
            best = max((one for one in judged if one), key=lambda one: one.score, default=None)
            if best is not None or any(not entry.weak for entry, _ in found):
                return best
        return None

    def _judge(self, entry: _Entry, rest: tuple[str, ...], look: Look) -> _Judged | None:
        if not {*self._known["silent"]["turned"]}.isdisjoint(rest):
            return None
        why = f"field name {'_'.join(entry.words)}"
        if entry.type in _NAMES:
            things = {*self._known["silent"]["things"]}
            if entry.weak and not things.isdisjoint(rest):
                return None
            return _weak_name(entry, look, why) if entry.weak else _name(entry, look, why)
        if entry.type.startswith("secret.password") and look.share("hash") >= AGREE:
            return _Judged("secret.password_hash", 0.9, why, Form.HASHED)
        share = self._agreement(entry, look)
        if share >= AGREE:
            score = 0.75 if entry.weak else 0.9 if len(entry.words) > 1 else 0.85
            score = 0.6 if entry.type == "contact.city" else score
            return _Judged(entry.type, score, f"{why}, cells agree")
        if entry.weak:
            return None
        if look.share("hash") >= AGREE:
            return _Judged(entry.type, _alone(entry), f"{why}, hashed cells", Form.HASHED)
        return _Judged(entry.type, 0.6, why) if share > CONTRADICT else None

    def _agreement(self, entry: _Entry, look: Look) -> float:
        """Return the share of cells that look like the entry's type."""
        if entry.type == "work.job_title" and entry.weak:
            return look.with_word(self._known["jobs"]["words"])
        if entry.type == "person.birth_date":
            return look.births()
        kind = taxonomy.load().types[entry.type]
        listed = self._known["looks"].get(entry.type, [])
        if kind.value_words:
            return max(look.words(kind.value_words), *(look.share(one) for one in listed), 0.0)
        looks = listed or ["place" if kind.values == "name" else kind.values or "code"]
        return max(look.share(one) for one in looks)

    def _by_cells(self, words: tuple[str, ...], look: Look) -> _Judged | None:
        """Return a judgement of a column whose name says nothing but whose cells are persons."""
        if not {*self._known["silent"]["things"]}.isdisjoint(words):
            return None
        if look.distinct >= 3 and look.names.full >= 0.75:
            return _Judged(FULL, 0.75, "cells are listed given names beside surnames")
        return None


def _alone(entry: _Entry) -> float:
    return 0.8 if len(entry.words) > 1 else 0.6


def _name(entry: _Entry, look: Look, why: str) -> _Judged | None:
    """Judge a name that speaks of persons: cells of letters, few ordinary words."""
    names = look.names
    if names.shaped >= AGREE or look.shouted() >= AGREE:
        known = max(names.given, names.surname, names.full) >= 0.4
        return _Judged(entry.type, 0.93 if known else 0.87, f"{why}, cells look like names")
    if look.share("hash") >= AGREE:
        return _Judged(entry.type, _alone(entry), f"{why}, hashed cells", Form.HASHED)
    return _Judged(entry.type, 0.6, why) if names.shaped > CONTRADICT else None


def _weak_name(entry: _Entry, look: Look, why: str) -> _Judged | None:
    """Judge a name that persons share with things: the cells must be listed names."""
    names = look.names
    if look.several() >= AGREE:
        return _Judged(FULL, 0.85, f"{why}, cells are names") if names.full >= AGREE else None
    if look.towns() >= 0.04 and look.count > 20:
        return None
    if names.given >= 0.6 and names.given >= names.surname:
        kind = FULL if entry.type == FULL and entry.words[-1] not in ("nom", "name") else FIRST
        return _Judged(kind, 0.8, f"{why}, cells are listed given names")
    if entry.words[-1] == "nom" and look.shouted() >= 0.8 and names.shaped >= AGREE:
        return _Judged(LAST, 0.85, f"{why}, cells are in capitals as surnames are")
    if names.surname >= 0.65:
        return _Judged(LAST, 0.85, f"{why}, cells are listed surnames")
    if entry.words == ("nom",) and names.shaped >= 0.9 and names.surname >= 0.35 > names.given:
        return _Judged(LAST, 0.8, f"{why}, cells look like surnames, a third are listed")
    return None


plugin = FieldNames()
