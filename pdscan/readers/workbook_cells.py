"""Take the cells of a workbook with their places, for registers; runs in the worker only."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import python_calamine as calamine

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import Answer
from pdscan.readers.workbook_extract import cell_text

MOST_ROWS = 20_000
MOST_COLUMNS = 200
_AT_ONCE = 200


def extract(data: bytes) -> Iterator[Answer]:
    """Yield for each sheet its name, whether it is hidden, and its rows as JSON from A1 on."""
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise UnreadableError(Reason.ENCRYPTED, "") from None
    except calamine.CalamineError:
        raise UnreadableError(Reason.CORRUPT, "") from None
    for about in workbook.sheets_metadata:
        is_shown = about.visible == calamine.SheetVisibleEnum.Visible
        yield {"kind": "sheet", "key": about.name, "text": "" if is_shown else "hidden"}
        try:
            sheet = workbook.get_sheet_by_name(about.name)
            yield from _rows(sheet)
        except calamine.WorksheetNotFound:
            continue  # a sheet that is only a chart
        except (calamine.CalamineError, ValueError):
            yield {"kind": "broken", "key": about.name}


def _rows(sheet: calamine.CalamineSheet) -> Iterator[Answer]:
    if sheet.start is None:
        return
    above, left = sheet.start
    rows: list[list[str]] = [[] for _ in range(min(above, MOST_ROWS))]
    for row in sheet.to_python(skip_empty_area=True, nrows=MOST_ROWS):
        texts = [""] * left + [cell_text(cell).strip() for cell in row[:MOST_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        rows.append(texts)
        if len(rows) >= _AT_ONCE:
            yield {"kind": "rows", "text": json.dumps(rows)}
            rows = []
    yield {"kind": "rows", "text": json.dumps(rows)}
