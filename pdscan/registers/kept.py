"""Read a treatment's data and durations line by line; codes count where they hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from pdscan.declarations.slugs import slug
from pdscan.folding import fold
from pdscan.registers import labels, reading, wording
from pdscan.registers.cells import Cell, Entry, Raw
from pdscan.registers.reading import DOCUMENT, Reader


@dataclass(slots=True)
class Kept:
    """Gather retention sets: those that pdscan wrote by id, those that a person wrote."""

    reader: Reader
    coded: dict[str, Raw] = field(default_factory=dict)
    read_here: list[Raw] = field(default_factory=list)

    def items_of(self, cell: Cell) -> list[Raw]:
        """Return the items that pdscan wrote beside a cell which still says the same."""
        if not isinstance(cell.code, list) or fold(wording.data(cell.code)) != fold(cell.text):
            return []
        return [{**one, "source": cell.source(DOCUMENT)} for one in cell.code]

    def sets(self) -> list[Raw]:
        """Return all retention sets."""
        return [*self.coded.values(), *self.read_here]

    def read(self, entry: Entry, activity: str, types: list[str], before: list[str]) -> list[str]:
        """Add the retention of a treatment and return the ids that it cites, `before` first."""
        made: dict[str, Raw] = {}
        for cell in entry.of("keep"):
            if isinstance(cell.code, list) and fold(wording.keep(cell.code)) == fold(cell.text):
                for one in cell.code:
                    self.coded.setdefault(one["id"], {**one, "source": cell.source(DOCUMENT)})
            elif activity and not labels.is_void(cell.text):
                self._add(cell, entry, activity, types, made)
        self.read_here += made.values()
        return [
            *(name for name in before if name in self.coded),
            *(one["id"] for one in made.values()),
        ]

    def _add(
        self, cell: Cell, entry: Entry, activity: str, types: list[str], made: dict[str, Raw]
    ) -> None:
        """Add a set for a cell; lines of one treatment that say the same share it."""
        here = self._beside(cell, entry)
        key = fold(cell.text)
        if key in made:
            _widen(made[key]["applies_to"], here or [])
            return
        context = f"{entry.text('name')} {' '.join(types)}"
        rules, then, is_sure = reading.rules(cell, context, self.reader)
        if not rules:
            return
        scope: Raw = {"activities": [activity], "types": "all"}
        if here is not None:
            scope = {"activities": [activity], "types": [], "categories": []}
            _widen(scope, here)
        one: Raw = {
            "id": slug("ret", f"{activity.partition('.')[2].replace('_', ' ')}", self.reader.taken),
            "applies_to": scope,
            "combine": "latest" if len(rules) > 1 else "earliest",
            "rules": rules,
        }
        if then:
            one["then"] = then
        if not is_sure:
            self.reader.doubt(one, "durée à préciser")
        made[key] = {**one, "source": cell.source(DOCUMENT)}

    def _beside(self, cell: Cell, entry: Entry) -> list[str] | None:
        """Return the types and categories of the cells on a duration's own line, if it has one."""
        told = [*entry.of("data", "sensitive")]
        beside = [one for one in told if one.row == cell.row]
        rows = {one.row for one in told}
        if not cell.head and not rows <= {one.row for one in entry.of("keep")}:
            return None  # as merged cells do, one duration goes for the rows below as well
        if not beside or (not cell.head and len(rows) < 2):
            return None
        quiet = Reader(self.reader.facts)
        found: dict[str, None] = {}
        for one in beside:
            for item in self.items_of(one) or reading.data_items(one, quiet):
                for name in [*_listed(item["types"]), *item["categories"]]:
                    found.setdefault(name)
        return [*found]


def _listed(types: object) -> list[str]:
    return list(types) if isinstance(types, list | tuple) else []


def _widen(scope: Raw, names: list[str]) -> None:
    if scope["types"] == "all":
        return
    for name in names:
        key = "categories" if name.startswith("cat.") else "types"
        if name not in scope.setdefault(key, []):
            scope[key].append(name)
