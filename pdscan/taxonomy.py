"""Read the taxonomy: what can be found, what can be declared, and the edges between the two.

The file `taxonomy.yaml` beside this one is the single source of types, categories, precision
ladders and sectors; detectors, declarations and reconciliation all speak its ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from pdscan.folding import name_words
from pdscan.model import PdscanError

VALUES = ("name", "date", "year", "number", "flag", "code", "text", "words", "url")


class TaxonomyError(PdscanError):
    """Say which entry of taxonomy.yaml can't be."""


@dataclass(frozen=True, slots=True)
class DataType:
    """Describe one type; `tier` is 0 to 4, or "S" for a secret (which ranks as 4).

    `core` categories declare it by a bare phrase, `customary` ones by usage only. `declared_as`
    and `fields` are the words of policies and of column names, as written in the file; of
    `weak_fields` the cells have to agree. `values` says what such cells look like (one of VALUES,
    None where a pattern knows or nothing is expected) and `value_words` lists them, folded.
    `maps` gives the nearest term of `dpv` and `fides`.
    """

    id: str
    fr: str
    en: str
    tier: int | str
    core: tuple[str, ...] = ()
    customary: tuple[str, ...] = ()
    explicit_only: bool = False
    sensitive: bool = False
    ladder: str | None = None
    declared_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    weak_fields: tuple[str, ...] = ()
    values: str | None = None
    value_words: tuple[str, ...] = ()
    gdpr: str = ""
    cnil_row: str | None = None
    maps: Mapping[str, str] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        """Return the tier as a number, secrets counting as 4."""
        return 4 if self.tier == "S" else int(self.tier)

    @property
    def category(self) -> str | None:
        """Return the first core category, else the first customary one, else None."""
        return next(iter((*self.core, *self.customary)), None)


@dataclass(frozen=True, slots=True)
class Category:
    """Describe one category phrase by the words that declare it, per language."""

    id: str
    phrases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """Hold the whole file; `ladders` go from coarse to precise.

    `cnil_rows` give the labels of the CNIL registers: `ods`, `pdf`, and `else`, the row that
    stands in where the workbook has none.
    """

    version: str
    types: Mapping[str, DataType]
    categories: Mapping[str, Category]
    ladders: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, Mapping[str, tuple[str, ...]]]
    cnil_rows: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict)

    def coarser(self, type_id: str) -> tuple[str, ...]:
        """Return the steps of the type's ladder that are coarser than it, coarsest first."""
        for steps in self.ladders.values():
            if type_id in steps:
                return steps[: steps.index(type_id)]
        return ()

    def finer(self, type_id: str) -> tuple[str, ...]:
        """Return the steps of the type's ladder that are more precise than it, coarsest first."""
        for steps in self.ladders.values():
            if type_id in steps:
                return steps[steps.index(type_id) + 1 :]
        return ()

    def covered_by_name(self, type_id: str) -> tuple[frozenset[str], ...]:
        """Return the sets of types of which any, listed whole, lists this type as well.

        A type lists itself and the coarser steps of its ladder; a full name lists first and last
        name, and these two together the full name.
        """
        first, last, full = "person.name.first", "person.name.last", "person.name"
        ways = [frozenset({type_id}), *(frozenset({step}) for step in self.finer(type_id))]
        if type_id == full:
            ways.append(frozenset({first, last}))
        elif type_id in (first, last):
            ways.append(frozenset({full}))
        return tuple(ways)


@cache
def load() -> Taxonomy:
    """Return the taxonomy, read once; raise TaxonomyError where an entry can't be."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.files("pdscan").joinpath("taxonomy.yaml").read_text("utf-8")
    return build(yaml.load(text, loader))  # noqa: S506  (both loaders are the safe ones)


def build(raw: Mapping[str, Any]) -> Taxonomy:
    """Make a taxonomy of the file's mapping; raise TaxonomyError where a reference goes nowhere."""
    ladders = {name: tuple(steps) for name, steps in raw["ladders"].items()}
    step_of = {step: name for name, steps in ladders.items() for step in steps}
    taxonomy = Taxonomy(
        version=str(raw["version"]),
        types=MappingProxyType(
            {name: _type(name, entry, step_of.get(name)) for name, entry in raw["types"].items()}
        ),
        categories=MappingProxyType(
            {name: Category(name, _words(entry)) for name, entry in raw["categories"].items()}
        ),
        ladders=MappingProxyType(ladders),
        sectors=MappingProxyType({name: _words(entry) for name, entry in raw["sectors"].items()}),
        cnil_rows=MappingProxyType(raw["cnil_rows"]),
    )
    _validate(taxonomy)
    return taxonomy


def _words(entry: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return {language: tuple(entry[language]) for language in ("fr", "en")}


def _type(name: str, entry: Mapping[str, Any], ladder: str | None) -> DataType:
    law, column = entry["law"], entry["column"]
    covered = entry.get("covered", {})
    return DataType(
        id=name,
        fr=entry["fr"],
        en=entry["en"],
        tier=law["tier"],
        core=tuple(covered.get("core", ())),
        customary=tuple(covered.get("customary", ())),
        explicit_only=law.get("explicit", False),
        sensitive=law.get("sensitive", False),
        ladder=ladder,
        declared_as=_words(entry["declared"]),
        fields=tuple(column["fields"]),
        weak_fields=tuple(column.get("weak", ())),
        values=column.get("values"),
        value_words=tuple(column.get("words", ())),
        gdpr=law["gdpr"],
        cnil_row=law["cnil"],
        maps=entry.get("maps", {}),
    )


def _validate(taxonomy: Taxonomy) -> None:
    for kind in taxonomy.types.values():
        for category in (*kind.core, *kind.customary):
            _expect(category in taxonomy.categories, kind.id, "no such category", category)
        _expect(kind.cnil_row in taxonomy.cnil_rows, kind.id, "no such CNIL row", kind.cnil_row)
        _expect(kind.tier in (0, 1, 2, 3, 4, "S"), kind.id, "no such tier", kind.tier)
        _expect(kind.values in (None, *VALUES), kind.id, "no such look of values", kind.values)
        _expect((kind.values == "words") == bool(kind.value_words), kind.id, "words", kind.values)
        for entry in (*kind.fields, *kind.weak_fields):
            _expect("_".join(name_words(entry)) == entry, kind.id, "not folded words", entry)
        both = set(kind.fields) & set(kind.weak_fields)
        _expect(not both, kind.id, "a field name is strong and weak", sorted(both))
    for ladder, steps in taxonomy.ladders.items():
        for step in steps:
            _expect(step in taxonomy.types, ladder, "no such type", step)
    for name, row in taxonomy.cnil_rows.items():
        stands_in = row.get("else", name)
        _expect(stands_in in taxonomy.cnil_rows, name, "no such CNIL row", stands_in)


def _expect(holds: bool, place: str, complaint: str, word: object) -> None:
    if not holds:
        raise TaxonomyError(f"taxonomy.yaml: {place}: {complaint}: {word}")
