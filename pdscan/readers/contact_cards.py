"""Read vCard and iCalendar: each card, event or task is a record, its properties are its fields.

Lines are unfolded and decoded (RFC 6350, RFC 5545, and the quoted-printable of vCard 2.1). The
parts of a name or an address are fields of their own, by plain words. What is no property is text.
"""

from __future__ import annotations

import quopri
import re
from collections import Counter
from collections.abc import Iterator

from pdscan.model import Unseen
from pdscan.readers import plain_text
from pdscan.readers.decoding import Decoder
from pdscan.readers.json_rows import Rows
from pdscan.readers.visit import PICTURES, Pieces, Visit

_OPENING = re.compile(r"\s*BEGIN:V(?:CARD|CALENDAR)\s*$", re.IGNORECASE | re.MULTILINE)
_QUOTED = re.compile(r";(?:ENCODING=)?QUOTED-PRINTABLE\b", re.IGNORECASE)
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:[^\":;]|\"[^\"]*\")*)*):(?P<value>.*)",
    re.DOTALL,
)
_PARAM = re.compile(
    r";(?P<name>CN|EMAIL|SENT-BY|MEMBER|DELEGATED-TO|DELEGATED-FROM)=\"?(?P<value>[^\";]*)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(.)")
_PARTS = {
    "N": ("family_name", "given_name", "other_names", "civility", "suffix"),
    "ADR": ("po_box", "address_2", "address", "city", "region", "postal_code", "country"),
}
_WORDS = {"FN": "full_name", "TEL": "phone", "BDAY": "birthday", "ORG": "company"}
_PICTURES = ("PHOTO", "LOGO", "SOUND", "KEY")
_LONGEST = 1 << 20  # characters of one line with its folds; more is cut into lines
_TOGETHER = 2_000


def is_cards(sample: str) -> bool:
    """Say whether the text begins as a vCard or an iCalendar does."""
    return bool(_OPENING.match(sample.lstrip("\ufeff")))


def read(visit: Visit, decoder: Decoder) -> Pieces:
    """Yield the records, by the path of their kind, then what is none as text."""
    rows, odd, pictures = Rows(), list[str](), Counter[str]()
    gathered: list[object] = []
    kind = ""
    for own, record in _records(decoder.windows(), odd, pictures):
        if own != kind or len(gathered) >= _TOGETHER:
            yield from ((visit.asset, block) for block in rows.extend(gathered, f"$.{kind}[*]"))
            kind, gathered = own, []
        gathered.append(record)
    yield from ((visit.asset, block) for block in rows.extend(gathered, f"$.{kind}[*]"))
    yield from ((visit.asset, block) for block in rows.take())
    if odd:
        yield visit.text("".join(odd))
    if pictures:
        yield visit.asset, Unseen(PICTURES, pictures.total())
    yield from plain_text.undecodable(visit, decoder)


def _records(
    windows: Iterator[str], odd: list[str], pictures: Counter[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each component when it ends: its kind and fields; put aside what is none."""
    open_ones: list[tuple[str, dict[str, object]]] = [("card", {})]
    for line in _lines(windows):
        found = _LINE.fullmatch(line.strip("\r\n"))
        name = found["name"].upper() if found else ""
        if found is None:
            odd.append(line + "\n" if line.strip() else "")
        elif name == "BEGIN":
            open_ones.append((found["value"].strip().lower(), {}))
        elif name == "END":
            kind, fields = open_ones.pop() if len(open_ones) > 1 else open_ones[0]
            if fields:
                yield kind, dict(fields)
            open_ones[0][1].clear()
        elif name in _PICTURES and len(found["value"]) > 200:
            pictures[name] += 1
        else:
            for field, value in _fields(name, found["params"], found["value"]):
                _put(open_ones[-1][1], field, value)
    for kind, fields in reversed(open_ones):
        if fields:
            yield kind, fields


def _lines(windows: Iterator[str]) -> Iterator[str]:
    """Yield lines with their folds undone; a fold begins with a blank, or ends in `=` if quoted."""
    held = ""
    for line in _physical(windows):
        quoted = held.rstrip("\r\n").endswith("=") and _QUOTED.search(held.partition(":")[0])
        if len(held) > _LONGEST:
            yield held
            held = line
        elif quoted:
            held = held.rstrip("\r\n")[:-1] + line
        elif held and line[:1] in {" ", "\t"}:
            held = held.rstrip("\r\n") + line[1:]
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _physical(windows: Iterator[str]) -> Iterator[str]:
    rest = ""
    for window in windows:
        *lines, rest = (rest + window).split("\n")
        yield from (line + "\n" for line in lines)
    if rest:
        yield rest


def _fields(name: str, params: str, raw: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that a property stands for; a mailbox without its `mailto:`."""
    if _QUOTED.search(params):
        raw = quopri.decodestring(raw.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")
    for param in _PARAM.finditer(params):
        told = "full_name" if param["name"].upper() == "CN" else "contact"
        yield f"{name.lower()}_{told}", _plain(param["value"])
    if name in _PARTS:
        parts = re.split(r"(?<!\\);", raw)
        for part, value in zip(_PARTS[name], parts, strict=False):
            if value.strip():
                yield part, _plain(value)
    elif raw.strip():
        yield _WORDS.get(name, name.lower()), _plain(raw)


def _plain(value: str) -> str:
    unescaped = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return re.sub(r"^(?:mailto|tel):", "", unescaped.strip(), flags=re.IGNORECASE)


def _put(fields: dict[str, object], name: str, value: str) -> None:
    before = fields.get(name)
    if before is None:
        fields[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        fields[name] = [before, value]
