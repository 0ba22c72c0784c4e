"""Make the streams of old Office and Outlook files from the published formats."""

import struct


def numbered(size, numbers):
    """Return a block of bytes with 4-byte numbers at some places."""
    block = bytearray(size)
    for at, number in numbers.items():
        block[at : at + 4] = struct.pack("<I", number)
    return bytes(block)


def document(narrow, wide="", flags=0, table_extra=b""):
    """Return the streams of a Word document whose text is one piece of each width."""
    first, second = narrow.encode("cp1252"), wide.encode("utf-16-le")
    begin = 0x400
    ends = struct.pack("<III", 0, len(narrow), len(narrow) + len(wide))
    pieces = struct.pack("<HIH", 0, begin * 2 | 1 << 30, 0)
    pieces += struct.pack("<HIH", 0, begin + len(first), 0)
    table = b"\x02" + struct.pack("<I", len(ends + pieces)) + ends + pieces
    places = {0x1A2: 0, 0x1A6: len(table), 0x1BA: len(table), 0x1BE: len(table_extra)}
    head = b"\xec\xa5\xc1\x00" + bytes(6) + struct.pack("<H", flags)
    main = head + numbered(begin, places)[len(head) :] + first + second
    return {("WordDocument",): main, ("0Table",): table + table_extra}


def record(kind, content, head=0):
    return struct.pack("<HHI", head, kind, len(content)) + content


def message(prefix=(), **fields):
    names = {"subject": "0037001F", "sender": "5D01001F", "to": "0E04001F", "body": "1000001F"}
    streams = {
        (*prefix, f"__substg1.0_{names[key]}"): value.encode("utf-16-le")
        for key, value in fields.items()
    }
    return streams | {(*prefix, "__properties_version1.0"): bytes(32)}
