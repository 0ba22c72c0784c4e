"""Say what an error means for a scan: a gap, in our own words."""

from __future__ import annotations

from pdscan.model import Gap, MissingDriverError, Reason, UnreadableError


def gap_of(locator: str, error: Exception) -> Gap:
    """Return what an error means for a scan; only pdscan's own say it in their words."""
    if isinstance(error, UnreadableError):
        return Gap(locator, error.reason, error.detail)
    if isinstance(error, MissingDriverError):
        return Gap(locator, Reason.NO_DRIVER, str(error))
    if isinstance(error, MemoryError):
        return Gap(locator, Reason.LIMIT, "not enough memory to read it")
    return Gap(locator, Reason.CRASHED, origin(error))


def origin(error: BaseException) -> str:
    """Name an error's kind and the innermost module of ours it went through, not its text."""
    module = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        module = name if name.startswith("pdscan") else module
        trace = trace.tb_next
    return f"{type(error).__name__} in {module or 'a driver'}"
