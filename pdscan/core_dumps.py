"""Forbid core dumps: what is in memory must never be written to a file by a crash."""

from __future__ import annotations


def forbid() -> None:
    """Set the limit of core files to nothing, for this process and those it starts."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
