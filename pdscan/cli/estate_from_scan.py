"""Write an estate file from a report: its sources, and a proposal for each asset it can map.

Nothing is confirmed: each proposal stands as `confirmed: false` with its reason beside it, for a
person to keep, change or strike out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.locators import MEMBER, asset_key

if TYPE_CHECKING:
    from pdscan.report import AssetSeen, Report

MOST_UNTOLD = 50
_SQLITE = "sqlite:///"
_HEAD = """\
# pdscan.yaml, written from a scan: every line under `assets` is a proposal.
# Keep it (confirmed: true), change its activities, or strike it out; verdicts that rest on a
# proposal are suspected at most and never clean.
# Check it with:  pdscan check --estate pdscan.yaml
pdscan_estate: 1
"""


def text_of(report: Report, declared: Sequence[Path]) -> str:
    """Return the estate file; `declared` are the declarations that it names."""
    name = "my-company" if report.run.estate == "adhoc" else report.run.estate
    lines = [f"{_HEAD}id: {_quoted(name)}"]
    if declared:
        lines.append(f"declared: [{', '.join(_quoted(str(one.absolute())) for one in declared)}]")
    lines.append("sources:")
    for source in report.coverage.sources:
        target = _absolute(source.target)
        lines.append(f"  - {{name: {_quoted(source.name)}, target: {_quoted(target)}}}")
    proposed, untold = _by_selector(report)
    lines.append("assets:" if proposed else "assets: []")
    lines += [_line(match, asset) for match, asset in proposed.items()]
    if untold:
        lines.append("# Nothing in these names tells an activity: map them by hand.")
        lines += [f"#  - {{match: {_quoted(one)}, activities: []}}" for one in untold[:MOST_UNTOLD]]
    if len(untold) > MOST_UNTOLD:
        lines.append(f"# … and {len(untold) - MOST_UNTOLD} more")
    return "\n".join(lines) + "\n"


def _line(match: str, asset: AssetSeen) -> str:
    told = asset.proposal or {}
    served = ", ".join(_quoted(str(one)) for one in told.get("activities", ()))
    words = [_inert(str(word)) for word in told.get("words", ())]
    why = f"words in common: {', '.join(words)}" if words else f"beside {told.get('system')}"
    return f"  - {{match: {_quoted(match)}, activities: [{served}], confirmed: false}}  # {why}"


def _by_selector(report: Report) -> tuple[dict[str, AssetSeen], list[str]]:
    """Return the proposals by selector, and the selectors of those without; members follow."""
    proposed: dict[str, AssetSeen] = {}
    untold: dict[str, None] = {}
    for asset, match in _selected(report):
        if asset.proposal is not None:
            proposed.setdefault(match, asset)
        else:
            untold[match] = None
    return proposed, [match for match in untold if match not in proposed]


def _selected(report: Report) -> Iterator[tuple[AssetSeen, str]]:
    for asset in report.assets:
        if MEMBER not in asset.locator and not asset.activities:
            key = asset.asset_key or asset_key(asset.locator)
            yield asset, key.replace("{date}", "*").replace("={}", "=*")


def _absolute(target: str) -> str:
    if target.startswith(_SQLITE):
        return _SQLITE + str(Path(target.removeprefix(_SQLITE)).absolute())
    return target if "://" in target or target == "-" else str(Path(target).absolute())


def _quoted(text: str) -> str:
    """Return a YAML string: JSON's escapes are YAML's."""
    return json.dumps(text, ensure_ascii=True)


def _inert(word: str) -> str:
    return "".join(sign for sign in word if sign.isprintable() and sign != "#")
