"""Make documents with made-up people, and say where each name stands: letters, forms, minutes.

The templates and the people are in `name_documents.toml`. A person keeps a name through a document;
one document in ten has lost its accents, one in twenty shows UTF-8 read as Latin-1, as exports do.
Templates that are `held` teach nothing: what is measured on them was not learnt from them.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("name_documents.toml")
SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
WITHOUT_ACCENTS, GARBLED = 0.10, 0.15
CIVILITIES = (("M.", "Mme"), ("Monsieur", "Madame"), ("Mr", "Mme"))
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Hold the parts of a made-up name; `civil` is the civility that goes before it."""

    given: str
    last: str
    civil: str

    def form(self, name: str) -> tuple[str, str]:
        """Return what stands before the name, and the name, in a form of the templates."""
        upper = self.last.upper()
        initial = "-".join(f"{part[0]}." for part in self.given.split("-"))
        civil = self.civil if name.startswith("civil") else ""
        written = {
            "full": f"{self.given} {self.last}", "first": self.given, "last": self.last,
            "LAST": upper, "FIRST": self.given.upper(), "FULL": f"{upper} {self.given.upper()}",
            "given_LAST": f"{self.given} {upper}", "LAST_given": f"{upper} {self.given}",
            "initial": f"{initial} {self.last}", "initial_LAST": f"{initial} {upper}",
            "civility": "",
        }[name.removeprefix("civil_")]  # fmt: skip
        return (f"{civil} " if civil and written else civil), written


class Maker:
    """Fill the templates; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        made = tomllib.loads(SOURCE.read_text("utf-8"))
        self._dice = random.Random(seed)
        self._slots = made["slots"]
        self._given = made["people"]["given"].split()
        self._last = made["people"]["last"].split()
        self._double = made["people"]["double"]
        self.templates = made["document"]

    def document(self, template: str) -> tuple[str, list[Span]]:
        """Return a document and where its persons stand, in characters."""
        people: dict[str, Person] = {}
        pieces: list[tuple[str, bool]] = []
        done = 0
        for slot in SLOT.finditer(template):
            pieces.append((template[done : slot.start()], False))
            done = slot.end()
            if slot[2]:
                person = people.setdefault(slot[1], self._person())
                before, name = person.form(slot[2])
                pieces += [(before, False), (name, bool(name))]
            else:
                pieces.append((self._dice.choice(self._slots[slot[1]]), False))
        pieces.append((template[done:], False))
        return _joined([(self._worn(text), named) for text, named in self._look(pieces)])

    def _look(self, pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
        chance = self._dice.random()
        self._worn = _as_is
        if chance < WITHOUT_ACCENTS:
            self._worn = _without_accents
        elif chance < GARBLED:
            self._worn = _garbled
        return pieces

    def _person(self) -> Person:
        double = self._dice.random() < 0.08
        last = self._dice.choice(self._double if double else self._last)
        return Person(self._dice.choice(self._given), last,
                      self._dice.choice(self._dice.choice(CIVILITIES)))  # fmt: skip


def documents(count: int, seed: int, *, held: bool) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield so many rounds of all templates of a half: kind, text, where persons stand."""
    maker = Maker(seed)
    for _ in range(count):
        for template in maker.templates:
            if template.get("held", False) is held:
                yield template["kind"], *maker.document(template["text"].lstrip("\n"))


def _joined(pieces: list[tuple[str, bool]]) -> tuple[str, list[Span]]:
    spans, size = [], 0
    for text, named in pieces:
        if named:
            spans.append((size, size + len(text)))
        size += len(text)
    return "".join(text for text, _ in pieces), spans


def _as_is(text: str) -> str:
    return text


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _garbled(text: str) -> str:
    return text.encode("utf-8").decode("cp1252", "replace")
