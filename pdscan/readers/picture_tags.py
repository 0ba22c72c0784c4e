"""Take out of a picture what it says of itself: EXIF with the place (GPS), XMP, IPTC, PNG text.

The blocks are searched for in the bytes, whatever the picture's format: JPEG, TIFF, PNG, WebP,
HEIC. Source: EXIF 2.32, IPTC-IIM 4.2, PNG 1.2 §11.3.4.
"""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Iterator

_TEXTS = {
    0x010E: "description", 0x010F: "make", 0x0110: "model", 0x0131: "software", 0x0132: "time",
    0x013B: "artist", 0x8298: "copyright", 0x9003: "time taken", 0x9286: "comment",
    0xA430: "owner", 0xA431: "camera serial number", 0xA420: "unique id", 0x9C9B: "title",
    0x9C9C: "comment", 0x9C9D: "author", 0x9C9E: "keywords", 0x9C9F: "subject",
}  # fmt: skip
_WIDE = range(0x9C9B, 0x9CA0)
_EXIF_BELOW, _GPS_BELOW, _COMMENT = 0x8769, 0x8825, 0x9286
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MOST_TAGS, _LONGEST = 500, 1 << 16
_TIFF = re.compile(rb"(?:Exif\0\0|eXIf|EXIF.{4})(II\*\0|MM\0\*)", re.S)
_MOST_TEXT = 4 << 20  # bytes of all texts of a PNG, which may be packed
_XMP, _XMP_END, _XMP_LONGEST = b"<x:xmpmeta", re.compile(rb"</x:xmpmeta>"), 500_000
_XMP_TEXT = re.compile(r'(?<![\w.])([\w.]+:[\w.]+)="([^"]+)"|<([\w.]+:[\w.]+)[^<>]*>([^<>]+)<')
_IPTC = re.compile(rb"8BIM\x04\x04")
_IPTC_DATA = re.compile(rb"\x1c\x02(.)(..)", re.S)
_PNG_TEXT = re.compile(rb"(....)(tEXt|zTXt|iTXt)", re.S)
Pairs = Iterator[tuple[str, str]]


def tags(data: bytes) -> Pairs:
    """Yield names and values; `GPS` is a pair of degrees."""
    found = _TIFF.search(data)
    if data[:4] in {b"II*\0", b"MM\0*"}:
        yield from _exif(data)
    elif found:
        yield from _exif(data[found.start(1) :])
    yield from xmp(data)
    if block := _IPTC.search(data):
        yield from _iptc(data[block.end() : block.end() + _LONGEST])
    if data.startswith(b"\x89PNG"):
        yield from _png(data)


def xmp(data: bytes) -> Pairs:
    """Yield names and values of the XMP packets that lie open in the bytes of any file."""
    after = 0
    for end in _XMP_END.finditer(data):
        start = data.find(_XMP, max(after, end.start() - _XMP_LONGEST), end.start())
        after = end.end()
        if start >= 0:
            packet = data[start + len(_XMP) : end.start()]
            yield from _xmp(packet.decode("utf-8", "replace"))


def _exif(tiff: bytes) -> Pairs:
    order = "<" if tiff[:2] == b"II" else ">"
    main = _directory(tiff, order, _number(tiff, order, 4))
    below = _directory(tiff, order, _whole(main.get(_EXIF_BELOW)))
    for tag, raw in (*main.items(), *below.items()):
        if tag in _TEXTS and (text := _text(tag, raw)):
            yield _TEXTS[tag], text
    place = _directory(tiff, order, _whole(main.get(_GPS_BELOW)))
    latitude, longitude = _degrees(place, order, 2, b"S"), _degrees(place, order, 4, b"W")
    if latitude is not None and longitude is not None:
        yield "GPS", f"{latitude:.6f}, {longitude:.6f}"


def _directory(tiff: bytes, order: str, at: int) -> dict[int, bytes]:
    """Return the raw values of the tags of one directory; numbers of 4 bytes come as text."""
    values: dict[int, bytes] = {}
    if not 8 <= at <= len(tiff) - 2:
        return values
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for number in range(min(count, _MOST_TAGS)):
        entry = tiff[at + 2 + 12 * number : at + 14 + 12 * number]
        if len(entry) < 12:
            break
        tag, kind, items, place = struct.unpack(f"{order}HHII", entry)
        size = _SIZES.get(kind, 0) * items
        if tag in {_EXIF_BELOW, _GPS_BELOW}:
            values[tag] = b"%d" % place
        elif 0 < size <= 4:
            values[tag] = entry[8 : 8 + size]
        elif size <= _LONGEST:
            values[tag] = tiff[place : place + size]
    return values


def _number(tiff: bytes, order: str, at: int) -> int:
    return int(struct.unpack_from(f"{order}I", tiff.ljust(8, b"\0"), at)[0])


def _whole(raw: bytes | None) -> int:
    return int(raw) if raw else 0


def _text(tag: int, raw: bytes) -> str:
    if tag in _WIDE:
        return raw.decode("utf-16-le", "replace").strip("\0 ")
    if tag == _COMMENT:
        wide, raw = raw[:7] == b"UNICODE", raw[8:]
        if wide:
            return raw.decode("utf-16", "replace").strip("\0 ")
    return _plain(raw)


def _plain(raw: bytes) -> str:
    try:
        return raw.decode().strip("\0 ")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").strip("\0 ")


def _degrees(place: dict[int, bytes], order: str, tag: int, negative: bytes) -> float | None:
    raw = place.get(tag, b"")
    if len(raw) != 24:
        return None
    numbers = struct.unpack(f"{order}6I", raw)
    if 0 in numbers[1::2]:
        return None
    parts = [over / under for over, under in zip(numbers[::2], numbers[1::2], strict=True)]
    degrees: float = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -degrees if place.get(tag - 1, b"")[:1] == negative else degrees


def _xmp(packet: str) -> Pairs:
    for key, value, tag, text in _XMP_TEXT.findall(packet):
        name, said = key or tag, html.unescape(value or text).strip()
        if said and not name.startswith(("xmlns", "stEvt")) and not said.startswith("http://ns."):
            yield f"xmp {name}", said


def _iptc(block: bytes) -> Pairs:
    for match in _IPTC_DATA.finditer(block):
        size = int.from_bytes(match.group(2), "big")
        if 0 < size < 2000 and (text := _plain(block[match.end() : match.end() + size])):
            yield f"iptc {match.group(1)[0]}", text


def _png(data: bytes) -> Pairs:
    left = _MOST_TEXT
    for match in _PNG_TEXT.finditer(data):
        size = int.from_bytes(match.group(1), "big")
        key, _, value = data[match.end() : match.end() + min(size, _LONGEST)].partition(b"\0")
        try:
            if match.group(2) == b"zTXt":
                value = zlib.decompressobj().decompress(value[1:], _LONGEST)
            elif match.group(2) == b"iTXt":
                packed, value = value[:1] == b"\1", value[2:].split(b"\0", 2)[-1]
                value = zlib.decompressobj().decompress(value, _LONGEST) if packed else value
        except zlib.error:
            continue
        left -= len(value)
        if left < 0:
            return
        if value and not key.startswith(b"XML:"):
            yield f"png {_plain(key)}", _plain(value)
