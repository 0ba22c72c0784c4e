"""Make archives for which Python has no writer, byte by byte, their files stored as they are."""

import io
import struct
import zlib

import libarchive
import pycdlib


def rar(members, locked=()):
    """Return a RAR 5 archive. Source: rarlab.com/technote.htm."""
    found = b"Rar!\x1a\x07\x01\x00" + _block(b"\x01\x00\x00")
    for name, content in members.items():
        raw = name.encode()
        extra = b"\x04\x01\x00\x00\x0f" if name in locked else b""  # size, type 1, version, flags
        head = b"\x02" + (b"\x03" + _vint(len(extra)) if extra else b"\x02") + _vint(len(content))
        head += b"\x04" + _vint(len(content)) + b"\x20" + struct.pack("<I", zlib.crc32(content))
        head += b"\x00\x00" + _vint(len(raw)) + raw + extra
        found += _block(head) + content
    return found + _block(b"\x05\x00\x00")


def _block(head):
    sized = _vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _vint(number):
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def cab(members):
    """Return a cabinet. Source: [MS-CAB] 2."""
    contents = b"".join(members.values())
    files, start = b"", 0
    for name, content in members.items():
        files += (
            struct.pack("<IIHHHH", len(content), start, 0, 0x5821, 0, 0x20) + name.encode() + b"\0"
        )
        start += len(content)
    blocks = [contents[at : at + 0x8000] for at in range(0, len(contents), 0x8000)]
    data = b"".join(struct.pack("<IHH", 0, len(one), len(one)) + one for one in blocks)
    at = 36 + 8
    size = at + len(files) + len(data)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, size, 0, at, 0, 3, 1, 1, len(members), 0, 1, 0)
    return head + struct.pack("<IHH", at + len(files), len(blocks), 0) + files + data


def lha(members):
    """Return an LHA archive with headers of level 0, the files stored (-lh0-)."""
    found = b""
    for name, content in members.items():
        raw = name.encode()
        head = b"-lh0-" + struct.pack("<IIIBB", len(content), len(content), 0, 0x20, 0)
        head += bytes([len(raw)]) + raw + struct.pack("<H", _crc16(content))
        found += bytes([len(head), sum(head) & 0xFF]) + head + content
    return found + b"\0"


def _crc16(content):
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def iso(members):
    """Return an ISO image with names as they are (Joliet)."""
    image, out = pycdlib.PyCdlib(), io.BytesIO()
    image.new(joliet=3)
    for number, (name, content) in enumerate(members.items()):
        image.add_fp(io.BytesIO(content), len(content), f"/F{number}.;1", joliet_path=f"/{name}")
    image.write_fp(out)
    image.close()
    return out.getvalue()


def by_libarchive(kind):
    """Return a function that makes archives of a kind that libarchive itself writes."""

    def make(members):
        parts = []
        with libarchive.custom_writer(
            lambda data: parts.append(bytes(data)) or len(data), kind
        ) as new:
            for name, content in members.items():
                new.add_file_from_memory(name, len(content), content)
        return b"".join(parts)

    return make


MAKERS = {
    "ar": by_libarchive("ar_svr4"),
    "cab": cab,
    "cpio": by_libarchive("cpio_newc"),
    "iso": iso,
    "lha": lha,
    "rar": rar,
    "xar": by_libarchive("xar"),
}
