"""Tell where the pages of an Open Document begin; source: ODF 1.3, 5.6, 17.3 and 20.188."""

from __future__ import annotations

from collections.abc import Mapping

_PROPERTIES = {"paragraph-properties", "table-properties"}
_LAID = {"p", "h", "table"}


class PageBreaks:
    """Watch the elements of a document's content, in order, by their names without a namespace.

    Breaks are those that the writer saw when it last laid the document out, those that the
    automatic style of a paragraph or table asks for, and slides. Each cell of a row that goes over
    a page tells the same break.
    """

    def __init__(self) -> None:
        self._style = ""
        self._before: set[str] = set()
        self._after: set[str] = set()
        self._begun = self._due = False
        self._slides = 0
        self._in_row = self._in_cell = 0

    def begins(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Say whether a page begins with the element."""
        if name == "soft-page-break":
            return self._is_new()
        if name == "page":
            self._slides += 1
            return self._slides > 1
        if name in _LAID:
            return self._asked(attributes)
        if name == "table-row":
            self.end_row()
        elif name == "table-cell":
            self._in_cell = 0
        elif name == "style":
            self._style = _of(attributes, "name")
            if _of(attributes, "master-page-name"):
                self._before.add(self._style)
        elif name in _PROPERTIES:
            self._note(attributes)
        return False

    def end_row(self) -> None:
        """Leave the row of a table."""
        self._in_row = self._in_cell = 0

    def _is_new(self) -> bool:
        self._in_cell += 1
        known, self._in_row = self._in_row, max(self._in_row, self._in_cell)
        return self._in_cell > known

    def _note(self, attributes: Mapping[str, str]) -> None:
        for where, styles in (("break-before", self._before), ("break-after", self._after)):
            if _of(attributes, where) == "page":
                styles.add(self._style)

    def _asked(self, attributes: Mapping[str, str]) -> bool:
        """Say whether the style, or that of what came before, asks for a page; never the first."""
        style = _of(attributes, "style-name")
        asked = self._begun and (style in self._before or self._due)
        self._begun, self._due = True, style in self._after
        return asked


def _of(attributes: Mapping[str, str], name: str) -> str:
    return next((v for k, v in attributes.items() if k.rpartition("}")[2] == name), "")
