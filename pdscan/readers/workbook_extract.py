"""Take the cells out of a workbook with calamine; runs in the worker process only."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence

import python_calamine as calamine

from pdscan.model import Reason, UnreadableError
from pdscan.readers.batches import CHARACTERS, ROWS, clean, names_of, of_rows
from pdscan.readers.headers import has_header
from pdscan.readers.isolation import Answer

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_JUDGED = 50


def extract(data: bytes) -> Iterator[Answer]:
    """Yield for each sheet its name, the text above its header, and its rows."""
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise UnreadableError(Reason.ENCRYPTED, "") from None
    except calamine.CalamineError:
        raise UnreadableError(Reason.CORRUPT, "") from None
    for name in workbook.sheet_names:
        yield {"kind": "sheet", "key": name}
        try:
            rows = [[cell_text(cell) for cell in row] for row in _rows(workbook, name)]
        except calamine.WorksheetNotFound:
            continue  # a sheet that is only a chart
        except (calamine.CalamineError, ValueError):
            yield {"kind": "broken"}
            continue
        yield from sheet_answers(rows)


def _rows(workbook: calamine.CalamineWorkbook, name: str) -> Iterator[list[Cell]]:
    return iter(workbook.get_sheet_by_name(name).iter_rows())


def sheet_answers(rows: Sequence[Sequence[str]]) -> Iterator[Answer]:
    """Yield the text above the header, then the rows as batches."""
    at = _header_at(rows)
    first = 0 if at is None else at
    if above := "\n".join("\t".join(row).rstrip("\t") for row in rows[:first]).strip():
        yield {"kind": "text", "text": above + "\n"}
    width = max((len(row) for row in rows), default=0)
    names = names_of([], width) if at is None else names_of(rows[at], width)
    body = rows[first + (at is not None) :]
    step = max(1, min(ROWS, CHARACTERS // (8 * max(1, width))))
    for start in range(0, max(1, len(body)), step):
        yield of_rows(names, body[start : start + step])


def _header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the row that names the columns: the first of the widest that holds words only."""
    filled = [sum(bool(cell) for cell in row) for row in rows[:_JUDGED]]
    most = max(filled, default=0)
    for number, count in enumerate(filled):
        if count and count >= 0.6 * most:
            return number if has_header(rows[number : number + _JUDGED]) else None
    return None


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a fraction, dates in ISO form."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        is_day = cell.time() == dt.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
