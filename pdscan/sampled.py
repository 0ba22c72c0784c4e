"""Hold what a source says of a sample that it draws, while it is read and at its end."""

from __future__ import annotations

from dataclasses import dataclass

# How often at most a finding's bound may be wrong: where a sample is judged once, at its end; where
# it may end at one of three stages before, at each of these and at its end. Together never more
# than one time in twenty.
ONCE, AT_A_STAGE, AT_THE_END = 0.05, 0.01 / 3, 0.04


@dataclass(frozen=True, slots=True)
class Sampled:
    """Say that only a part of an asset was read: `n` rows out of about `of`.

    `alpha` is how often the bounds of what was found in it may be wrong. `settled`: its reading
    ended before all of the sample was read, for nothing more was to be learnt.
    """

    n: int
    of: int | None
    method: str
    alpha: float = ONCE
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Say that the rows of a sample read so far, `drawn`, are by themselves a smaller one.

    Whoever has seen enough may end the reading here. The first is there before any row.
    """

    drawn: Sampled
