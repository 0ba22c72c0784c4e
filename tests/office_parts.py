"""Make Office packages with parts that no writer for Python makes: comments, caches, old values."""

import io
import struct
import zipfile

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(raw, parts):
    """Return the package with some parts put in, or put in the place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def word_part(root, inner):
    return f"<w:{root} {_WORD}>{inner}</w:{root}>"


def word_text(text, tag="t"):
    return f"<w:p><w:r><w:{tag}>{text}</w:{tag}></w:r></w:p>"


def sheet_part(root, inner):
    return f"<{root} {_SHEET}>{inner}</{root}>"


def binary_workbook(rows, hidden=False):
    """Return an XLSB of one sheet, `Paie`. Source: [MS-XLSB] 2.1.4 and the records named."""
    book = _record(131) + _record(143)
    book += _record(156, struct.pack("<II", 2 * hidden, 1) + _wide("rId1") + _wide("Paie"))
    book += _record(144) + _record(132)
    sheet = _record(129) + _record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 9)) + _record(145)
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0, 0) + bytes(4))
        for place, cell in enumerate(row):
            head = struct.pack("<II", place, 0)
            if isinstance(cell, str):
                sheet += _record(6, head + _wide(cell))
            else:
                sheet += _record(5, head + struct.pack("<d", cell))
    sheet += _record(146) + _record(130)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.bin"/>'
        "</Relationships>"
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations,
        "xl/worksheets/sheet1.bin": sheet,
        "xl/comments1.bin": _record(637, b"\0" + _wide("remarque binaire de Paul")),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _record(kind, content=b""):
    return _number(kind) + _number(len(content)) + content


def _number(value):
    low = bytes([value & 0x7F | (0x80 if value > 0x7F else 0)])
    return low + (bytes([value >> 7]) if value > 0x7F else b"")


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
