"""Keep the compiled automaton in the user's cache folder: compiling takes a second, loading not.

The cache holds patterns only, never data. A file that can't be read or written is no error: the
automaton is compiled again.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import hyperscan
import platformdirs


def database(expressions: Sequence[bytes]) -> hyperscan.Database:
    """Return the block-mode database of the expressions, from the cache or freshly compiled."""
    path = _path(expressions)
    try:
        kept = path.read_bytes()
    except OSError:
        return _compiled_and_kept(expressions, path)
    try:
        made = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
        made.scratch = hyperscan.Scratch(made)
    except hyperscan.error:
        return _compiled_and_kept(expressions, path)
    return made


def _path(expressions: Sequence[bytes]) -> Path:
    state = hashlib.sha256(f"{version('hyperscan')} {platform.machine()}".encode())
    state.update(platform.processor().encode())
    for expression in expressions:
        state.update(b"\x1f" + expression)
    folder = Path(platformdirs.user_cache_dir("pdscan"))
    return folder / f"automaton-{state.hexdigest()[:32]}.bin"


def _compiled_and_kept(expressions: Sequence[bytes], path: Path) -> hyperscan.Database:
    made = _compile(expressions)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(hyperscan.dumpb(made))
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
    return made


def _compile(expressions: Sequence[bytes]) -> hyperscan.Database:
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    count = len(expressions)
    made.compile(
        expressions=list(expressions), ids=list(range(count)), elements=count, flags=[0] * count
    )
    return made
