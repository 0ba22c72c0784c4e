"""Tell files whose content is not what their names promise."""

from __future__ import annotations

from codecs import getincrementaldecoder

TEXT = "text"
_NAMES = {
    TEXT: ".txt .log .md .json .jsonl .xml .yaml .sql .csv .tsv",
    "zip": ".docx .xlsx .pptx .xlsb .xlsm .docm .odt .ods .odp .epub .zip .jar",
    "ole": ".msg .docx .xlsx .pptx .xlsb .xlsm .docm",  # Office locks its packages into OLE files
    "image": ".jpg .jpeg .png .gif .tif .tiff .webp",
    "recording": ".mp3 .wav .mp4 .avi .mkv .ogg .flac",
    "gzip": ".gz .tgz",
    "bzip2": ".bz2",
    "zstd": ".zst",
    "sqlite": ".sqlite .sqlite3",
    **{
        one: f".{one}" for one in ["pdf", "rtf", "7z", "rar", "tar", "xz", "parquet", "avro", "orc"]
    },
}
_NAMED = {suffix for names in _NAMES.values() for suffix in names.split()}
_TEXTS = frozenset({"mail", "mailbox", "html", "encrypted", TEXT})


def content(head: bytes, found: str | None, name: str) -> str | None:
    """Return what a file is whose name promises another format; None where the name is true.

    `found` is what the content told, None for what may be text. What is named `.doc` or `.xls` has
    been so many things that it promises nothing.
    """
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix not in _NAMED or not head:
        return None
    if found is None:
        found = TEXT if b"\0" not in head and _is_utf8(head) else None
    kind = TEXT if found in _TEXTS else found
    return None if found is None or suffix in _NAMES.get(kind or "", "").split() else found


def _is_utf8(head: bytes) -> bool:
    """Say whether bytes, cut anywhere, are text in UTF-8."""
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
