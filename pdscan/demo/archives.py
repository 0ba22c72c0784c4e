"""Write zip archives, the same bytes each time; one of them locked with a password."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

_WHEN = (2026, 3, 31, 12, 0, 0)
_DOS_TIME, _DOS_DATE = 12 << 11, (2026 - 1980) << 9 | 3 << 5 | 31
_LOCKED = 1


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of the members, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, content)
    return out.getvalue()


def locked(name: str, content: bytes, password: bytes) -> bytes:
    """Return a zip of one member under the classic encryption of zip (APPNOTE 6.3.10, 6.1).

    It keeps nobody out for long; it only has to be what a scan meets and can't read.
    """
    check = zlib.crc32(content)
    body = _encrypt(bytes(11) + bytes([check >> 24]) + content, password)
    encoded = name.encode("utf-8")
    fields = (20, _LOCKED, 0, _DOS_TIME, _DOS_DATE, check, len(body), len(content), len(encoded), 0)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + encoded + body
    entry = struct.pack("<4sH5H3L2H", b"PK\x01\x02", 20, *fields)
    entry += struct.pack("<3H2L", 0, 0, 0, 0, 0) + encoded
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def _encrypt(content: bytes, password: bytes) -> bytes:
    keys = (0x12345678, 0x23456789, 0x34567890)
    for byte in password:
        keys = _next(keys, byte)
    out = bytearray()
    for byte in content:
        mixed = keys[2] & 0xFFFF | 2
        out.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        keys = _next(keys, byte)
    return bytes(out)


def _next(keys: tuple[int, int, int], byte: int) -> tuple[int, int, int]:
    first = _crc_step(keys[0], byte)
    second = ((keys[1] + (first & 0xFF)) * 134_775_813 + 1) & 0xFFFFFFFF
    return first, second, _crc_step(keys[2], second >> 24)


def _crc_step(value: int, byte: int) -> int:
    """Take one byte into a CRC-32 that is kept without its usual inversion."""
    return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
