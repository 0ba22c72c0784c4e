"""Read JSON and JSON lines as table blocks whose columns are paths (`$.a[*].b`).

Values of an object lie in one row; each element of an array starts a row of its own, so what
belongs together stays side by side. An object used as a map (its keys are data) gives its keys at
`$.a.*~` and its values at `$.a.*`. Records are parsed one by one; a single document is held in
memory up to LONGEST characters, a longer one is read as text, and so is what is no JSON.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import chain

from pdscan.model import Reason
from pdscan.readers import plain_text
from pdscan.readers.decoding import Decoder
from pdscan.readers.json_rows import Rows
from pdscan.readers.visit import Pieces, Visit

LONGEST = 16 << 20
_NAMES = (".json", ".jsonl", ".ndjson", ".geojson", ".har", ".ipynb")
_CUT = 1 << 19
_OPENING = re.compile(r'\{\s*"[^"]*"\s*:|\[\s*[\[{]\s*["\[{]')
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
_WHITE = re.compile(r"[\s\ufeff]*")
_decode = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=str, strict=False
).raw_decode


def is_json(sample: str, name: str) -> bool:
    """Say whether the text is JSON: by its name, or since its beginning can be nothing else."""
    begin = sample.lstrip("\ufeff \t\r\n")
    if name.lower().endswith(_NAMES):
        return bool(begin)
    if begin[:1] not in {"{", "["}:
        return False
    try:
        _, end = _decode(begin)
    except (ValueError, RecursionError):
        return len(begin) > _CUT and bool(_OPENING.match(begin))
    after = begin[end : end + 1000].lstrip()
    return not after or after[0] in "{["


def read(visit: Visit, decoder: Decoder, sample: str) -> Pieces:
    """Yield JSON records, one document or an array; what is no JSON as text with a gap."""
    windows = decoder.windows()
    if _is_lines(sample):
        yield from _lines(visit, windows)
    else:
        yield from _documents(visit, windows)
    yield from plain_text.undecodable(visit, decoder)


def _is_lines(sample: str) -> bool:
    """Say whether the first line is a whole record and others follow."""
    lines = [line for line in sample[: 1 << 18].splitlines() if line.strip("\ufeff \t")][:3]
    if len(lines) < 2:
        return False
    return all(_record(line.lstrip("\ufeff")) is not None for line in lines[:2])


def _record(line: str) -> list[object] | None:
    """Return the record of a line in a list, or None where the line is no JSON."""
    line = line.strip()
    try:
        value, end = _decode(line)
    except (ValueError, RecursionError):
        return None
    return [value] if end == len(line) else None


def _lines(visit: Visit, windows: Iterator[str]) -> Pieces:
    rows, broken, start = Rows(), 0, 0
    for lines in _split(windows):
        records = _records(lines)
        if records is None:
            records = []
            for line in filter(_is_filled, io.StringIO(lines, newline="\n")):
                record = _record(line.lstrip("\ufeff\x1e"))
                if record is None:
                    broken += 1
                    yield visit.text(line, start)
                    start += len(line)
                else:
                    records += record
        yield from ((visit.asset, block) for block in rows.extend(records, "$"))
    yield from ((visit.asset, block) for block in rows.take())
    if broken:
        detail = f"{broken} lines of {visit.what} are no JSON; they were read as text"
        yield visit.gap(Reason.CORRUPT, detail)


def _split(windows: Iterator[str]) -> Iterator[str]:
    """Yield whole lines, as many as a window has; one longer than LONGEST comes in parts."""
    held: list[str] = []
    size = 0
    for window in windows:
        cut = len(window) if size > LONGEST else window.rfind("\n") + 1
        if cut:
            yield "".join(held) + window[:cut]
            held, size = [], 0
        held.append(window[cut:])
        size += len(window) - cut
    if size:
        yield "".join(held)


def _records(lines: str) -> list[object] | None:
    """Parse all lines as one array, which is far quicker; None where that gives anything else."""
    lines = lines.strip("\r\n")
    found = _record("[" + lines.replace("\n", ",") + "]")
    if found is None or not isinstance(found[0], list):
        return None
    return found[0] if len(found[0]) == lines.count("\n") + 1 else None


def _is_filled(line: str) -> bool:
    return bool(line.strip("\ufeff\x1e \t\r\n"))


def _documents(visit: Visit, windows: Iterator[str]) -> Pieces:
    """Parse values one after another, the elements of an outer array each by itself."""
    rows, records, held = Rows(), list[object](), next(windows, "")
    position = _skip(_WHITE, held, 0)
    path = "$"
    if held.startswith("[", position):
        path, position = "$[*]", position + 1
    more, size = True, 0
    while True:
        position = _skip(_BETWEEN, held, position)
        found = _value(held, position) if position < len(held) else None
        if found is not None and (found[1] < len(held) or not more):
            records.append(found[0])
            position, size = found[1], size + found[1] - position
            if size > _CUT:
                yield from ((visit.asset, block) for block in rows.extend(records, path))
                records, size = [], 0
            continue
        if more and len(held) - position <= LONGEST:
            window = next(windows, None)
            more = window is not None
            grown = max(0, len(held) - position)
            held, position = held[position:] + (window or ""), 0
            if window is not None and grown > (1 << 20):
                # a value longer than a window: take in as much again before the next try
                held += "".join(_some(windows, grown))
            continue
        break
    yield from ((visit.asset, block) for block in rows.extend(records, path))
    yield from ((visit.asset, block) for block in rows.take())
    yield from _rest(visit, held[position:], windows, is_array=path != "$", more=more)


def _rest(visit: Visit, rest: str, windows: Iterator[str], *, is_array: bool, more: bool) -> Pieces:
    """Read what is left as text; broken JSON is a gap, what is merely too long is not."""
    if not rest.strip() or (is_array and not more and rest.strip() == "]"):
        return
    too_long = len(rest) > LONGEST
    yield from plain_text.windows(visit, chain([rest], windows))
    if not too_long:
        detail = f"{visit.what} is broken JSON from some point on; the rest was read as text"
        yield visit.gap(Reason.CORRUPT, detail)


def _some(windows: Iterator[str], size: int) -> Iterator[str]:
    while size > 0 and (window := next(windows, None)) is not None:
        yield window
        size -= len(window)


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _value(text: str, position: int) -> tuple[object, int] | None:
    try:
        return _decode(text, position)
    except (ValueError, RecursionError):
        return None
