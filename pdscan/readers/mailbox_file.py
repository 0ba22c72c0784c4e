"""Read mailboxes in the mbox form: each mail is a member, `1.eml`, `2.eml` and so on."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pdscan.model import Reason
from pdscan.readers.mail import LONGEST
from pdscan.readers.streams import Stream
from pdscan.readers.visit import Pieces, Visit

_LINE = 1 << 16


def read(visit: Visit) -> Pieces:
    """Yield the mails one by one; only one is held in memory."""
    for number, mail in enumerate(_mails(visit.stream), 1):
        visit.budget.members -= 1
        if visit.budget.members < 0:
            yield visit.gap(Reason.LIMIT, f"{visit.what} has more members than allowed")
            return
        name = f"{number}.eml"
        yield from visit.enter(visit.member(name, len(mail)), name, io.BytesIO(mail))


def _mails(stream: Stream) -> Iterator[bytes]:
    """Cut at lines `From ` that follow an empty line; a mail beyond the limit comes in parts."""
    held: list[bytes] = []
    size, before = 0, b"\n"
    for line in _lines(stream):
        is_next = line.startswith(b"From ") and before in {b"\n", b"\r\n"}
        if held and (is_next or size > LONGEST):
            yield b"".join(held)
            held, size = [], 0
        if not is_next:
            held.append(line)
            size += len(line)
        before = line
    if held:
        yield b"".join(held)


def _lines(stream: Stream) -> Iterator[bytes]:
    """Yield lines with their ends; a long one comes in parts."""
    tail = b""
    while chunk := stream.read(_LINE * 16):
        *lines, tail = (tail + chunk).split(b"\n")
        yield from (line + b"\n" for line in lines)
        if len(tail) > _LINE:
            yield tail
            tail = b""
    if tail:
        yield tail
