"""Read mails: the headers that name people, the bodies, attachments and mails inside as members."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import BaseHeader
from email.message import EmailMessage, Message
from email.policy import default
from functools import lru_cache

from pdscan.model import Reason
from pdscan.readers import html_page
from pdscan.readers.batches import clean
from pdscan.readers.decoding import decide
from pdscan.readers.visit import Pieces, Visit
from pdscan.readers.zip_package import Names, base_name

LONGEST = 256 << 20
_HEADERS, _LONGEST_TYPE = 256, 8_192  # remembered; characters of a part's type and name
_TRANSPORT = frozenset(
    re.findall(
        r"[\w-]+",
        "content-transfer-encoding content-id content-language dkim-signature arc-seal "
        "arc-message-signature arc-authentication-results",
    )
)
_PARSING = (
    *(MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError, KeyError),
    RecursionError,  # a header of a thousand brackets
)


def read(visit: Visit) -> Pieces:
    """Yield headers as `metadata:NAME`, then the bodies as text, then what is attached.

    The block `media` says of one with a sender and a receiver or a date that it is a mail.
    """
    raw = visit.stream.whole(LONGEST)
    if raw is None:
        yield visit.gap(Reason.TOO_LARGE, f"{visit.what} is a mail of more than 256 MiB")
        return
    envelope = b""
    if raw.startswith(b"From "):
        envelope, _, raw = raw.partition(b"\n")
    try:
        message = _parsed(raw)
    except RecursionError:
        detail = f"the parts or headers of {visit.what} lie too deep in each other"
        yield visit.gap(Reason.LIMIT, detail)
        yield visit.text(clean(raw.decode("utf-8", "replace")))
        return
    named = {key.lower() for key, raw in message.raw_items() if str(raw).strip()}
    if "from" in named and not named.isdisjoint({"to", "cc", "date"}):
        yield visit.text(_place(visit), locus="media")
    if b"@" in envelope:
        sender = envelope.removeprefix(b"From ").decode("utf-8", "replace").strip()
        yield visit.text(clean(sender), locus="metadata:From_")
    yield from _headers(visit, message)
    yield from _bodies(visit, message)
    names = Names()
    for part in _attached(message):
        name = names.unique(_file_name(part))
        content = _content(part)
        asset = visit.member(name, len(content))
        yield from visit.enter(asset, base_name(name), io.BytesIO(content))


def _parsed(raw: bytes) -> EmailMessage:
    """Return a mail that remembers its headers, which `email` parses anew at each look."""
    policy = default.clone(header_factory=lru_cache(_HEADERS)(_header))
    return message_from_bytes(raw, _class=EmailMessage, policy=policy)


def _header(name: str, value: str) -> BaseHeader:
    """Parse a header; what tells a part's type has an end: its time grows with its square."""
    most = _LONGEST_TYPE if name.lower().startswith("content-") else len(value)
    parsed: BaseHeader = default.header_factory(name, value[:most])
    return parsed


def _place(visit: Visit) -> str:
    """Return the name of the mail's file; one that does not tell a mail is mended."""
    name = base_name(clean(visit.asset.locator.replace("!", "/")))
    return name if name.lower().endswith(".eml") else f"{name}.eml"


def _headers(visit: Visit, message: Message) -> Pieces:
    for key, raw in message.raw_items():
        if key.lower() in _TRANSPORT:
            continue
        try:
            value = str(message.policy.header_fetch_parse(key, raw))
        except _PARSING:  # email's header parser fails on some broken headers (3.11)
            value = str(raw)
        yield visit.text(clean(value), locus=f"metadata:{clean(key)}")


def _bodies(visit: Visit, message: Message) -> Pieces:
    start = 0
    for part in _leaves(message):
        if not _is_attached(part):
            text = _text(part) + "\n"
            yield visit.text(text, start)
            start += len(text)
    if start == 0:
        yield visit.text("")
    for around in (message.preamble, message.epilogue):
        if around and around.strip() and "MIME" not in around:
            yield visit.text(clean(around), start)
            start += len(around)


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something; a mail inside is one part."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _attached(message: Message) -> Iterator[Message]:
    return (part for part in _leaves(message) if _is_attached(part))


def _is_attached(part: Message) -> bool:
    try:
        is_named = part.get_filename() is not None or part.get_content_disposition() == "attachment"
    except _PARSING:
        is_named = False
    return is_named or part.get_content_maintype() != "text"


def _file_name(part: Message) -> str:
    try:
        given = part.get_filename()
    except _PARSING:
        given = None
    if given:
        return clean(given)
    kind = part.get_content_type()
    return "message.eml" if kind == "message/rfc822" else kind.replace("/", ".")


def _content(part: Message) -> bytes:
    """Return the bytes of an attachment, unpacked from its transfer encoding."""
    if part.is_multipart():
        return b"\n".join(_as_bytes(inner) for inner in part.get_payload())
    try:
        content = part.get_payload(decode=True)
    except _PARSING:
        content = None
    return content if isinstance(content, bytes) else str(part.get_payload()).encode()


def _as_bytes(message: object) -> bytes:
    if not isinstance(message, Message):
        return str(message).encode("utf-8", "replace")
    try:
        return message.as_bytes()
    except _PARSING:
        return message.as_string(policy=None).encode("utf-8", "replace")


def _text(part: Message) -> str:
    raw = _content(part)
    charset = str(part.get_content_charset() or "")
    try:
        text = raw.decode(charset) if charset else raw.decode(decide(raw) or "cp1252", "replace")
    except (LookupError, ValueError):
        text = raw.decode(decide(raw) or "cp1252", "replace")
    return clean(html_page.text_of(text) if part.get_content_subtype() == "html" else text)
