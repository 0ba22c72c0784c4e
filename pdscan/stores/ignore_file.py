"""Read a `.pdscanignore`: which files and folders under a target are left out, as git would say it.

Only the one in the target itself counts: whoever may write into some folder of a share must not
decide alone what is read there. What it leaves out is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

NAME = ".pdscanignore"
LONGEST = 1 << 20
_MOST_STARS = 3  # in a name: Python's regexes try all ways to share a name between stars
# Bytes that are no UTF-8, as characters for private use: pathspec encodes what it compares.
_ODD = {0xDC00 + byte: 0xF700 + byte for byte in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """Hold the patterns of a target; `refused` are the numbers of lines that could not be meant."""

    spec: GitIgnoreSpec
    refused: tuple[int, ...] = ()

    def leaves_out(self, path: str, *, is_folder: bool) -> bool:
        """Say whether a path below the target, without a slash before it, is left out."""
        plain = path.translate(_ODD)
        return self.spec.match_file(f"{plain}/" if is_folder else plain)


def parse(raw: bytes) -> IgnoreFile:
    """Return what the bytes of an ignore file say; a line that can't be meant leaves out nothing.

    >>> parse(b"*.tmp").leaves_out("a/b.tmp", is_folder=False)
    True
    """
    kept: list[str] = []
    refused: list[int] = []
    lines = raw.decode("utf-8", "surrogateescape").translate(_ODD).splitlines()
    cut = len(lines) if len(raw) >= LONGEST else 0  # half a line would leave out too much
    for number, line in enumerate(lines, 1):
        if number != cut and _is_meant(line):
            kept.append(line)
        else:
            refused.append(number)
    return IgnoreFile(GitIgnoreSpec.from_lines(kept), tuple(refused))


def _is_meant(line: str) -> bool:
    names = line.split("/")
    if any(name.count("*") > _MOST_STARS for name in names) or names.count("**") > _MOST_STARS:
        return False
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def complaint(where: str, refused: Sequence[int]) -> str:
    """Return the sentence of the gap that stands for refused lines."""
    lines = ", ".join(map(str, refused[:5])) + (", …" if len(refused) > 5 else "")
    return f"{where} can't be understood in line {lines}, which leaves out nothing"
