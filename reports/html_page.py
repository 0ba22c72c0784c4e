"""One self-contained page to read, filter and print, in French and English; opens no connection."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pdscan import contracts, report
from pdscan.report_coverage import GapSeen
from pdscan.wording import Words, inert, ordered
from pdscan.wording.groups import Group, Place, tier_rank
from pdscan.wording.overview import READ, UNREAD, Overview
from pdscan.wording.sentences import (
    accepted_sentence,
    amount,
    assets_sentence,
    found_sentence,
    gap_detail,
    proposed_why,
    shares_sentence,
    telling,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

ROWS = 10
_LEVELS = ("info", "low", "medium", "high", "critical")


class HtmlPage(contracts.Report):
    """Write the page; both languages are in it, `language` is the one shown first."""

    suffix = ".html"

    def write(self, result: report.Report, out: BinaryIO) -> None:
        """Write the page: autoescaped, and nothing of the report is in a script or style."""
        words = {language: Words(language) for language in ("fr", "en")}
        language = Words(self.language).language
        script = _file("page.js")
        page = self._environment.get_template("page.html").render(
            view=_View(Overview(result), words["fr"], words["en"]),
            result=result,
            language=language,
            style=_file("page.css"),
            script=script,
            policy=_policy(script),
        )
        out.write(page.encode("utf-8"))

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
        from markupsafe import Markup

        def finalize(value: object) -> object:
            return (
                inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value
            )

        return Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def _file(name: str) -> Markup:
    """Return a file beside this one, which Jinja takes as it is."""
    from markupsafe import Markup

    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))  # noqa: S704


def _policy(script: str) -> str:
    """Return the page's content security policy: no connection, and this one script only."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


class _View:
    """Answer what the template asks: the overview's parts, and words in both languages."""

    rows_shown = ROWS
    statuses = (*READ, *UNREAD)
    telling = staticmethod(telling)

    def __init__(self, overview: Overview, french: Words, english: Words) -> None:
        self.overview = overview
        self.french = french
        self.english = english

    def both(self, say: Callable[[Words], str]) -> Markup:
        """Return what is said in both languages; the style shows the chosen one."""
        return self.pair(say(self.french), say(self.english))

    def pair(self, french: str, english: str) -> Markup:
        """Return two texts, escaped, of which the style shows one; a single one where alike."""
        from markupsafe import Markup, escape

        french, english = inert(french), inert(english)
        if french == english:
            return escape(french)
        spans = '<span class="fr" lang="fr">{}</span><span class="en" lang="en">{}</span>'
        return Markup(spans).format(french, english)  # noqa: S704

    def say(self, section: str, word: str, **values: object) -> Markup:
        """Return words of `wording.yaml`."""
        return self.both(lambda words: words.say(section, word, **values))

    def blind_spot(self, spot: str) -> Markup:
        """Return what was not looked at, in words."""
        return self.both(lambda words: words.blind_spot(spot))

    def gap_detail(self, gap: GapSeen) -> Markup:
        """Return what is known of a gap, in words."""
        return self.both(lambda words: gap_detail(gap, words))

    def proposed(self, asset: report.AssetSeen) -> Markup:
        """Return why an activity is proposed for an asset."""
        return self.both(lambda words: proposed_why(asset, words))

    def type(self, name: str | None) -> Markup:
        """Return a type's label."""
        return self.both(lambda words: words.type(name))

    def number(self, value: int) -> Markup:
        """Return a count with its thousands apart."""
        return self.both(lambda words: words.number(value))

    def counted(self, what: str, count: int) -> Markup:
        """Return a count with its noun, singular or plural."""
        return self.both(lambda words: words.counted(what, count))

    def share(self, value: float) -> Markup:
        """Return a share as a percentage."""
        return self.both(lambda words: words.share(value))

    def locus(self, place: Place) -> Markup:
        """Return a place's locus in words."""
        return self.both(lambda words: words.locus(place.locus))

    def amount(self, place: Place) -> Markup:
        """Return a place's count out of what was examined."""
        return self.both(lambda words: amount(place, words))

    def duration(self, iso: str) -> Markup:
        """Return a duration in words."""
        return self.both(lambda words: words.duration(iso))

    def lines(self, lines: tuple[int, ...]) -> Markup:
        """Return a citation's lines in words."""
        return self.both(lambda words: words.lines(lines))

    def quote(self, text: str) -> Markup:
        """Return a quotation between the language's marks."""
        return self.both(lambda words: words.quote(text))

    def explained(self, item: Group | Place | report.Verdict) -> Markup | None:
        """Return the explanation that all places of a group share, or that of one of them."""
        said = item.explanation
        if not said:
            return None
        french = said.get("fr") or said.get("en") or ""
        return self.pair(self.french.typeset(french), said.get("en") or french)

    def found(self) -> Markup:
        """Return the sentence that counts what stands out."""
        return self.both(lambda words: found_sentence(self.overview, words))

    def read(self) -> Markup:
        """Return the sentence that says how the listed assets ended."""
        return self.both(lambda words: assets_sentence(self.overview, words))

    def shares(self) -> Markup:
        """Return the shares of rows and bytes that were read."""
        return self.both(lambda words: shares_sentence(self.overview, words))

    def accepted(self) -> Markup:
        """Return the bound under which samples were accepted, nothing where none was."""
        return self.both(lambda words: accepted_sentence(self.overview, words))

    def level(self, group: Group) -> str:
        """Return a group's level by name: its severity, or its sensitivity where unjudged."""
        return group.severity or _LEVELS[tier_rank(group.tier)]

    def columns(self) -> tuple[str, ...]:
        """Return the map's columns, in the order of the wording."""
        return ordered("category", {name for row in self.overview.rows() for name in row.cells})

    def level_name(self, level: int) -> str:
        """Return a level from 0 to 4 by name."""
        return _LEVELS[level]

    def graded(self, level: str) -> Markup:
        """Return a severity with its noun."""
        return self.both(lambda words: words.say("ui", "graded", name=words.say("severity", level)))

    def letter(self, level: int) -> Markup:
        """Return the initial of a level: its colour alone must not tell."""
        if not self.overview.judged or not level:
            return self.pair("", "")
        return self.both(lambda words: words.say("severity", _LEVELS[level])[0].upper())


plugin = HtmlPage
