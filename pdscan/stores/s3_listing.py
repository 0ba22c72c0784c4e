"""List what lies in a bucket: by pages, by several stretches of keys at once, or by versions.

The order is that of the keys; where stretches are listed at once, their pages take turns, so that
the order is the same each time and memory holds a few pages whatever the bucket's size.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

_AT_ONCE = 8
_DEEPEST = 20  # folders that are passed through while each holds one folder only


@dataclass(frozen=True, slots=True)
class Listed:
    """Describe one object: `size` in bytes and `modified` where told; `version` of a former one."""

    key: str
    size: int | None
    modified: datetime | None
    tag: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """Hold one answer, and what asks for the next: nothing at the end of the stretch."""

    objects: list[Listed]
    follow: Mapping[str, str] | None


def by_pages(client: Any, request: Mapping[str, str]) -> Iterator[Listed]:
    """Yield the objects under a prefix; `request` has Bucket, Prefix, and what all requests have.

    Where they are more than one page, and folders split them, stretches are listed at once. Raises
    what boto3 does.
    """
    first = _page(client, request)
    bounds = _bounds(_folders(client, request)) if first.follow else []
    if bounds and (
        not first.objects or first.objects[-1].key <= bounds[0]
    ):  # else all is a few pages
        yield from _at_once(client, request, bounds)
        return
    yield from first.objects
    while first.follow:
        first = _page(client, first.follow)
        yield from first.objects


def by_versions(client: Any, request: Mapping[str, str]) -> Iterator[Listed]:
    """Yield all versions of all objects; of a deleted object every version is a former one."""
    for page in client.get_paginator("list_object_versions").paginate(**request):
        for one in page.get("Versions", ()):
            version = None if one["IsLatest"] else one["VersionId"]
            yield Listed(one["Key"], one["Size"], one["LastModified"], one["ETag"], version)


def _page(client: Any, request: Mapping[str, str], last: str | None = None) -> _Page:
    """Ask for one page of the keys up to and with `last`."""
    answer = client.list_objects_v2(**request)
    found = [
        Listed(one["Key"], one["Size"], one["LastModified"], one["ETag"])
        for one in answer.get("Contents", ())
    ]
    kept = [one for one in found if last is None or one.key <= last]
    token = answer.get("NextContinuationToken")
    if not answer.get("IsTruncated") or token is None or len(kept) < len(found):
        return _Page(kept, None)
    return _Page(kept, {**request, "ContinuationToken": str(token)})


def _folders(client: Any, request: Mapping[str, str]) -> list[str]:
    """Return the folders that split the keys, in order; none where an answer can't hold them all.

    A folder that is alone in its folder splits nothing, and is gone into.
    """
    prefix = request["Prefix"]
    for _ in range(_DEEPEST):
        answer = client.list_objects_v2(**{**request, "Prefix": prefix, "Delimiter": "/"})
        folders = [one["Prefix"] for one in answer.get("CommonPrefixes", ())]
        if answer.get("IsTruncated"):
            return []
        if len(folders) != 1:
            return folders
        (prefix,) = folders
    return []


def _bounds(folders: list[str]) -> list[str]:
    """Return the folders at which a stretch ends, so that there are as many as run at once."""
    step = -(-len(folders) // _AT_ONCE)
    return folders[step::step] if folders else []


def _at_once(client: Any, request: Mapping[str, str], bounds: list[str]) -> Iterator[Listed]:
    """Yield the keys of the stretches between bounds, a page of each in turn."""
    ends = pairwise([None, *bounds, None])
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running: deque[tuple[Future[_Page], str | None]] = deque()
        for after, last in ends:
            start = {} if after is None else {"StartAfter": after}
            running.append((pool.submit(_page, client, {**request, **start}, last), last))
        try:
            while running:
                future, last = running.popleft()
                page = future.result()
                if page.follow:
                    running.append((pool.submit(_page, client, page.follow, last), last))
                yield from page.objects
        finally:
            pool.shutdown(cancel_futures=True)
