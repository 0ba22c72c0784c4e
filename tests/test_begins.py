"""Hold what detectors say of where matches begin to a search of everything."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.contracts import Pattern
from pdscan.detection.ruleset import Ruleset

TABLES = Path(__file__).parent / "detectors"
_BEGINNING = {
    name: detector
    for name, detector in plugins.detectors().items()
    if isinstance(detector, Pattern) and detector.begins
}


def _texts() -> list[str]:
    """Return the texts of the tables of all detectors, without their marks."""
    texts = []
    for path in sorted(TABLES.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        rows = [*table.get("hits", ()), *table.get("silent", ())]
        texts += [row if isinstance(row, str) else row.get("text", "") for row in rows]
    return [re.sub(r"\[\[(.+?)\]\](?!\])", r"\1", text, flags=re.DOTALL) for text in texts]


@pytest.mark.parametrize("name", _BEGINNING)
@pytest.mark.parametrize("joint", ["\n", " ", "\x1e", " ; "])
def test_a_detector_finds_the_same_where_begins_say_nothing(name: str, joint: str) -> None:
    detector = _BEGINNING[name]
    quick, slow = Ruleset({name: detector}), Ruleset({name: replace(detector, begins=())})
    buffer = joint.join(_texts()).encode()
    ends = quick.ends(buffer)

    found = list(quick.candidates(buffer, ends, {}))

    assert found
    assert found == list(slow.candidates(buffer, ends, {}))
