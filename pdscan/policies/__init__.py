"""Read a privacy policy and say what it declares: rules and lexicons only, each item grounded.

`extract` returns the declaration, its long form as YAML, and what a reader should look at again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdscan import taxonomy
from pdscan.declarations import Declaration, loading, writing
from pdscan.model import ConfigurationError, UnreadableError
from pdscan.policies import assemble, document, language, long_form, quality, sections
from pdscan.policies.blocks import blocks_of
from pdscan.policies.document import Document
from pdscan.policies.draft import Draft
from pdscan.policies.sentences import flat, sentences_of

__all__ = ["Extraction", "declared", "extract"]

_TOPIC = (
    "donnees personnelles",
    "donnees a caractere personnel",
    "vos donnees",
    "vie privee",
    "rgpd",
    "confidentialite",
    "donnees",
    "informations",
    "personal data",
    "personal information",
    "your data",
    "privacy",
    "gdpr",
    "your information",
    "information",
)
# Words of every language today: they don't tell French or English.
_ANYWHERE = frozenset(("rgpd", "gdpr", "information", "informations"))
_SECOND = 0.09


@dataclass(frozen=True, slots=True)
class Extraction:
    """Hold what was read of a policy; `doubts` gives by id why an item should be looked at."""

    declaration: Declaration
    raw: dict[str, Any]
    yaml: str
    doubts: dict[str, str]
    document: Document


def declared(path: Path) -> Declaration:
    """Return the declaration of a file: as written in YAML or JSON, or as a policy's text says it.

    Raises ConfigurationError for what is wrong in it.
    """
    if path.suffix.lower() in loading.SUFFIXES:
        return loading.load(path)
    return extract(path).declaration


def extract(path: Path, *, path_written: str | None = None) -> Extraction:
    """Return what a policy declares; `path_written` is how the declaration names the document.

    Raises ConfigurationError in one sentence where the file holds no text, no policy, or one in a
    language that isn't read.
    """
    try:
        read = document.read(path)
    except UnreadableError as error:
        raise ConfigurationError(f"{error}: no declaration can be read from it") from None
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror}") from None
    spoken = _language(read)
    blocks = blocks_of(read)
    sentences = sentences_of(read, blocks)
    _check_topic(read, flat(read.text))
    sections.place(sentences)
    draft = Draft(read, spoken, taxonomy.load(), blocks, sentences)
    assemble.gather(draft)
    raw = long_form.written_out(draft)
    raw["documents"][0]["path"] = path_written or path.name
    raw["issues"] = quality.issues(draft, raw)
    declaration = Declaration.model_validate(raw)
    return Extraction(
        declaration, raw, writing.text_of(raw, draft.doubts, _head(draft, raw)), draft.doubts, read
    )


def _language(read: Document) -> str:
    if not read.text:
        raise ConfigurationError(f"{read.path} is empty")
    if not read.text.strip():
        raise ConfigurationError(
            f"{read.path} holds no text: scanned pages must go through OCR first"
        )
    found = language.language_of(read.text)
    own = [word for word in _TOPIC if word not in _ANYWHERE]
    if found is None and not any(word in flat(read.text) for word in own):
        raise ConfigurationError(
            f"{read.path} is in no language that pdscan reads: French or English"
        )
    if found is not None and found not in language.READ:
        raise ConfigurationError(
            f"{read.path} is written in {language.NAMES[found]}; pdscan reads policies"
            f" in French and English"
        )
    return found or "fr"


def _check_topic(read: Document, text: str) -> None:
    said = sum(text.count(word) for word in _TOPIC)
    if said < 2 or len(text) < 60:
        raise ConfigurationError(
            f"{read.path} doesn't read like a privacy policy: it hardly speaks of personal data"
        )


def _head(draft: Draft, raw: dict[str, Any]) -> str:
    english = draft.language == "en"
    count = len(draft.doubts)
    name = draft.document.path.name
    shares = language.shares(draft.document.text)
    other = "fr" if english else "en"
    lines = [
        f"Read from {name} by pdscan declare; a person must check it."
        if english
        else f"Tiré de {name} par pdscan declare ; à relire par une personne.",
        f"{count} items to look at: marked review: true."
        if english
        else f"{count} éléments à vérifier : marqués review: true.",
    ]
    if shares[other] > _SECOND:
        lines.append("Two languages are mixed." if english else "Deux langues sont mêlées.")
    if not raw["data"] and not any(one["data"].get("items") for one in raw["activities"]):
        lines.append("No data were recognised." if english else "Aucune donnée n'a été reconnue.")
    return "\n".join(lines)
