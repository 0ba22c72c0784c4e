"""Model the file of a user's own detectors key by key, as docs/detectors.md explains it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import regex
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pdscan import taxonomy
from pdscan.custom.validators import validator
from pdscan.declarations.words import Words
from pdscan.file_problems import hint
from pdscan.folding import fold, name_words

MOST_PATTERNS = 200
LONGEST_PATTERN = 1_000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a name is a letter, then at most 59 letters, digits, _ or -")
    return name


def _pattern(text: str) -> str:
    """Refuse what can't be compiled, and what matches where nothing stands."""
    try:
        compiled = regex.compile(text)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise ValueError(f"this is no regular expression: {_reason(error)}") from None
    if compiled.match("", timeout=1):
        raise ValueError("the pattern matches nothing at all (an empty text): it would stop at"
                         " every byte; ask for at least one sign")  # fmt: skip
    return text


def _reason(error: Exception) -> str:
    if isinstance(error, regex.error):
        return str(error).partition(" at position")[0]
    return "a number in it is too large" if isinstance(error, OverflowError) else "too many groups"


def _validator(name: str) -> str:
    validator(name)
    return name


def _type(name: str) -> str:
    known = taxonomy.load().types
    own = name.startswith("custom:") and _NAME.fullmatch(name.removeprefix("custom:"))
    if name not in known and not own:
        raise ValueError(f"there is no type {name!r}, and custom:NAME it isn't{hint(name, known)}")
    return name


def _near(words: tuple[str, ...]) -> tuple[str, ...]:
    folded = tuple(fold(word) for word in words)
    for word, plain in zip(words, folded, strict=True):
        if not re.match("[a-z]", plain):
            raise ValueError(f"{word!r}: a word nearby begins with a letter")
    return folded


def _fields(names: tuple[str, ...]) -> tuple[str, ...]:
    entries = tuple("_".join(name_words(name)) for name in names)
    for name, entry in zip(names, entries, strict=True):
        if not entry:
            raise ValueError(f"{name!r}: the name of a field holds at least one letter")
    return entries


Regex = Annotated[str, Field(max_length=LONGEST_PATTERN), AfterValidator(_pattern)]
Score = Annotated[float, Field(ge=0.5, le=1.0)]


class Entry(BaseModel):
    """Be the root of all parts: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Example(Entry):
    """Give a text, and the name of the column or key that it stands in, if any."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    field: str = ""


class Examples(Entry):
    """List what the detector must find, marked with [[…]] or not, and what it must not."""

    match: tuple[str | Example, ...] = ()
    silent: tuple[str | Example, ...] = ()


class DetectorEntry(Entry):
    """Describe one detector: patterns, or a dictionary file of exact values."""

    name: Annotated[str, AfterValidator(_name)]
    type: Annotated[str, AfterValidator(_type)] | None = None
    title: str = ""
    patterns: Annotated[tuple[Regex, ...], Field(max_length=MOST_PATTERNS)] = ()
    dictionary: str | None = None
    validator: Annotated[str, AfterValidator(_validator)] | None = None
    near: Annotated[Words, AfterValidator(_near)] = ()
    fields: Annotated[Words, AfterValidator(_fields)] = ()
    needs_context: bool = False
    score: Score | None = None
    context_score: Score | None = None
    longest: Annotated[int, Field(ge=1, le=1_000)] = 128
    show_last: Annotated[int, Field(ge=0, le=4)] | None = None
    qualifier: str | None = None
    examples: Examples = Examples()

    @model_validator(mode="after")
    def _one_way(self) -> DetectorEntry:
        if bool(self.patterns) == bool(self.dictionary):
            raise ValueError("a detector has either patterns or a dictionary")
        if self.dictionary and self.validator:
            raise ValueError("a dictionary needs no validator: its values are exact")
        if self.needs_context and not (self.near or self.fields or self.type):
            raise ValueError("needs_context asks for words in near, or fields")
        return self

    @property
    def finds(self) -> str:
        """Return the type of what is found."""
        return self.type or f"custom:{self.name}"


class DetectorFile(Entry):
    """Hold the whole file as written."""

    pdscan_detectors: Literal[1]
    detectors: tuple[DetectorEntry, ...]
