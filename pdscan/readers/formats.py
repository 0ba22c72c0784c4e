"""Tell what a stream of bytes is: by its content first, by its name second."""

from __future__ import annotations

import re

from pdscan.readers import dbase_table

HEAD = 1 << 16


_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x5d\x00\x00\x80\x00" + b"\xff" * 8, "xz"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MSCF\0\0\0\0", "cab"),
    (b"!<arch>\n", "ar"),
    (b"070701", "cpio"),
    (b"070702", "cpio"),
    (b"070707", "cpio"),
    (b"\xc7\x71", "cpio"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"xar!\0", "xar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"),
    (b"FEA1", "arrow"),
    (b"ORC", "orc"),
    (b"Obj\x01", "avro"),
    (b"\x7fELF", "a programme"),
    (b"MZ", "a programme"),
    (b"\xca\xfe\xba\xbe", "a programme"),
    (b"OggS", "recording"),
    (b"ID3", "recording"),
    (b"\x1a\x45\xdf\xa3", "recording"),
    (b"fLaC", "recording"),
    (b"#!AMR", "recording"),
    (b"FLV\x01", "recording"),
    (b"DHAV", "recording"),
    (b"\x00\x00\x01\xba", "recording"),
    (b"\x00\x00\x00\x01\x67", "recording"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "recording"),
    (b"\x00\x01\x00\x00Standard", "access"),
    (b"!BDN", "pst"),
    (b"%!PS", "a PostScript file"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),
    (b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f", "onenote"),
    (b"Salted__", "encrypted"),
    (b"age-encryption.org/", "encrypted"),
    (b"-----BEGIN PGP MESSAGE-----", "encrypted"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "encrypted"),
    (b"$ANSIBLE_VAULT;", "encrypted"),
    (b"LUKS\xba\xbe", "encrypted"),
    (b"\x03\xd9\xa2\x9a", "encrypted"),
    (b"wOFF", "a font"),
)
_SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_FRAMED = (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
_RIFF = {b"WEBP": "image", b"WAVE": "recording", b"AVI ": "recording"}
_BRANDS = {b"heic": "image", b"heix": "image", b"mif1": "image", b"avif": "image"}
_ENCRYPTED_NAMES = (".enc", ".gpg", ".pgp", ".age", ".aes", ".crypt", ".kdbx")
_WORKBOOKS = (".xls", ".xlt", ".xlr", ".xlw")
_TEXT_NAMES = (".txt", ".log", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".html", ".md")

_VOLUME_NAME = re.compile(r"\.(?:(?:zip|7z|tar|tgz)\.\d{3}|z\d\d)$", re.I)
_HEADER = re.compile(rb"^(?:From |[!-9;-~]+:[ \t])")
_MAIL_HEADERS = re.compile(
    rb"^(?:from|to|cc|subject|date|received|message-id|mime-version|return-path|reply-to|"
    rb"delivered-to|content-type|x-mailer):",
    re.IGNORECASE | re.MULTILINE,
)
_LHA = re.compile(rb".[^\n]-l[hz][0-7ds]-.{13}[\0-\2]", re.S)
_MARKUP = re.compile(rb"\s*+(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)


def by_content(head: bytes, name: str) -> str | None:
    """Return a format's name, the words for a known one that can't be read, or None for text.

    None may still be no text at all: only decoding tells.
    """
    head = after_skipped(head)
    for magic, found in _MAGIC:
        if head.startswith(magic) and _fits(found, head):
            return found
    if media := _media(head):
        return media
    if archive := _archive(head):
        return archive
    if head[8:12] == b"DUCK":
        return "duckdb"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if dbase_table.is_table(head):
        return "dbf"
    if not is_mail(head, name):
        return None
    is_box = head.startswith(b"From ") and not name.lower().endswith(".eml")
    return "mailbox" if is_box else "mail"


def after_skipped(head: bytes) -> bytes:
    """Return the bytes behind frames that readers of Zstandard and LZ4 skip (RFC 8878, 3.1.2).

    Parallel writers begin their files with such a frame.
    """
    rest = head
    while _SKIPPED.match(rest):
        rest = rest[8 + int.from_bytes(rest[4:8], "little") :]
    return rest if rest.startswith(_FRAMED) else head


def _fits(found: str, head: bytes) -> bool:
    """Ask more than two letters of what a text may well begin with."""
    if found == "cpio":
        return head[:2] == b"\xc7\x71" or re.match(rb"[0-9A-Fa-f]{70}", head) is not None
    return not (found in {"a programme", "orc", "pst", "recording"} and b"\0" not in head)


def by_text(sample: str, name: str) -> str:
    """Return the format of what decoded as text: `html` or `text`."""
    lower, begin = name.lower(), sample[:HEAD].lstrip("\ufeff \t\r\n")
    if is_markup(begin.encode("utf-8", "replace")):
        return "html"
    if lower.endswith((".html", ".htm", ".xhtml")) and begin.startswith("<"):
        return "html"
    return "text"


def is_markup(head: bytes) -> bool:
    """Say whether the bytes begin as a web page does."""
    return _MARKUP.match(head) is not None


def is_mail(head: bytes, name: str) -> bool:
    """Say whether the bytes begin with the headers of a mail."""
    begin = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    if not _HEADER.match(begin):
        return False
    known = {match.group().lower() for match in _MAIL_HEADERS.finditer(begin)}
    if name.lower().endswith((".eml", ".mht", ".mhtml", ".nws")):
        return bool(known)
    strong = known & {b"received:", b"message-id:", b"mime-version:", b"return-path:"}
    return len(known) >= 3 and bool(strong)


def is_workbook_name(name: str) -> bool:
    """Say whether the name is that of an old workbook."""
    return name.lower().endswith(_WORKBOOKS)


def is_encrypted_name(name: str) -> bool:
    """Say whether the name is one that tools of encryption give."""
    return name.lower().endswith(_ENCRYPTED_NAMES)


def is_volume_name(name: str) -> bool:
    """Say whether the name is that of one part of a split archive, as `saves.7z.001`."""
    return _VOLUME_NAME.search(name) is not None


def is_text_name(name: str) -> bool:
    """Say whether the name promises text."""
    return name.lower().endswith(_TEXT_NAMES)


def _media(head: bytes) -> str | None:
    """Know pictures and recordings whose mark is not at the beginning."""
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "recording")
    return "recording" if _is_frames(head) else None


def _is_frames(head: bytes) -> bool:
    """Know MPEG sound by two frame marks in a row of bytes no text has, and MPEG streams."""
    if head[:1] == b"\xff" and head[1:2] in {b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xf1", b"\xf9"}:
        return b"\0" in head and head[:2] in head[2:3000]
    packets = head[0 : 188 * 5 : 188]
    return packets == b"G" * 5


def _archive(head: bytes) -> str | None:
    """Know archives whose mark is not at the beginning."""
    if head[0x8001:0x8006] == b"CD001":
        return "iso"
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return "tar"
    return "lha" if _LHA.match(head) else None


def _is_old_tar(head: bytes) -> bool:
    """Know a tar from before ustar by the sum of its first header."""
    if len(head) < 512 or not head[0]:
        return False
    field = head[148:156].strip(b"\0 ")
    if not field or re.search(rb"[^0-7]", field):
        return False
    return int(field, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512])
