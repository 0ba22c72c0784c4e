"""Scan the columns of table blocks, quickly where all cells of a column are of one kind.

A column is learnt on its first cells. Where every cell of it gave the same reading, of the next
one cell in 32 is read in full, and each cell in which another rule reads something; the others
count as what the automaton saw in them, their checks not made: reading all would take three times
as long on dense columns. One that differs brings back the reading of all.
"""

# pyarrow.compute makes its functions at import, where no checker sees them.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pdscan.collection import paused
from pdscan.contracts import Reading
from pdscan.detection.cell_names import CellNames
from pdscan.detection.cells import Cells
from pdscan.detection.engine import Engine
from pdscan.detection.hits import Hits
from pdscan.detection.locus import Locus
from pdscan.detection.locus_count import LocusCount
from pdscan.detection.opened_cells import OpenedCells
from pdscan.detection.text_scan import MARGIN
from pdscan.detection.things import holds_no_people
from pdscan.detection.whole_cells import LEARN, ONE_IN, WholeCells
from pdscan.model import Container
from pdscan.tally import JUDGED
from pdscan.tally_batch import Taken

LOOK_AT = 1000
_STANDS_FOR = {"business.sole_trader_id": "business.siren"}
_PART = ("contact.postal_address", "contact.city")


class ColumnScan:
    """Take the batches of one column or key; remembers what its name was judged to hold.

    `opened` says what its cells mean; who looked at them already may set it before the first batch.
    """

    def __init__(self, name: str, beside: Sequence[str], engine: Engine, count: LocusCount) -> None:
        self._name = name
        self._beside = beside
        self._engine = engine
        self._count = count
        self._state = Locus(name, failures=count.failures)
        self._uniform: tuple[Taken, Container] | None = None
        self._learnt = False
        self._judgement: tuple[str, Reading] | None = None
        self._otherwise: set[int] = set()
        self._of_things = holds_no_people(name, beside)
        self._names = CellNames(count)
        self.opened = OpenedCells()
        self._whole = [
            WholeCells(rule, count, self._state.instead) for rule in engine.cell_rules(name)
        ]

    def feed(self, column: pa.StringArray, rows: Sequence[int]) -> None:
        """Scan one batch of cells, the first cells of a column apart; nulls are not examined.

        `rows` are the numbers of the cells' rows in the table, from 0.
        """
        column = self._open(column)
        if not self._learnt and len(column) > 2 * LEARN:
            self._feed(column.slice(0, 2 * LEARN), rows[: 2 * LEARN])
            column, rows = column.slice(2 * LEARN), rows[2 * LEARN :]
        self._feed(column, rows)

    def _open(self, column: pa.StringArray) -> pa.StringArray:
        """Return what the cells of a wrapped column mean, unless only the wrapped ones say much."""
        if not self._learnt and self.opened.look(column):
            look = column.drop_null().slice(0, LOOK_AT)
            opened = self._engine.judge(self._name, self.opened.opened(look), self._beside)
            if opened is None and self._engine.judge(self._name, look, self._beside):
                self.opened = OpenedCells(leave=True)
            self._count.through = self.opened.through
        return self.opened.opened(column)

    def _feed(self, column: pa.StringArray, rows: Sequence[int]) -> None:
        filled = column.drop_null()
        if not len(filled):
            return
        self._count.examined(len(filled))
        written = _written(filled)
        if not self._learnt:
            look = written.slice(0, LOOK_AT)
            self._judgement = self._engine.judge(
                self._name, look, self._beside, self._count.failures
            )
            if self._judgement and self._judgement[1].type in _STANDS_FOR:
                self._state.instead[_STANDS_FOR[self._judgement[1].type]] = self._judgement[1].type
        cells = Cells(column.fill_null(""), rows)
        self._count.place_of = cells.place_of
        self._otherwise.clear()
        with paused():
            if self._uniform is None or not self._scan_uniform(*self._uniform, cells):
                self._uniform = None
                self._scan_all(cells, len(filled))
        for whole in self._whole:
            whole.feed(written)
        self._count_judged(column, written)
        self._learnt = True
        if self._uniform is None and not self._of_things:
            self._names.feed(column, rows, self._judgement and self._judgement[1].type)

    def finish(self) -> None:
        """Count what was tried."""
        self._count.close(self._state)

    def _scan_all(self, cells: Cells, filled: int) -> None:
        """Read every candidate; learn, from a first batch, whether all cells are of one kind."""
        seen: set[tuple[int, str, str]] = set()
        kept: list[Taken] = []
        lie_in: list[Container] = []
        for first, start, stop in cells.parts():
            part = cells.buffer[first : stop + MARGIN]
            hits = self._engine.hits(part, self._state, start - first, stop - first)
            found, theirs = self._add(hits.moved(first), cells, seen)
            kept += found.taken
            lie_in += theirs
        enough = not self._learnt and filled >= LEARN and len(kept) == filled
        if enough and all(_same_kind(kept[0], taken) for taken in kept):
            commonest, _ = Counter(lie_in).most_common(1)[0]
            self._uniform = kept[lie_in.index(commonest)], commonest

    def _add(
        self, hits: Hits, cells: Cells, seen: set[tuple[int, str, str]]
    ) -> tuple[Hits, list[Container]]:
        """Count one hit per type, form and cell: in a column, hits are cells with a match.

        The further ones of a cell are values all the same: two card numbers are two. `seen` holds
        what is counted already of the batch.
        """
        if not hits:
            return hits, []
        kept: list[int] = []
        further: list[int] = []
        for at, (row, taken) in enumerate(zip(cells.rows_of(hits.starts), hits.taken, strict=True)):
            reading = taken.reading
            if taken.rule in self._engine.rules.lexicons and self._is_no_prose(cells.text(row)):
                continue
            if self._judgement and _is_about(reading, self._judgement[1]):
                judged = self._judgement[1]
                if (judged.type, reading.type) == _PART:
                    continue
                if (judged.type, judged.form) != (reading.type, reading.form):
                    self._otherwise.add(row)
            place = (row, reading.type, reading.form)
            if place not in seen:
                seen.add(place)
                kept.append(at)
            else:
                further.append(at)
        values, hits = hits.chosen(further), hits.chosen(kept)
        lie_in = cells.containers(hits.starts, hits.ends)
        self._count.hits(cells.buffer, hits, lie_in, lambda start: cells.at(cells.row(start)))
        self._count.values(cells.buffer, values, lambda start: cells.at(cells.row(start)))
        return hits, lie_in

    def _is_no_prose(self, cell: str) -> bool:
        """Say whether a word of a lexicon means nothing in a cell: a code, the label of a thing."""
        return self._of_things or (" " not in cell and any(map(str.isdigit, cell)))

    def _scan_uniform(self, kind: Taken, container: Container, cells: Cells) -> bool:
        """Read a part of the cells; answer False, having counted nothing, where one differs."""
        ends = self._engine.rules.ends(cells.buffer, self._name)
        of_kind = self._engine.rules.of_rule(kind.rule)
        rows = {regex: cells.rows(some) for regex, some in ends.items()}
        doubtful = {regex: some for regex, some in ends.items() if regex not in of_kind}
        others = cells.marked(
            cells.rows(self._engine.standing(cells.buffer, doubtful, self._state))
        )
        seen = cells.marked(*(rows[regex] for regex in of_kind & ends.keys()))
        read = others | cells.marked(cells.rows(self._engine.wrappings.places(cells.buffer)))
        read[np.flatnonzero(seen)[::ONE_IN]] = True
        few = {
            regex: np.array(some)[(read if regex in of_kind else others)[rows[regex]]].tolist()
            for regex, some in ends.items()
        }
        hits = self._engine.hits(cells.buffer, self._state, ends=few)
        found = dict(zip(cells.rows_of(hits.starts), hits.taken, strict=True))
        for row in np.flatnonzero(read & seen).tolist():
            taken = found.get(row)
            if taken is None or not _same_kind(kind, taken):
                return False
        self._add(hits, cells, set())
        unread = np.flatnonzero(seen & ~read)
        self._count.uniform(kind, container, cells.column.take(pa.array(unread)))
        return True

    def _count_judged(self, column: pa.StringArray, written: pa.StringArray) -> None:
        """Count the cells as what the column was judged to hold, but for those read otherwise."""
        if self._judgement is None or not len(written):
            return
        rule, reading = self._judgement
        if self._uniform is not None and _is_about(self._uniform[0].reading, reading):
            return
        if self._otherwise:
            wanted = np.ones(len(column), np.bool_)
            wanted[list(self._otherwise)] = False
            written = _written(column.filter(pa.array(wanted)).drop_null())
        if len(written):
            for one in (reading, *reading.more):
                self._count.cells(rule, one, written, JUDGED)


def _written(cells: pa.StringArray) -> pa.StringArray:
    """Leave out blank cells; most columns have none."""
    blank = pc.or_(pc.equal(pc.binary_length(cells), 0), pc.utf8_is_space(cells))
    return cells.filter(pc.invert(blank)) if pc.any(blank).as_py() else cells


def _is_about(found: Reading, judged: Reading) -> bool:
    """Say whether what was found in a cell is the judged type, or a kind or part of it."""
    return (judged.type, found.type) == _PART or found.type.startswith(judged.type)


def _same_kind(one: Taken, other: Taken) -> bool:
    """Say whether two are of one rule, type, form and qualifier, checked alike."""
    if one is other:
        return True
    first, second = one.reading, other.reading
    return (one.rule, first.type, first.form, first.qualifier, first.strict) == (
        other.rule, second.type, second.form, second.qualifier, second.strict
    )  # fmt: skip
