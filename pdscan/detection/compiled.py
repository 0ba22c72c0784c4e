"""Compile expressions into one automaton, kept in the user's cache folder: loading is quick.

The cache holds patterns only, never data. A file that can't be read or written, or that was made by
another version or machine, is no error: the automaton is compiled again.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import hyperscan
import platformdirs

Database = hyperscan.Database
_FORM = 2  # raised when what is checked before compiling changes
_FLAGS = {
    "i": hyperscan.HS_FLAG_CASELESS,
    "m": hyperscan.HS_FLAG_MULTILINE,
    "s": hyperscan.HS_FLAG_DOTALL,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """Hold one regex in bytes, with the letters of its flags (`ims`), and what confirms it.

    `looser` is another that matches at least what this one does, for when it is refused as too
    large.
    """

    regex: bytes
    flags: str = ""
    exact: str = ""
    looser: bytes | None = None

    @property
    def bits(self) -> int:
        """Return the flags as the automaton takes them."""
        return sum(_FLAGS[letter] for letter in self.flags)


class RefusedError(Exception):
    """Say which expression, by its place, can't be compiled, and why."""

    def __init__(self, place: int, why: str) -> None:
        super().__init__(why)
        self.place = place


def database(
    expressions: Sequence[Expression], check: Callable[[], None] = lambda: None
) -> hyperscan.Database:
    """Return the block-mode database of the expressions, from the cache or freshly compiled.

    What the automaton can't express (look-around, back-references) is compiled to match more.
    `check` is called before the first compiling: what is in the cache was checked then. Raise
    RefusedError for an expression that can't be.
    """
    path = _path(expressions)
    try:
        kept = path.read_bytes()
        made = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
        made.scratch = hyperscan.Scratch(made)
    except (OSError, hyperscan.error):
        check()
        return _compiled_and_kept(expressions, path)
    return made


def _path(expressions: Sequence[Expression]) -> Path:
    machine = f"{platform.machine()} {platform.processor()}"
    state = hashlib.sha256(f"{_FORM} {version('hyperscan')} {machine}".encode())
    for one in expressions:
        state.update(repr(one).encode())
    folder = Path(platformdirs.user_cache_dir("pdscan"))
    return folder / f"automaton-{state.hexdigest()[:32]}.bin"


def _compiled_and_kept(expressions: Sequence[Expression], path: Path) -> hyperscan.Database:
    made = _compiled(expressions)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(hyperscan.dumpb(made))
        draft.replace(path)
    except OSError:
        with suppress(OSError):  # a folder that may not be entered
            draft.unlink(missing_ok=True)
    return made


def _compiled(expressions: Sequence[Expression]) -> hyperscan.Database:
    """Compile all at once; where one is refused, find for each how it is taken."""
    try:
        return _compile([one.regex for one in expressions], [one.bits for one in expressions])
    except hyperscan.error:
        taken = [_taken(place, one) for place, one in enumerate(expressions)]
        return _compile([regex for regex, _ in taken], [flags for _, flags in taken])


def _taken(place: int, one: Expression) -> tuple[bytes, int]:
    """Return the expression with the flags that it compiles with; the fewest that do."""
    looser = one.bits | hyperscan.HS_FLAG_PREFILTER
    ways = [(one.regex, one.bits), (one.regex, looser)]
    if one.looser is not None:
        ways.append((one.looser, looser))
    why = ""
    for regex, flags in ways:
        try:
            _compile([regex], [flags])
        except hyperscan.error as error:
            why = why or str(error)
        else:
            return regex, flags
    raise RefusedError(place, why)


def _compile(expressions: Sequence[bytes], flags: Sequence[int]) -> hyperscan.Database:
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    count = len(expressions)
    made.compile(
        expressions=list(expressions), ids=list(range(count)), elements=count, flags=list(flags)
    )
    return made
