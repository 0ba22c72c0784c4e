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
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdscan import taxonomy
from pdscan.contracts import Detector, Reading
from pdscan.detection import judged_beside
from pdscan.detection.field_cells import Look
from pdscan.detection.judged_beside import judge_beside
from pdscan.detection.judged_names import (
    AGREE,
    CONTRADICT,
    FULL,
    LAST,
    Judged,
    alone,
    judge_by_neighbour,
    judge_cells,
    judge_name,
    judge_related,
    judge_weak_name,
)
from pdscan.detection.neighbours import FIRST, PERSONS, Neighbours
from pdscan.detection.spoken import speaks
from pdscan.detection.things import LABELS, names_a_thing
from pdscan.folding import name_words
from pdscan.model import Form
from pdscan.naming.names import word_set
from pdscan.short_words import Spelling, spellings, without_affix

if TYPE_CHECKING:
    import pyarrow as pa

_NAMES = (FULL, FIRST, LAST)
_RELATED = ("minor.data", "person.family")
JOINED = 6
FLAGS = 0.9
SOME, MOST = 0.1, 0.9
SOLE_TRADER = "business.sole_trader_id"
_PARTS = ("month", "year", "mois", "annee")
_EXCHANGED = ("content.message", "customer.support_request")
_OF_LOGINS = word_set("name nom login nick compte account by cree created updated modifie id")
_UNNAMED = word_set("col column colonne champ field f c x v var data unnamed attribute attr")
_COMPANY_NUMBERS = ("business.siren", SOLE_TRADER)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Say that these words speak of a type; of a weak entry the cells have to agree."""

    type: str
    words: tuple[str, ...]
    weak: bool

    @property
    def role(self) -> bool:
        """Say whether it is `client` or `patient`, which says whose another thing is too."""
        return self.weak and self.type in _NAMES and PERSONS.issuperset(self.words)


class FieldNames(Detector):
    """Judge columns by their names, and by their cells where these are persons' names."""

    title = "Names of columns and keys"

    def __init__(self) -> None:
        self._spoken_of: dict[tuple[str, ...], tuple[str, ...]] = {}
        found = {entry.type for entries in self._entries.values() for entry in entries}
        self.types = tuple(sorted({*found, "secret.password_hash"}))

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, Any]]:
        text = Path(__file__).with_suffix(".toml").read_text("utf-8")
        return tomllib.loads(text)

    @cached_property
    def _entries(self) -> Mapping[tuple[str, ...], list[_Entry]]:
        found: dict[tuple[str, ...], list[_Entry]] = {}
        for entry in self._all_entries():
            found.setdefault(entry.words, []).append(entry)
            joined = "".join(entry.words)
            if len(entry.words) > 1 and len(joined) >= JOINED:
                found.setdefault((joined,), []).append(entry)
        return found

    def _all_entries(self) -> Iterator[_Entry]:
        silent = {tuple(name_words(word)) for word in self._known["silent"]["words"]}
        for kind in taxonomy.load().types.values():
            extra = self._known["fields"].get(kind.id, ())
            silenced = silent - self._spoken.get(kind.id, frozenset())
            weak = [one for one in kind.weak_fields if name_words(one) not in silenced]
            for written in (*kind.fields, *extra):
                yield _Entry(kind.id, name_words(written), weak=False)
            for written in (*weak, *self._known["weak_fields"].get(kind.id, ())):
                yield _Entry(kind.id, name_words(written), weak=True)

    def judge_column(
        self, name: str, cells: pa.StringArray, beside: Sequence[str] = ()
    ) -> Reading | None:
        """Return the type that the name speaks of, if the cells don't contradict it."""
        look = Look(cells.slice(0, 4096).to_pylist())
        if not look.count:
            return None
        near = Neighbours(name, beside, self._types_of)
        judged = self._judged(name, beside, look, near)
        if judged is None or judged.score < AGREE:
            return None
        of_company = judged.type.startswith("contact.") and near.companies
        return _reading(judged)._replace(
            capacity="organisation" if of_company else "unknown",
            more=() if judged.also is None else (_reading(judged.also),),
        )

    def _judged(
        self, name: str, beside: Sequence[str], look: Look, near: Neighbours
    ) -> Judged | None:
        """Return what the first way to read the name gives, else what the cells do."""
        words = name_words(name)
        for spelling in self._spellings(name, beside, near):
            found = judge_by_neighbour(name, spelling.words, look, near)
            found = found or self._by_name(spelling, look, near)
            if found is not None:
                return found
        return self._by_cells(words, look, near)

    def _spellings(self, name: str, beside: Sequence[str], near: Neighbours) -> Iterator[Spelling]:
        """Yield the ways to read a name; a bare `amount` is one of the table's name."""
        yield from spellings(name)
        bare = without_affix(name, beside)
        if bare != name:
            yield from spellings(bare)
        words = name_words(name)
        if near.table and {*self._known["silent"]["bare"]}.issuperset(words):
            yield Spelling((*near.table, *words), cut=True)

    def _types_of(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the types that the longest entries of a name speak of, weak ones apart."""
        if words not in self._spoken_of:
            self._spoken_of[words] = self._longest(words)
        return self._spoken_of[words]

    def _longest(self, words: tuple[str, ...]) -> tuple[str, ...]:
        for size in range(min(len(words), 5), 0, -1):
            parts = (words[start : start + size] for start in range(len(words) - size + 1))
            found = [entry for part in parts for entry in self._entries.get(part, ())]
            if found:
                return tuple(entry.type for entry in found if not entry.weak)
        return ()

    def _by_name(self, name: Spelling, look: Look, near: Neighbours) -> Judged | None:
        """Return the best judgement of the longest entries in the name."""
        words = name.words
        for size in range(min(len(words), 5), 0, -1):
            found = [
                (replace(entry, weak=entry.weak or name.cut), words[:start] + words[start + size :])
                for start in range(len(words) - size + 1)
                for entry in self._entries.get(words[start : start + size], ())
            ]
            if any(entry.type not in _NAMES for entry, _ in found):  # `ville` of `client_ville`
                found = [(entry, rest) for entry, rest in found if not entry.role]
            judged = [self._judge(entry, rest, look, near) for entry, rest in found]
            best = max((one for one in judged if one), key=lambda one: one.score, default=None)
            if best is not None or any(not entry.weak for entry, _ in found):
                return best
        return None

    def _judge(
        self, entry: _Entry, rest: tuple[str, ...], look: Look, near: Neighbours
    ) -> Judged | None:
        if self._refused(entry, rest, look, near):
            return None
        why = f"field name {'_'.join(entry.words)}"
        if entry.type in _NAMES:
            judge = judge_weak_name if entry.weak else judge_name
            return judge(entry.type, entry.words, look, why)
        if entry.type.startswith("secret.password") and look.share("hash") >= AGREE:
            return Judged("secret.password_hash", 0.9, why, Form.HASHED)
        judged = self._by_share(entry, look, near, why)
        if judged and entry.type in _RELATED and not names_a_thing((*entry.words, *rest), near):
            return replace(judged, also=judge_related(entry.words, look, why))
        return judged

    def _refused(self, entry: _Entry, rest: tuple[str, ...], look: Look, near: Neighbours) -> bool:
        """Say whether the rest of the name, or what stands beside, speaks against an entry."""
        silent = self._known["silent"]
        if not {*silent["turned"]}.isdisjoint(rest):
            return True
        if entry.type.startswith(tuple(silent["unflagged"])) and look.share("flag") >= FLAGS:
            return True
        if not (self._is_keyed(entry, look, near) and self._is_spoken(entry, look, near)):
            return True
        if entry.type in _COMPANY_NUMBERS and (entry.type == SOLE_TRADER) != near.sole_traders:
            return True
        if entry.type.startswith("work.") and not {*silent["machines"]}.isdisjoint(rest):
            return True
        if entry.weak and entry.type == "online.username" and not _OF_LOGINS.issuperset(rest):
            return True
        of_labels = entry.weak or LABELS.issuperset(entry.words)
        if of_labels and entry.type in _NAMES and names_a_thing((*entry.words, *rest), near):
            return True
        return judged_beside.silent(entry.type, entry.words, entry.weak, look, near)

    def _is_keyed(self, entry: _Entry, look: Look, near: Neighbours) -> bool:
        """Say whether a column beside tells whose the row is, for types that need it."""
        if "_".join(entry.words) in self._known["silent"]["beside_named"] and not near.named:
            return False
        if entry.type not in self._known["silent"]["beside_person"]:
            return True
        if "id" in entry.words and look.share("key") >= AGREE:
            return False
        traced = entry.type == "online.url" and near.traces
        return traced or (near.persons and not entry.weak)

    @cached_property
    def _spoken(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        """Return by type the silent words that speak in their place."""
        listed = self._known["spoken"].items()
        return {kind: frozenset(map(name_words, one["words"])) for kind, one in listed}

    def _is_spoken(self, entry: _Entry, look: Look, near: Neighbours) -> bool:
        """Say of a word that is silent alone whether its place makes it speak."""
        silent = entry.words in self._spoken.get(entry.type, ())
        return not silent or speaks(self._known["spoken"][entry.type], look, near)

    def _by_share(self, entry: _Entry, look: Look, near: Neighbours, why: str) -> Judged | None:
        """Judge a name that does not speak of a person's name by the share of cells that agree."""
        share = self._agreement(entry, look)
        if entry.type == "contact.email" and SOME < share < MOST:
            return None  # the addresses are found one by one; the rest says that there is none
        if entry.type in judged_beside.TYPES:
            return judge_beside(entry.type, entry.words, entry.weak, look, share, near)
        if share >= AGREE:
            told = (near.persons or near.exchanges) and entry.type in _EXCHANGED
            weak = 0.8 if told else 0.75
            score = weak if entry.weak else 0.9 if len(entry.words) > 1 else 0.85
            if entry.type in self._known["silent"]["checked"]:
                score = min(score, 0.75)
            return Judged(entry.type, score, f"{why}, cells agree")
        if entry.weak:
            return None
        if look.share("hash") >= AGREE:
            return Judged(entry.type, alone(entry.words), f"{why}, hashed cells", Form.HASHED)
        if entry.type == "contact.email" and look.are_logins():
            return Judged("online.username", 0.6, f"{why}, cells look like logins")
        return Judged(entry.type, 0.6, why) if share > CONTRADICT else None

    def _agreement(self, entry: _Entry, look: Look) -> float:
        """Return the share of cells that look like the entry's type."""
        if entry.type == "secret.password_hash" and entry.weak:
            return look.share("hash")
        if entry.type == "work.job_title" and entry.weak:
            return look.with_word(self._known["jobs"]["words"])
        if entry.type == "person.birth_date":
            return look.births()
        if entry.type == "payment.card.expiry" and entry.words[-1] in _PARTS:
            return look.share("month_or_year")
        kind = taxonomy.load().types[entry.type]
        listed = self._known["looks"].get(entry.type, [])
        if kind.value_words:
            return max(look.words(kind.value_words), *(look.share(one) for one in listed), 0.0)
        looks = listed or ["place" if kind.values == "name" else kind.values or "code"]
        return max(look.share(one) for one in looks)

    def _by_cells(self, words: tuple[str, ...], look: Look, near: Neighbours) -> Judged | None:
        """Return a judgement of a column whose name says nothing but whose cells are persons."""
        if names_a_thing(words, near):
            return None
        return judge_cells(look, near, _UNNAMED.issuperset(words))


def _reading(judged: Judged) -> Reading:
    score = judged.score
    return Reading(judged.type, score, score, value="", form=judged.form, why=(judged.why,))


plugin = FieldNames()
