"""Write a declaration as a register: .ods, .xlsx, .csv, .jsonld (DPV), .fides.yaml (Fideslang)."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.declarations import Declaration
from pdscan.registers import dpv, fideslang, lines
from pdscan.registers.records import Records, records_of

if TYPE_CHECKING:
    from pdscan.registers.lines import Rows

SUFFIXES = (".ods", ".xlsx", ".csv", ".jsonld", ".fides.yaml", ".fides.yml")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
# What XML can't hold at all.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_target(path: Path) -> bool:
    """Say whether a file's name asks for a register."""
    return path.name.lower().endswith(SUFFIXES)


def written(declaration: Declaration, path: Path) -> bytes:
    """Return the bytes of a register for a file's name."""
    records = records_of(declaration)
    name = path.name.lower()
    if name.endswith(".csv"):
        return _csv(lines.flat(records))
    if name.endswith(".jsonld"):
        return json.dumps(dpv.written(records), ensure_ascii=False, indent=2).encode() + b"\n"
    if name.endswith((".yaml", ".yml")):
        return _yaml(fideslang.written(records))
    dates = [one.last_updated for one in declaration.documents if one.last_updated]
    sheets = _sheets(records, max(dates, default=None))
    return _ods(sheets) if name.endswith(".ods") else _xlsx(sheets)


def _sheets(records: Records, updated: str | None) -> dict[str, Rows]:
    sheets = {"Liste des traitements": lines.listed(records, updated)}
    sheets["Ensemble"] = lines.whole_fiche(records)
    for number, one in enumerate(records.treatments, 1):
        stem = _NOT_IN_NAMES.sub(" ", str(one.activity["name"])).strip()
        sheets[f"{number} {stem}"[:31].strip()] = lines.fiche(one)
    return sheets


def _csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{text}" if text.startswith(_FORMULA) else text for text in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _yaml(manifest: object) -> bytes:
    import yaml

    text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False, width=100)
    return text.encode("utf-8", "replace")


def _xlsx(sheets: dict[str, Rows]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    code = book.add_format({"font_color": "#808080", "font_size": 8})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 8, 32)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                form = code if column >= lines.CODE_COLUMN else wrapped if column else head
                if text:
                    sheet.write_string(number, column, _NOT_IN_XML.sub(" ", text), form)
    book.close()
    return out.getvalue()


def _ods(sheets: dict[str, Rows]) -> bytes:
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for name, rows in sheets.items():
        table = odfdo.Table(name)
        for row in rows:
            made = odfdo.Row()
            made.set_values([_NOT_IN_XML.sub(" ", text) for text in row])
            table.append_row(made)
        document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
