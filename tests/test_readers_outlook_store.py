"""Outlook stores. Nothing free writes one: what is read of them is tested with stand-ins for
libpff's objects; a real store is read where PDSCAN_TEST_PST names one (tried with the three that
the npm package pst-extractor 1.12 brings)."""

import io
import os
from dataclasses import dataclass, field

import pytest

pypff = pytest.importorskip("pypff", reason="the extra pst isn't installed")

from pdscan import readers  # noqa: E402
from pdscan.contracts import Limits  # noqa: E402
from pdscan.model import Asset, Block, Gap, Reason  # noqa: E402
from pdscan.readers import formats, isolation, outlook_store_extract  # noqa: E402


def read(file, name, **limits):
    root = Asset(f"file:///x/{name}", "x", "file")
    found = readers.read(root, file, Limits(**limits), name=name)
    return [(asset.locator.removeprefix("file:///x/"), piece) for asset, piece in found]


def gaps(found):
    return [(where, piece.reason) for where, piece in found if isinstance(piece, Gap)]


@dataclass
class Entry:
    entry_type: int
    value_type: int
    data: bytes


@dataclass
class Set:
    entries: list[Entry]


@dataclass
class Item:
    """Stand in for pypff's folder, message, attachment and list of recipients."""

    told: dict[int, str] = field(default_factory=dict)
    people: list[dict[int, str]] = field(default_factory=list)
    files: list["Item"] = field(default_factory=list)
    inner: "Item | None" = None
    content: bytes = b""
    name: str = ""
    mails: list["Item"] = field(default_factory=list)
    folders: list["Item"] = field(default_factory=list)

    def sets(self, all_told):
        return [
            Set([Entry(t, 0x1F, v.encode("utf-16-le")) for t, v in told.items()])
            for told in all_told
        ]

    def get_record_set(self, number):
        return self.sets([self.told])[number]

    def get_attachment(self, number):
        if self.files[number].name == "abime":
            raise OSError
        return self.files[number]

    def get_sub_item(self, number):
        return self.inner

    def get_sub_message(self, number):
        return self.mails[number]

    def get_sub_folder(self, number):
        return self.folders[number]

    def get_size(self):
        return len(self.content)

    def read_buffer(self, size):
        return self.content[:size]

    number_of_record_sets = 1

    @property
    def recipients(self):
        held = self.sets(self.people)
        return type("People", (), {
            "number_of_record_sets": len(held), "get_record_set": lambda _, number: held[number],
        })()  # fmt: skip

    @property
    def number_of_attachments(self):
        return len(self.files)

    @property
    def number_of_sub_items(self):
        return int(self.inner is not None)

    @property
    def number_of_sub_messages(self):
        return len(self.mails)

    @property
    def number_of_sub_folders(self):
        return len(self.folders)


INNER = Item({0x37: "mail dans le mail", 0x1000: "corps interne"})
MAIL = Item(
    {0x37: "Paie de mars", 0x0C1A: "Hélène Durantel", 0x1000: "Bonjour Paul"},
    people=[{0x3001: "Paul Petit", 0x39FE: "paul@example.org"}],
    files=[
        Item({0x3707: "paie.csv"}, content=b"nom;tel\nMartin;0199001234\n"),
        Item({0x3707: "transmis"}, inner=INNER),
        Item(name="abime"),
    ],
)
CONTACT = Item({0x3001: "Zoé Durantel", 0x3A08: "01 99 00 56 78"})


class Store:
    """Stand in for pypff.file."""

    number_of_orphan_items = 1

    def open_file_object(self, source):
        self.source = source

    def get_root_folder(self):
        inbox = Item(
            name="Boîte de réception", mails=[MAIL], folders=[Item(name="a/b", mails=[MAIL])]
        )
        return Item(folders=[inbox, Item(name="Contacts", mails=[CONTACT])])

    def get_orphan_item(self, number):
        return INNER


@pytest.fixture
def found(monkeypatch):
    monkeypatch.setattr(pypff, "file", Store)
    monkeypatch.setattr(isolation, "run", lambda job, file, *_: outlook_store_extract.extract(file))
    return read(io.BytesIO(b"!BDN\0\0\0\0"), "a.pst")


def said(found, place):
    return [p.text for where, p in found if where == place and isinstance(p, Block) and p.text]


def test_items_are_members_named_by_their_folder(found):
    places = {where for where, _ in found}

    assert "a.pst!Boîte de réception/1" in places
    assert "a.pst!Boîte de réception/a-b/1" in places
    assert said(found, "a.pst!Boîte de réception/1") == [
        "Paie de mars", "Hélène Durantel", "Paul Petit\npaul@example.org", "Bonjour Paul",
    ]  # fmt: skip
    assert "01 99 00 56 78" in said(found, "a.pst!Contacts/1")
    assert "corps interne" in said(found, "a.pst!deleted/1")


def test_attachments_and_mails_in_mails_are_read(found):
    tables = {where: p.batch.to_pylist() for where, p in found if getattr(p, "batch", None)}

    assert tables["a.pst!Boîte de réception/1!paie.csv"] == [{"nom": "Martin", "tel": "0199001234"}]
    assert "corps interne" in said(found, "a.pst!Boîte de réception/1!transmis")


def test_what_is_damaged_is_counted_in_a_gap(found):
    assert gaps(found) == [("a.pst", Reason.CORRUPT)]


def test_folder_whose_count_is_damaged_is_lost_and_not_empty():
    class Damaged(Item):
        @property
        def number_of_sub_messages(self):
            raise OSError

    answers = list(outlook_store_extract._folder(Damaged(folders=[Item(name="b")]), "a/", 0))

    assert answers == [{"kind": "lost", "key": "a/"}]


def test_property_that_cant_be_read_is_lost_and_not_passed_over():
    class Unreadable(Entry):
        data = property(lambda _: (_ for _ in ()).throw(OSError()), lambda *_: None)

    class Damaged(Item):
        def get_record_set(self, number):
            return Set(
                [Unreadable(0x37, 0x1F, b""), Entry(0x1000, 0x1F, "Bonjour".encode("utf-16-le"))]
            )

    answers = list(outlook_store_extract._item(Damaged, "a/1"))

    assert [one for one in answers if one == {"kind": "lost", "key": "a/1"}] == answers[-1:]
    assert len(answers) > 3


@pytest.mark.parametrize("size", [4, 600, 100_000])
def test_damaged_store_is_a_gap(size):
    data = b"!BDN" + bytes(size)

    assert gaps(read(io.BytesIO(data), "a.ost")) == [("a.ost", Reason.CORRUPT)]


def test_store_without_the_driver_names_the_extra(monkeypatch):
    monkeypatch.setattr("pdscan.readers.outlook_store.find_spec", lambda _: None)
    (gap,) = [p for _, p in read(io.BytesIO(b"!BDN\0"), "a.pst") if isinstance(p, Gap)]

    assert "pdscan[pst]" in gap.detail


def test_text_that_begins_alike_stays_text():
    assert formats.by_content(b"!BDN est un nom", "a.txt") is None


def test_real_store_is_read_whole():
    place = os.environ.get("PDSCAN_TEST_PST")
    if place is None:
        pytest.skip("no store at hand: set PDSCAN_TEST_PST")
    with open(place, "rb") as file:
        found = read(file, "a.pst")

    assert len({where for where, _ in found if where.count("!") == 1}) > 50
    assert not [where for where, _ in gaps(found) if where == "a.pst"]
