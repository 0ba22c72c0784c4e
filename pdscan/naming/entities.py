"""Say what a model saw in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """Place what a model saw: `label` is PERSON, LOCATION, ORGANIZATION or another."""

    start: int
    end: int
    label: str
