"""Show a declaration's YAML line by line, its items linked to where the document says them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from pdscan.review.marks import Mark

_ID = re.compile(r"(?:^\s*(?:- )?\{?|\s)id: (?P<id>[\w.]+)")
_TOP = re.compile(r"(\w+):")
_KEY = re.compile(r"^(\s*(?:- )?)([\w-]+):")


def yaml_pane(text: str, marks: Iterable[Mark], doubts: set[str]) -> str:
    """Return the YAML as HTML: an item's line carries its kind, and links to its passage."""
    kinds = {name: kind for mark in marks for kind, name in reversed(mark.became)}
    lines = []
    seen: set[str] = set()
    top, number = "", -1
    for line in text.splitlines():
        if begins := _TOP.match(line):
            top, number = begins[1], -1
        number += line.startswith("  - ")
        found = _ID.search(line)
        name = found["id"] if found else ""
        if not name and begins and top in ("controller", "dpo", "scope"):
            name = top
        elif not name and line.startswith("  - "):
            name = f"{top}.{number}"
        shown = _KEY.sub(r"\1<b>\2</b>:", escape(line, quote=False), count=1)
        if line.lstrip().startswith("#"):
            shown = f'<i class="comment">{shown}</i>'
        if name and name not in seen:
            seen.add(name)
            kind = kinds.get(name, "")
            doubt = " doubt" if name in doubts else ""
            link = f'<a class="back" href="#m-{escape(name)}" title="{escape(name)}">↩</a>'
            back = link if kind else ""
            named = f'class="y {kind}{doubt}" id="y-{escape(name)}"'
            lines.append(f"<div {named}>{shown}{back}</div>")
        else:
            lines.append(f'<div class="y">{shown or "&nbsp;"}</div>')
    return "".join(lines)
