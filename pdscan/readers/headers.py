"""Tell whether the first row of a table names its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdscan.folding import name_words
from pdscan.naming.names import know, name_share

_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*|[A-Z_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_ENOUGH, _NAMES = 2, 0.6  # cells below a title; the share of them that are persons' names
_VALUE = re.compile(r"[\d\s.,:/+-]+|.*@.*|\d{4}-\d\d-\d\d.*|https?:.*", re.S)
_WORDS = {"true", "false", "yes", "oui", "non", "null", "nan", "na", "n/a"}
_HEADER_WORDS = frozenset(
    re.findall(
        r"[\w-]+",
        "nom prenom name firstname lastname surname email mail courriel tel telephone phone "
        "mobile adresse address ville city cp zip code postal pays country date naissance birth "
        "id ident identifiant identifier numero num number no ref reference type libelle label "
        "description montant amount prix price total iban bic siret siren nir societe company "
        "client customer user login status statut civilite sexe gender age titre title key value",
    )
)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row names the columns: words, unlike the values below."""
    first = [cell.strip() for cell in rows[0]] if rows else []
    filled = [cell for cell in first if cell]
    if not filled or any(_is_value(cell) for cell in filled):
        return False
    below = rows[1:]
    known = sum(len(cell) <= 30 and bool(set(name_words(cell)) & _HEADER_WORDS) for cell in filled)
    if 4 * known >= len(filled):
        return True
    if not below:
        return False  # a row of data, for all that can be told: nothing may be taken for a name
    columns = [
        [row[number].strip() for row in below if number < len(row)]
        for number, title in enumerate(first)
        if title
    ]
    if any(sum(map(_is_value, cells)) > 0.8 * len(cells) > 0 for cells in columns):
        return True
    if any(map(_holds_no_words, columns)) and all(map(_is_said, filled)):
        return True
    return all(_PLAIN_NAME.fullmatch(cell) for cell in filled) and not all(
        _PLAIN_NAME.fullmatch(cell) for row in below for cell in row if cell
    )


def _holds_no_words(cells: Sequence[str]) -> bool:
    """Say whether a column holds codes with digits or names of persons, which no title is."""
    if len(cells) < _ENOUGH:
        return False
    return all(map(_DIGIT.search, cells)) or name_share(cells).full >= _NAMES


def _is_said(title: str) -> bool:
    """Say whether a title is words of a language, without digits, and no name of a person."""
    words = map(know, _WORD.findall(title))
    spoken = not _DIGIT.search(title) and any(word.ordinary or word.common for word in words)
    return spoken and not name_share([title]).full


def _is_value(cell: str) -> bool:
    return len(cell) > 200 or bool(_VALUE.fullmatch(cell)) or cell.lower() in _WORDS
