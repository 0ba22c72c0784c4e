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
_IN_TURN = 10  # pages; with fewer, asking for folders costs more than it saves
_DEEPEST = 20  # levels at which folders are asked for


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

    The first pages are asked for one after the other. Where more follow, and folders split them,
    stretches are listed at once. Raises what boto3 does.
    """
    begin, turns, follow = "", _IN_TURN, request
    while True:
        here = begin
        for _ in range(turns):
            page = _page(client, follow)
            yield from page.objects
            if page.follow is None:
                return
            here = page.objects[-1].key if page.objects else here
            follow = page.follow
        beyond, are_all = _folders(client, request, begin, here)
        if beyond:
            end = None if are_all else beyond.pop()
            yield from _at_once(client, request, [here, *_bounds(beyond), end])
            if end is None:
                return
            begin, follow = end, _from(request, end)
        else:
            begin, turns = here, 2 * turns  # it is long, and nothing splits it


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


def _from(request: Mapping[str, str], key: str) -> dict[str, str]:
    """Return the request for what comes after a key; all, where it is none."""
    return {**request, **({"StartAfter": key} if key else {})}


def _folders(
    client: Any, request: Mapping[str, str], begin: str, here: str
) -> tuple[list[str], bool]:
    """Return the folders behind `here` at each level of its path, in order, and if these are all.

    They are asked for from `begin` on: of folders so small that an answer full of them was passed
    already, nothing is gained.
    """
    prefix = request["Prefix"]
    levels = [here[: at + 1] for at, letter in enumerate(here) if letter == "/"]
    found: list[str] = []
    are_all = True
    for level in [prefix, *(one for one in levels if len(one) > len(prefix))][:_DEEPEST]:
        asked = _from({**request, "Prefix": level, "Delimiter": "/"}, begin)
        answer = client.list_objects_v2(**asked)
        are_all = are_all and not answer.get("IsTruncated")
        found += [one["Prefix"] for one in answer.get("CommonPrefixes", ())]
    return sorted(one for one in found if one > here), are_all


def _bounds(folders: list[str]) -> list[str]:
    """Return the folders at which a stretch ends, so that no more run than may at once."""
    if len(folders) < _AT_ONCE:
        return folders
    return [folders[number * len(folders) // _AT_ONCE] for number in range(1, _AT_ONCE)]


def _at_once(client: Any, request: Mapping[str, str], bounds: list[str | None]) -> Iterator[Listed]:
    """Yield the keys of the stretches between bounds, a page of each in turn."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running: deque[tuple[Future[_Page], str | None]] = deque()
        for after, last in pairwise(bounds):
            start = _from(request, after or "")
            running.append((pool.submit(_page, client, start, last), last))
        try:
            while running:
                future, last = running.popleft()
                page = future.result()
                if page.follow:
                    running.append((pool.submit(_page, client, page.follow, last), last))
                yield from page.objects
        finally:
            pool.shutdown(cancel_futures=True)
