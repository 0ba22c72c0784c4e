"""Read a file of detectors, with the line of each complaint, and make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan import file_problems, plugins, yaml_lines
from pdscan.contracts import Pattern
from pdscan.custom import dictionary
from pdscan.custom.listed_values import ListedValues
from pdscan.custom.reading_check import ReadingCheck
from pdscan.model import ConfigurationError
from pdscan.yaml_lines import Page, Problem

if TYPE_CHECKING:
    from pdscan.custom.entries import DetectorEntry, DetectorFile

VERSION_KEY = "pdscan_detectors"
LARGEST = 2 << 20
MOST_PATTERNS = 500
_PATTERN, _CHECKED, _LISTED = (0.7, 0.9), (0.85, 0.97), (0.95, 0.98)


@dataclass(frozen=True, slots=True)
class Written:
    """Hold one detector as made and as written, with the page and place that it stands at."""

    detector: Pattern
    entry: DetectorEntry
    page: Page
    number: int

    def line(self, *place: str | int) -> int:
        """Return the line of a part of the detector."""
        return self.page.line(("detectors", self.number, *place))

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that decide what it finds."""
        listed = self.entry.dictionary
        return (self.page.path, *([self.page.path.parent / listed] if listed else ()))


def read(path: Path, key: bytes | None = None) -> tuple[Written, ...]:
    """Return the detectors of one file; raise ConfigurationError for what is wrong in it."""
    page = _page(path)
    return tuple(
        Written(_detector(page, number, entry, key), entry, page, number)
        for number, entry in enumerate(_file(page).detectors)
    )


def _page(path: Path) -> Page:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ConfigurationError(f"{path}: {(error.strerror or 'not there').lower()}") from None
    if size > LARGEST:
        raise ConfigurationError(
            f"{path}: a file of detectors has at most 2 MB; put long lists of values into a "
            "dictionary file"
        )
    return yaml_lines.read(path)


def _file(page: Page) -> DetectorFile:
    from pydantic import ValidationError

    from pdscan.custom.entries import DetectorFile

    if not isinstance(page.data, dict) or VERSION_KEY not in page.data:
        raise ConfigurationError(
            f"{page.path}:1: the key {VERSION_KEY!r} is missing: this isn't a file of detectors"
        )
    try:
        made = DetectorFile.model_validate(page.data)
    except ValidationError as error:
        explained = file_problems.explain(page, DetectorFile, error)
        raise _refusal(page, [*page.doubles, *explained]) from None
    problems = [*page.doubles, *_doubled(page, made)]
    if sum(len(entry.patterns) for entry in made.detectors) > MOST_PATTERNS:
        problems.append(Problem(1, f"more than {MOST_PATTERNS} patterns: use a dictionary"))
    if problems:
        raise _refusal(page, problems)
    return made


def _refusal(page: Page, problems: Iterable[Problem]) -> ConfigurationError:
    return file_problems.refusal(page.path, sorted(problems, key=lambda one: one.line))


def _doubled(page: Page, made: DetectorFile) -> Iterator[Problem]:
    taken = set(plugins.names("detector"))
    for number, entry in enumerate(made.detectors):
        if entry.name in taken:
            line = page.line(("detectors", number, "name"))
            yield Problem(line, f"the name {entry.name!r} is taken already: choose another")
        taken.add(entry.name)


def _detector(page: Page, number: int, entry: DetectorEntry, key: bytes | None) -> Pattern:
    score, sure = _CHECKED if entry.validator else _LISTED if entry.dictionary else _PATTERN
    score = score if entry.score is None else entry.score
    return Pattern(
        title=entry.title or entry.name,
        types=(entry.finds,),
        regexes=entry.patterns,
        check=ReadingCheck(
            type=entry.finds,
            score=score,
            context_score=max(score, entry.context_score or sure),
            validator=entry.validator,
            show_last=entry.show_last,
            qualifier=entry.qualifier,
            evidence="dictionary" if entry.dictionary else "",
        ),
        near=entry.near,
        fields=entry.fields,
        needs_context=entry.needs_context,
        reach=entry.longest,
        trusted=False,
        find=_listed(page, number, entry.dictionary, key) if entry.dictionary else None,
    )


def _listed(page: Page, number: int, name: str, key: bytes | None) -> ListedValues:
    try:
        return dictionary.load(page.path.parent / name, key)
    except ConfigurationError as error:
        line = page.line(("detectors", number, "dictionary"))
        raise ConfigurationError(f"{page.path}:{line}: {error}") from None
