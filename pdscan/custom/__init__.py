"""Make detectors of what users write in YAML: patterns with a validator, or exact values.

`load` is all that a run needs; `pdscan test` also asks how fast they are (`pace`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pdscan import file_problems
from pdscan.contracts import Detector
from pdscan.custom.files import Written, read
from pdscan.model import ConfigurationError
from pdscan.yaml_lines import Problem


@dataclass(frozen=True, slots=True)
class Custom:
    """Hold a user's detectors by name, and the SHA-256 of all files that they come from."""

    detectors: Mapping[str, Detector] = field(default_factory=dict)
    sha256: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """Return the types that the detectors find, sorted."""
        return tuple(sorted({one for made in self.detectors.values() for one in made.types}))


def load(paths: Sequence[Path], key: bytes | None = None) -> Custom:
    """Return the detectors of all files; raise ConfigurationError with file and line.

    Each is held to its own examples. `key` opens dictionaries of keyed digests.
    """
    written = [one for path in dict.fromkeys(paths) for one in read(path, key)]
    _check_together(written)
    for one in written:
        _check(one)
    made: dict[str, Detector] = {one.entry.name: one.detector for one in written}
    return Custom(made, _digest(written) if made else "")


def _check_together(written: Sequence[Written]) -> None:
    """Refuse two files that name the same detector."""
    seen: dict[str, Path] = {}
    for one in written:
        other = seen.setdefault(one.entry.name, one.page.path)
        if other != one.page.path:
            raise ConfigurationError(
                f"{one.page.path}:{one.line('name')}: the name {one.entry.name!r} is taken"
                f" already by {other}"
            )


def _check(one: Written) -> None:
    from pdscan.custom import examples  # the engine: only for a detector of one's own

    problems = [Problem(one.line(*place), said) for place, said in examples.failures(one)]
    if problems:
        check = f": pdscan test {one.page.path} shows all"
        raise file_problems.refusal(one.page.path, problems, check)


def _digest(written: Sequence[Written]) -> str:
    state = hashlib.sha256()
    for path in dict.fromkeys(path for one in written for path in one.files):
        with path.open("rb") as file:
            state.update(hashlib.file_digest(file, "sha256").digest())
    return state.hexdigest()
