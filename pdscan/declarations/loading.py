"""Read a declaration file, long or short form, and say everything that is wrong in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan import file_problems, taxonomy, yaml_lines
from pdscan.declarations import checks as declaration_checks
from pdscan.declarations import key_words, quotes, short_form
from pdscan.model import ConfigurationError
from pdscan.yaml_lines import Page, Problem

if TYPE_CHECKING:
    from pdscan.declarations import Declaration
    from pdscan.declarations.short_draft import Complaint

VERSION_KEY = "pdscan_declaration"
SUFFIXES = (".yaml", ".yml", ".json")

__all__ = ["Problem", "lines", "load", "parse", "problems", "sha256_of"]


def load(path: Path) -> Declaration:
    """Return the declaration of a file.

    Raises ConfigurationError with file, line and the first problems; a missing document or a
    document that changed since is no reason to refuse (`problems` warns of it).
    """
    return _declared(path, yaml_lines.read(path) if path.suffix.lower() in SUFFIXES else None)


def parse(text: str, path: Path) -> Declaration:
    """Return the declaration of a file's text; raise ConfigurationError as `load` does."""
    return _declared(path, yaml_lines.parse(text, path))


def _declared(path: Path, page: Page | None) -> Declaration:
    if page is not None and page.data is None:
        raise ConfigurationError(f"{path} is empty")
    if page is None or not _declares(page.data):
        raise ConfigurationError(
            f"{path} is not a declaration: write one by hand, or read one from a policy with"
            " pdscan declare POLICY -o FILE, and check it with pdscan declare --check FILE"
        )
    declaration, found = _examine(page, documents_root=None)
    errors = [problem for problem in found if problem.severity == "error"]
    if errors or declaration is None:
        raise file_problems.refusal(path, errors, f" (pdscan declare --check {path})")
    return declaration


def problems(
    path: Path, documents_root: Path | None = None, read: quotes.Read = quotes.plain
) -> tuple[Problem, ...]:
    """Return every problem of a file by line; an empty tuple where it is right.

    Documents are looked for beside the file, or in `documents_root`; `read` gives what they say.
    """
    try:
        page = yaml_lines.read(path)
    except ConfigurationError as error:
        place, _, message = str(error).removeprefix(f"{path}:").partition(": ")
        line = int(place) if place.isdigit() else 1
        return (Problem(line, message if place.isdigit() else str(error)),)
    return _examine(page, documents_root, read)[1]


def lines(path: Path) -> dict[str, int]:
    """Return the line of each item of a declaration file by its id, and of its top keys.

    In the short form, where ids are made of the words, it is the line of these.
    """
    page = yaml_lines.read(path)
    data = page.data if isinstance(page.data, dict) else {}
    places: dict[str, tuple[str | int, ...]] = {key: (key,) for key in data}
    if short_form.is_short(data):
        places |= short_form.expand(data, taxonomy.load())[1].places
    places |= {name: place for _, name, place in declaration_checks.defined(data)}
    return {name: page.line(place) for name, place in places.items()}


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits, as reports cite it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _declares(data: object) -> bool:
    return isinstance(data, dict) and VERSION_KEY in data


def _examine(
    page: Page, documents_root: Path | None, read: quotes.Read = quotes.plain
) -> tuple[Declaration | None, tuple[Problem, ...]]:
    """Return the declaration where its shape is right, and every problem of the file."""
    from pydantic import ValidationError

    from pdscan.declarations import Declaration

    if not isinstance(page.data, dict) or not _declares(page.data):
        message = (
            f"the key {VERSION_KEY!r} is missing: this isn't a declaration, which begins with the"
            f" line {VERSION_KEY}: 1"
        )
        return None, (Problem(1, message),)
    facts = taxonomy.load()
    found = list(page.doubles)
    data = page.data
    extra_keys: Mapping[str, tuple[str, ...]] = {}
    if short_form.is_short(data):
        data, draft = short_form.expand(data, facts)
        found += [_complained(page, one) for one in draft.complaints]
        extra_keys = short_form.KEYS
    declaration = None
    try:
        declaration = Declaration.model_validate(data)
    except ValidationError as error:
        found += file_problems.explain(page, Declaration, error, extra_keys, key_words.MEANT)
    found += declaration_checks.examine(page, data, facts)
    found += quotes.examine(page, documents_root or page.path.parent, read)
    ordered = sorted(set(found), key=lambda problem: (problem.line, problem.message))
    return declaration, tuple(ordered)


def _complained(page: Page, complaint: Complaint) -> Problem:
    """Return a complaint as a problem; of a bare word that YAML misread, that says more."""
    misread = page.misread(complaint.place) or ""
    # A bare number is what it looks like: quotes don't help it.
    message = complaint.message if not misread or "number" in misread else misread
    return Problem(page.line(complaint.place), message)
