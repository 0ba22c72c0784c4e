"""Say which listed assets a run leaves out, and by which of the user's words."""

from __future__ import annotations

from collections.abc import Sequence

from pdscan.contracts import IGNORED, ReadOptions
from pdscan.locators import glob_matches
from pdscan.model import VIEW, Asset
from pdscan.reconcile.ages import Duration, instant

_WITH_BYTES = ("file", "object")  # whose size is in bytes, and whose last change is known


def key_of(options: ReadOptions, asset: Asset, as_of: str | None) -> str:
    """Return the key that leaves an asset out, empty where none does.

    `as_of` is the instant of ages. A view is left out since it shows rows that lie in tables. A
    glob may leave out the scheme and source name.
    """
    if asset.kind == IGNORED:
        return "pdscanignore"
    if asset.kind == VIEW and not options.views:
        return "views"
    if _hit(options.exclude, asset.locator):
        return "exclude"
    if options.include and not _hit(options.include, asset.locator):
        return "include"
    limits = options.limits
    if asset.kind not in _WITH_BYTES:
        return ""
    if limits.file_bytes is not None and (asset.size or 0) > limits.file_bytes:
        return "file_bytes"
    if limits.file_age is not None and _is_older(asset, limits.file_age, as_of):
        return "file_age"
    return ""


def idle(globs: Sequence[str], locator: str) -> list[str]:
    """Return the globs that do not hit a locator."""
    return [glob for glob in globs if not _hit((glob,), locator)]


def _hit(globs: Sequence[str], locator: str) -> bool:
    inside = locator.partition("://")[2].partition("/")[2]
    places = (locator, inside, inside.rpartition("/")[2])
    return any(glob_matches(glob, place) for glob in globs for place in places)


def _is_older(asset: Asset, age: str, as_of: str | None) -> bool:
    """Say whether a file's last change is longer ago; one of an unknown time is kept."""
    changed, today = instant(asset.modified), instant(as_of)
    return bool(changed and today and Duration.parse(age).is_over(changed, today))
