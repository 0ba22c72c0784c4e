"""Turn a web page into the lines of its text, marked like Markdown: headings, lists, tables.

Scripts, styles, forms, menus and footers of the page aren't what a reader reads as the policy.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|svg|template)\b.*?(?:</\1\s*>|\Z)", re.S | re.I
)
_SKIPPED = frozenset(("nav", "button", "select", "option", "head"))
_BREAKING = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "ul",
        "ol",
        "table",
        "tr",
        "br",
        "hr",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "form",
        "figure",
        "address",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
    ]
)
_MOST = 4_000_000


class _Writer(HTMLParser):
    """Write the visible text line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.skipped = 0
        self.cells: list[str] | None = None
        self.is_first_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a list item, a row or a cell."""
        del attrs
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag == "table":
            self.end_line(blank=True)
            self.is_first_row = True
        elif tag == "tr":
            self.end_line()
            self.cells = []
        elif tag in ("td", "th"):
            self.line.clear()
        elif self.cells is not None and tag in _BREAKING:
            self.line.append(" <br> ")
        elif tag in _BREAKING:
            self.end_line(blank=tag not in ("br", "li"))
            if tag == "li":
                self.line.append("- ")
            elif re.fullmatch("h[1-6]", tag):
                self.line.append("#" * int(tag[1]) + " ")

    def handle_endtag(self, tag: str) -> None:
        """End a line, a row or a cell."""
        if tag in _SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append(" ".join("".join(self.line).split()))
            self.line.clear()
        elif tag == "tr" and self.cells is not None:
            if self.cells:
                self.lines.append("| " + " | ".join(self.cells) + " |")
                if self.is_first_row:
                    self.lines.append("|" + " --- |" * len(self.cells))
            self.is_first_row, self.cells = False, None
        elif tag in _BREAKING and self.cells is None:
            self.end_line(blank=tag not in ("br", "li"))

    def handle_data(self, data: str) -> None:
        """Add text to the line."""
        if not self.skipped:
            self.line.append(data)

    def end_line(self, *, blank: bool = False) -> None:
        """Close the line, and leave one blank after it where a block ends."""
        text = " ".join("".join(self.line).split())
        self.line.clear()
        if text and text != "-":
            self.lines.append(text)
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")


def text_of(html: str) -> str:
    """Return the text of a page as Markdown-like lines."""
    writer = _Writer()
    writer.feed(_HIDDEN.sub(" ", html[: _MOST * 2])[:_MOST])
    writer.close()
    writer.end_line()
    return "\n".join(writer.lines)
