"""Cut a text into the windows that are searched for names."""

from __future__ import annotations

WINDOW = 4000


def windows(text: str) -> list[tuple[int, str]]:
    """Cut a text into windows of some thousand characters, at line ends or spaces."""
    pieces: list[tuple[int, str]] = []
    start = 0
    while start < len(text):
        stop = min(len(text), start + WINDOW)
        if stop < len(text):
            cut = max(text.rfind("\n", start, stop), text.rfind(" ", start + WINDOW // 2, stop))
            stop = cut + 1 if cut > start else stop
        pieces.append((start, text[start:stop]))
        start = stop
    return pieces
