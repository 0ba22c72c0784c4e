"""Errors cross from a worker process as they are."""

from __future__ import annotations

import pickle

import pytest

from pdscan.model import (
    MissingDriverError,
    PdscanError,
    Reason,
    UnknownNameError,
    UnreadableError,
    UsageError,
)


@pytest.mark.parametrize(
    "error",
    [
        UsageError("x"),
        UnknownNameError("type", "emial", ["email"]),
        MissingDriverError("oracle", "oracle"),
        UnreadableError(Reason.LIMIT, "too deep"),
    ],
)
def test_error_survives_the_way_between_processes(error: PdscanError) -> None:
    again = pickle.loads(pickle.dumps(error))

    assert (type(again), str(again)) == (type(error), str(error))
    assert getattr(again, "reason", None) == getattr(error, "reason", None)
