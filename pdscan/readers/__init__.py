"""Readers: bytes of a file in, blocks and members out; one file for each family of formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import IO

from pdscan.contracts import Limits, Piece
from pdscan.model import NO_PASSWORDS, Asset, Gap, Reason, UnreadableError
from pdscan.readers import (
    contact_cards,
    dialects,
    formats,
    json_text,
    markup_keys,
    misnamed,
    plain_text,
    separated,
    sql_dump,
    unknown_binary,
    yaml_text,
)
from pdscan.readers.decoding import Decoder
from pdscan.readers.streams import Budget, Stream
from pdscan.readers.visit import Pieces, Visit

_READERS = {
    "zip": "zip_package",
    "gzip": "compressed",
    "bzip2": "compressed",
    "xz": "compressed",
    "zstd": "compressed",
    "lz4": "compressed",
    "7z": "sevenzip",
    "tar": "tape_archive",
    "rar": "other_archive",
    "iso": "other_archive",
    "cab": "other_archive",
    "cpio": "other_archive",
    "rpm": "other_archive",
    "ar": "other_archive",
    "lha": "other_archive",
    "xar": "other_archive",
    "pdf": "pdf_pages",
    "mail": "mail",
    "mailbox": "mailbox_file",
    "sqlite": "database_file",
    "duckdb": "duckdb_file",
    "ole": "ole_file",
    "access": "access_database",
    "onenote": "one_note",
    "pst": "outlook_store",
    "rtf": "rich_text",
    "html": "html_page",
    "parquet": "columnar_file",
    "orc": "columnar_file",
    "avro": "columnar_file",
    "arrow": "columnar_file",
    "dbf": "dbase_table",
    "image": "picture",
    "recording": "recording",
}


_VOLUME = "is one part of an archive that was split: join its parts in order, then scan again"


def read(
    asset: Asset,
    stream: IO[bytes],
    limits: Limits,
    *,
    name: str,
    depth: int = 0,
    budget: Budget | None = None,
) -> Iterator[tuple[Asset, Piece]]:
    """Read one file, object or member, and all that lies in it.

    `name` is the bare file name: it is the first block (locus `name`) and helps to tell the
    format; empty for what has none. The stream need not seek. Never raises for what the bytes
    are: what can't be read is a Gap of the asset or member it belongs to. `budget` is what members
    may unpack to, where several files share it.
    """
    budget = budget or Budget.of(limits)
    bytes_ = Stream(stream, asset.locator)
    yield from _descend(Visit(asset, bytes_, name, limits, depth, budget, _descend))


def _descend(visit: Visit) -> Pieces:
    if visit.name:
        shown = visit.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        yield visit.text(shown, locus="name")
    head = visit.stream.peek(formats.HEAD)
    found = formats.by_content(head, visit.name)
    if told := misnamed.content(head, found, visit.name):
        about = {**visit.asset.about, "content": told}
        visit = replace(visit, asset=replace(visit.asset, about=about))
    is_volume = formats.is_volume_name(visit.name)
    try:
        for asset, piece in _content(visit, head, found):
            if is_volume and isinstance(piece, Gap) and piece.locator == visit.asset.locator:
                yield visit.gap(Reason.UNSUPPORTED, f"{visit.what} {_VOLUME}")
            else:
                yield asset, piece
    except UnreadableError as trouble:
        why = (Reason.UNSUPPORTED, f"{visit.what} {_VOLUME}") if is_volume else None
        yield visit.gap(*(why or (trouble.reason, trouble.detail)))


def _content(visit: Visit, head: bytes, found: str | None) -> Pieces:
    if not head:
        visit.stream.read(1)  # raises the trouble that hid the bytes, if there was one
        yield visit.text("")
        return
    if found == "encrypted":
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} {NO_PASSWORDS}")
    elif found in _READERS:
        yield from _reader(found)(visit)
    elif found is not None:
        yield visit.gap(Reason.UNSUPPORTED, f"{visit.what} is {found}, which can't be read yet")
    else:
        yield from _text(visit)


def _reader(found: str) -> Callable[[Visit], Pieces]:
    """Load a reader on first use: the native ones are slow to import."""
    reader: Callable[[Visit], Pieces] = import_module(f"{__name__}.{_READERS[found]}").read
    return reader


def _text(visit: Visit) -> Pieces:
    decoder = Decoder(visit.stream)
    sample = decoder.sample()
    if sample is None:
        yield from _no_text(visit)
        return
    found = formats.by_text(sample, visit.name)
    if found == "html":
        yield from _reader("html")(visit)
    elif markup_keys.is_xml(sample, visit.name):
        yield from markup_keys.read(visit, decoder, sample)
    elif yaml_text.is_yaml(visit.name):
        yield from yaml_text.read(visit, decoder)
    elif contact_cards.is_cards(sample):
        yield from contact_cards.read(visit, decoder)
    elif json_text.is_json(sample, visit.name):
        yield from json_text.read(visit, decoder, sample)
    elif sql_dump.is_dump(sample):
        yield from sql_dump.read(visit, decoder)
    elif (dialect := dialects.sniff(sample, visit.name)) is not None:
        yield from separated.read(visit, decoder, dialect)
    else:
        yield from plain_text.read(visit, decoder)


def _no_text(visit: Visit) -> Pieces:
    if formats.is_text_name(visit.name):
        yield visit.gap(Reason.UNDECODABLE, f"{visit.what} is no text in any known encoding")
    elif formats.is_encrypted_name(visit.name):
        yield visit.gap(Reason.ENCRYPTED, f"{visit.what} {NO_PASSWORDS}")
    else:
        yield from unknown_binary.read(visit, "of an unknown binary format")
