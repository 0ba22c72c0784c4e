"""What a person at a shell wants to see first: the status, the worst verdicts, the gaps."""

from __future__ import annotations

import io
import shlex
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from pdscan import contracts, report
from pdscan.wording import Words, inert
from pdscan.wording.groups import Group, Place
from pdscan.wording.overview import Overview
from pdscan.wording.sentences import (
    and_more,
    gap_detail,
    place_details,
    proposed_why,
    status_sentences,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.text import Text

MOST_GROUPS = 10
MOST_PLACES = 3
MOST_GAPS = 3
_STYLES = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "cyan",
    "info": "dim",
    "CONTRADICTED": "bold red",
    "DISCREPANCIES": "bold yellow",
    "INCONCLUSIVE": "bold yellow",
}


class Terminal(contracts.Report):
    """Write a page for a terminal: at most ten groups of verdicts, three places each."""

    suffix = ".txt"

    def write(self, result: report.Report, out: BinaryIO) -> None:
        """Write the page, in colours where asked for and NO_COLOR isn't set."""
        from rich.console import Console

        text = io.StringIO()
        console = Console(
            file=text,
            width=max(40, self.width),
            force_terminal=self.colour,
            color_system="standard" if self.colour else None,
            legacy_windows=False,
            emoji=False,
            markup=False,
            highlight=False,
        )
        _Page(Overview(result), Words(self.language), console, self.estate).print()
        lines = (line.rstrip() for line in text.getvalue().splitlines())
        out.write(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))


class _Page:
    """Print one report, part by part."""

    def __init__(
        self, overview: Overview, words: Words, console: Console, estate: Path | None
    ) -> None:
        self.overview = overview
        self.report = overview.report
        self.words = words
        self.console = console
        self.estate = estate

    def print(self) -> None:
        self._status()
        groups = self.overview.notable() if self.overview.judged else self.overview.unjudged()
        for group in groups[:MOST_GROUPS]:
            self._group(group)
        self._others(groups[MOST_GROUPS:])
        self._combined()
        self._hidden()
        self._proposed()
        self._gaps()
        self._more()

    def _line(self, *parts: str | tuple[str, str] | Text, indent: int = 0) -> None:
        """Print parts on one line, wrapped under its indent; a pair is text and style."""
        from rich.padding import Padding
        from rich.text import Text

        text = Text.assemble(*parts)
        self.console.print(Padding(text, (0, 0, 0, indent)) if indent else text)

    def _status(self) -> None:
        words, result = self.words, self.report
        if result.run.restricted_to:
            names = ", ".join(inert(name) for name in result.run.restricted_to)
            self._line((f"{words.say('ui', 'restricted')} {names}", "bold yellow"))
        head = words.say("status", result.status)
        self._line((head, _STYLES.get(result.status, "bold")), (f"  {result.status}", "dim"))
        for sentence in status_sentences(self.overview, words):
            self._line(sentence, indent=2)
        self._line()

    def _group(self, group: Group) -> None:
        words = self.words
        label, titles = self._level(group), [words.type(group.type)] if group.type else []
        if group.kind:
            titles.insert(0, words.say("kind", group.kind))
        style = _STYLES.get(group.severity, "bold")
        type_id = (f"  {inert(group.type or '')}", "dim")
        self._line((f" {label.upper()} ", style), " ", (" · ".join(titles), "bold"), type_id)
        for place in group.places[:MOST_PLACES]:
            self._line(self._place(place), indent=4)
        rest = len(group.places) - MOST_PLACES
        if rest > 0:
            self._line((and_more(words, rest), "dim"), indent=4)
        self._cited(group)
        self._line()

    def _level(self, group: Group) -> str:
        if group.kind:
            return self.words.say("severity", group.severity)
        return self.words.say("tier", str(group.tier or 0))

    def _place(self, place: Place) -> Text:
        from rich.text import Text

        text = Text(inert(place.where))
        details = place_details(place, self.words)
        if details:
            text.append("  " + " · ".join(details), style="dim")
        return text

    def _cited(self, group: Group) -> None:
        words = self.words
        if not group.type and group.explanation:
            self._line(inert(group.explanation.get(words.language, "")), indent=4)
        for cited in group.by[:2]:
            where = ", ".join(filter(None, (inert(cited.document or ""), words.lines(cited.lines))))
            quote = words.quote(cited.quote) if cited.quote else inert(cited.item)
            self._line((f"→ {quote}", "italic"), (f"  {where}", "dim"), indent=4)
        if not group.by and group.kind in {"UNDECLARED", "SENSITIVE_UNDECLARED"}:
            self._line((f"→ {words.say('ui', 'no_quote')}", "italic"), indent=4)

    def _others(self, groups: Sequence[Group]) -> None:
        if not groups:
            return
        places: Counter[str] = Counter()
        for group in groups:  # those that differ in what they cite only are told as one
            places[self._brief(group)] += len(group.places)
        self._line((f"{self.words.say('ui', 'others')} ({len(places)})", "bold"))
        for title, count in list(places.items())[:MOST_GROUPS]:
            self._line("- ", f"{title} ({self.words.number(count)})", indent=4)
        if len(places) > MOST_GROUPS:
            self._line(f"… +{len(places) - MOST_GROUPS}", indent=4)
        self._line()

    def _brief(self, group: Group) -> str:
        words = self.words
        names = [words.say("severity", group.severity), words.say("kind", group.kind)]
        names = [*(names if group.kind else []), words.type(group.type)]
        return " · ".join(filter(None, names))

    def _combined(self) -> None:
        """Show where columns single people out without naming them."""
        found = self.overview.combined()
        if not found:
            return
        self._line((self.words.say("ui", "combined"), "bold"))
        for one in found[:MOST_PLACES]:
            loci = " + ".join(inert(locus) for locus in one.loci)
            self._line(inert(one.asset_key), f"  {loci}", indent=2)
        if len(found) > MOST_PLACES:
            self._line((and_more(self.words, len(found) - MOST_PLACES), "dim"), indent=2)
        self._line()

    def _hidden(self) -> None:
        """Show what only broad words cover, the widest first."""
        broad = [one for declared in self.report.declarations for one in declared.hidden]
        if not broad:
            return
        self._line((self.words.say("ui", "hidden"), "bold"))
        for one in sorted(broad, key=lambda one: -len(one["covers"]))[:MOST_PLACES]:
            phrase = self.words.quote(one["phrase"]) if one.get("phrase") else inert(one["item"])
            types = list(one["covers"])
            named = ", ".join(self.words.type(name) for name in types[:MOST_GAPS])
            rest = f" … +{len(types) - MOST_GAPS}" if len(types) > MOST_GAPS else ""
            self._line((phrase, "italic"), f"  {named}{rest}", indent=2)
        self._line()

    def _proposed(self) -> None:
        found = self.overview.proposed()
        if not found:
            return
        self._line((self.words.say("ui", "proposed"), "bold"))
        for asset in found[:MOST_PLACES]:
            to = ", ".join((asset.proposal or {}).get("activities", ()))
            why = proposed_why(asset, self.words)
            self._line(inert(asset.locator), f" → {inert(to)}", (f"  {why}", "dim"), indent=2)
        if len(found) > MOST_PLACES:
            self._line((and_more(self.words, len(found) - MOST_PLACES), "dim"), indent=2)
        self._line()

    def _gaps(self) -> None:
        words = self.words
        gaps = self.overview.gaps()
        if not gaps:
            return
        self._line((words.say("ui", "not_read"), "bold"))
        for reason, found in gaps.items():
            self._line(f"{words.say('reason', reason)} ({words.number(len(found))})", indent=2)
            for gap in found[:MOST_GAPS]:
                self._line(inert(gap.locator), (f"  {gap_detail(gap, words)}", "dim"), indent=4)
            if len(found) > MOST_GAPS:
                self._line((and_more(words, len(found) - MOST_GAPS), "dim"), indent=4)
        self._line()

    def _more(self) -> None:
        words, run = self.words, inert(self.report.run.id or "RUN")
        self._line((words.say("ui", "see_more"), "bold"))
        estate = f" --estate {shlex.quote(inert(str(self.estate)))}" if self.estate else ""
        outputs = "--out html=pdscan.html --out json=pdscan.json"
        self._line(f"pdscan report {run}{estate} {outputs}", indent=2)


plugin = Terminal
