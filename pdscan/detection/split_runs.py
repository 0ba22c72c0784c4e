"""Choose, of a table's columns, those whose cells are the parts of one number.

They stand side by side, or are called alike but for what counts them (`cb1`, `cb2`; `card_first`,
`card_last`), or one column of a card's name holds the parts one below the other, as an array of a
JSON document does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from pdscan.folding import name_words
from pdscan.naming.names import word_set

LOOK_AT = 64
_ENOUGH = 3  # rows in which single digits under no telling name must be there
_SHAPES = tuple(
    tuple(re.compile(part) for part in parts)
    for parts in (
        (r"[2-9]\d{3}", r"\d{4}", r"\d{4}", r"\d{1,7}"),
        (r"3\d{3}", r"\d{6}", r"\d{4,5}"),
        (r"\d{5}", r"\d{5}", r"[0-9A-Za-z]{11}", r"\d{2}"),
    )
)
_NAMED_SIZES = ((8, 8), (6, 6, 4), (6, 10), (4, 8, 4), (4, 4, 8), (4, 12))
_COUNTING = word_set("""
    a b c d one two three four first second third fourth last next then high low begin end start
    debut fin premier premiere deuxieme troisieme quatrieme dernier part partie g q seg segment
    group groupe bloc block quarter middle milieu suite
""")
_CARDS = word_set("""
    card cards carte cartes cb cc pan bin iin visa mastercard amex creditcard tarjeta karte
    kreditkarte carta cartao kaart
""")
_ENDS = ({"last", "four"}, {"first", "six"}, {"quatre", "derniers"}, {"six", "premiers"})


class Run(NamedTuple):
    """Name the columns, by place, that are joined in this order, and how.

    `between` stands between the parts; `fill` zeros bring each part to four digits;
    `down` cells of one column are joined, that many each time.
    """

    columns: tuple[int, ...]
    between: str = " "
    fill: bool = False
    down: int = 0


def runs(batch: pa.RecordBatch) -> list[Run]:
    """Return the runs of columns whose first cells are parts of one number."""
    looks = [
        [cell.strip() for cell in column.slice(0, LOOK_AT).to_pylist() if cell]
        for column in batch.columns
    ]
    found = [Run(tuple(range(at, at + size))) for at, size in _side_by_side(looks)]
    names: list[str] = batch.schema.names
    taken = {column for run in found for column in run.columns}
    found += _named(names, looks, taken)
    return found


def _side_by_side(looks: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Yield (first column, number of columns) of each run whose first cells have a shape."""
    place = 0
    while place < len(looks):
        size = next((len(shape) for shape in _SHAPES if _has(looks[place:], shape)), 0)
        if size:
            yield place, size
        place += size or 1


def _has(looks: Sequence[Sequence[str]], shape: tuple[re.Pattern[str], ...]) -> bool:
    return len(looks) >= len(shape) and all(
        look and all(part.fullmatch(cell) for cell in look)
        for look, part in zip(looks, shape, strict=False)
    )


def _named(names: Sequence[str], looks: Sequence[Sequence[str]], taken: set[int]) -> Iterator[Run]:
    """Yield the runs that names tell: a family of alike ones, neighbours, one column of parts."""
    sizes = [_sizes(look) if at not in taken else frozenset() for at, look in enumerate(looks)]
    families: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        if sizes[at]:
            families[_stem(name)].append(at)
    neighbours = [range(at, at + size) for at in range(len(names)) for size in (2, 3)]
    for columns in (*families.values(), *neighbours):
        parts = [sizes[at] for at in columns if at < len(names) and at not in taken]
        if len(columns) < 2 or len(parts) < len(columns) or not all(parts):
            continue
        named = any(_is_card(names[at]) for at in columns)
        run = _joined(tuple(columns), parts, named, len(looks[columns[0]]))
        if run is not None:
            taken.update(columns)
            yield run
    for at, size in enumerate(sizes):
        if size and at not in taken and _is_card(names[at]):
            down = _down(size, len(looks[at]))
            if down:
                yield Run((at,), down=down)


def _stem(name: str) -> tuple[str, ...]:
    """Return the words of a name, or of a path's last key, but for those that count parts."""
    words = name_words(name), name_words(name.rpartition(".")[2])
    stems = [tuple(word for word in some if word not in _COUNTING) for some in words]
    return stems[1] or stems[0]


def _is_card(name: str) -> bool:
    words = set(name_words(name))
    return not words.isdisjoint(_CARDS) or any(ends <= words for ends in _ENDS)


def _sizes(look: Sequence[str]) -> frozenset[int]:
    """Return the lengths of the cells where all are digits; nothing where one is not."""
    digits = all(cell.isascii() and cell.isdigit() for cell in look)
    return frozenset(map(len, look)) if digits else frozenset()


def _joined(
    columns: tuple[int, ...], parts: Sequence[frozenset[int]], named: bool, rows: int
) -> Run | None:
    if len(parts) == 4 and parts[0] == {4} and all(max(part) <= 4 for part in parts):
        whole = all(part == {4} for part in parts)
        return Run(columns, fill=True) if whole or named else None
    if all(part == {1} for part in parts):
        return Run(columns) if 12 <= len(parts) <= 19 and (named or rows >= _ENOUGH) else None
    if named and tuple(max(part) for part in parts) in _NAMED_SIZES:
        return Run(columns, "") if all(len(part) == 1 for part in parts) else None
    return None


def _down(size: frozenset[int], cells: int) -> int:
    """Return how many cells of a column are one number; 0 where they are none's parts."""
    if max(size) == 4 and 4 in size and cells % 4 == 0:
        return 4
    return cells if size == {1} and 12 <= cells <= 19 else 0
