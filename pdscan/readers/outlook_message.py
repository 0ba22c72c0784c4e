"""Take an Outlook message (MSG) apart: headers, body, recipients, attachments; source: [MS-OXMSG].

A message is a storage whose streams are named after the properties that they hold: the tag and the
type, in hexadecimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pdscan.readers import html_page, packed_rich_text
from pdscan.readers.isolation import Answer

_STREAM = "__substg1.0_"
_TEXTS = {"001F": "utf-16-le", "001E": "cp1252", "101F": "utf-16-le", "101E": "cp1252"}
_SEVERAL = "10"  # begins the types of properties with several values, each in a stream of its own
_HEADERS = {
    "0037": "Subject", "0C1A": "From", "0C1F": "From", "5D01": "From", "0042": "From",
    "0E04": "To", "0E03": "Cc", "0E02": "Bcc", "007D": "transport headers",
}  # fmt: skip
_BODY, _HTML, _RICH = "1000", "1013", "1009"
_PERSON = ("3001", "3003", "39FE", "5FF6", "3A20")
_CONTACT = re.compile(r"3A[0-5][0-9A-F]|80[0-9A-F]{2}|3000|3004")
_DATA, _LONG_NAME, _NAME, _SHOWN = "3701", "3707", "3704", "3001"
Streams = Mapping[tuple[str, ...], bytes]


def answers(streams: Streams) -> Iterator[Answer]:
    """Yield the pieces of a message; `streams` are all that lie in its storage, by their path."""
    own = _properties(streams, ())
    for tag, name in _HEADERS.items():
        if value := _text(own, tag):
            yield {"kind": "metadata", "key": name, "text": value}
    for tag in sorted({tag for tag, _ in own if _CONTACT.fullmatch(tag)}):
        if value := _text(own, tag):
            yield {"kind": "metadata", "key": f"property {tag}", "text": value}
    for place in _storages(streams, "__recip_version1.0_"):
        person = _properties(streams, (place,))
        said = dict.fromkeys(filter(None, (_text(person, tag) for tag in _PERSON)))
        yield {"kind": "metadata", "key": "recipient", "text": "\n".join(said)}
    yield {"kind": "text", "text": _body(own)}
    for place in _storages(streams, "__attach_version1.0_"):
        yield from _attachment(streams, place)


def _attachment(streams: Streams, place: str) -> Iterator[Answer]:
    told = _properties(streams, (place,))
    name = _text(told, _LONG_NAME) or _text(told, _NAME) or _text(told, _SHOWN) or "attachment"
    prefix = (place, f"{_STREAM}{_DATA}000D")
    inner = {path[2:]: data for path, data in streams.items() if path[:2] == prefix}
    if any(path[0].startswith("__properties") for path in inner):
        yield {"kind": "enter", "key": name}
        yield from answers(inner)
        yield {"kind": "leave"}
    elif (content := told.get((_DATA, "0102"))) is not None:
        yield {"kind": "member", "key": name}
        yield content
    else:
        yield {"kind": "lost", "key": name}


def _body(own: Mapping[tuple[str, str], bytes]) -> str:
    """Return the plain body; where there is none, the text of the HTML or RTF one."""
    if plain := _text(own, _BODY):
        return plain
    page = own.get((_HTML, "0102"))
    html = page.decode("utf-8", "replace") if page else _text(own, _HTML)
    if html:
        return html_page.text_of(html)
    return packed_rich_text.text_of(own.get((_RICH, "0102"), b""))


def _properties(streams: Streams, at: tuple[str, ...]) -> dict[tuple[str, str], bytes]:
    """Return the streams of properties right below a storage, by tag and type.

    Several texts of one property are joined by line ends.
    """
    found = {}
    for path in sorted(path for path in streams if path[:-1] == at):
        code, dash, _ = path[-1].removeprefix(_STREAM).upper().partition("-")
        if not path[-1].startswith(_STREAM) or len(code) != len("TTTTPPPP"):
            continue
        tag, kind = code[:4], code[4:]
        if not kind.startswith(_SEVERAL):
            found[tag, kind] = streams[path]
        elif dash and kind in _TEXTS:
            line_end, encoding = "\n" if (tag, kind) in found else "", _TEXTS[kind]
            text = line_end + streams[path].decode(encoding, "replace").rstrip("\0")
            found[tag, kind] = found.get((tag, kind), b"") + text.encode(encoding, "replace")
    return found


def _text(told: Mapping[tuple[str, str], bytes], tag: str) -> str:
    for kind, encoding in _TEXTS.items():
        if value := told.get((tag, kind)):
            return value.decode(encoding, "replace").rstrip("\0")
    return ""


def _storages(streams: Streams, prefix: str) -> list[str]:
    return sorted({path[0] for path in streams if len(path) > 1 and path[0].startswith(prefix)})
