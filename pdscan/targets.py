"""Understand what was typed as a target: which source opens it, and under which name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pdscan import plugins
from pdscan.account import Account
from pdscan.contracts import ReadOptions, Source
from pdscan.model import UnknownNameError

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9.+-]*):(?://|$)")
STDIN = "-"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Name one source of a run: its plugin's scheme, its target, how it is read."""

    name: str
    scheme: str
    target: str
    options: ReadOptions

    def open(self) -> Source:
        """Return the source, not yet connected."""
        return source_class(self.scheme)(self.target, self.options)

    def shared(self) -> SourceSpec:
        """Return the spec of a source that many processes read: one account holds its budget."""
        if not self.options.limits.has_budget:
            return self
        return replace(self, options=replace(self.options, account=Account.shared()))


def scheme_of(target: str) -> str:
    """Return the scheme that decides which source opens a target: `-`, `file`, or a URL's."""
    if target == STDIN:
        return STDIN
    found = _SCHEME.match(target)
    return found.group(1).lower() if found else "file"


def source_class(scheme: str) -> type[Source]:
    """Return the source for a scheme; raise UnknownNameError that lists the schemes known."""
    found = plugins.source_for(scheme) or plugins.source_for(scheme.partition("+")[0])
    if found is None:
        known = sorted({name for name in plugins.schemes() if "+" not in name})
        raise UnknownNameError("kind of target", f"{scheme}://", [f"{name}://" for name in known])
    return found


def specs(targets: Iterable[str], options: ReadOptions) -> tuple[SourceSpec, ...]:
    """Return one source a target, each with a name of its own (`crm`, `crm-2`, …)."""
    taken: set[str] = set()
    made = []
    for target in targets:
        scheme = scheme_of(target)
        source_class(scheme)
        name = _own_name(short_name(target), taken)
        made.append(SourceSpec(name, scheme, target, replace(options, name=name)))
    return tuple(made)


def short_name(target: str) -> str:
    """Return the name of an ad-hoc source: the database's name, file stem, bucket or folder.

    >>> short_name("postgresql://u:p@h/crm"), short_name("sqlite:////srv/shop.db"), short_name("-")
    ('crm', 'shop', 'stdin')
    """
    if target == STDIN:
        return "stdin"
    scheme = scheme_of(target)
    if scheme == "file":
        path = Path(unquote(urlsplit(target).path) if target.startswith("file:") else target)
        return path.resolve().stem or "root"
    parts = urlsplit(target)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    if scheme == "s3":
        return parts.netloc or "s3"
    return Path(last).stem or parts.hostname or scheme


def without_credentials(target: str) -> str:
    """Return the target without user, password and the values of its query.

    >>> without_credentials("postgresql://joe:secret@db.example.org:5432/crm?password=x")
    'postgresql://db.example.org:5432/crm'
    >>> without_credentials("sqlite:///shop.db")
    'sqlite:///shop.db'
    """
    if scheme_of(target) in (STDIN, "file"):
        return target
    parts = urlsplit(target)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def _own_name(name: str, taken: set[str]) -> str:
    own, count = name, 1
    while own in taken:
        count += 1
        own = f"{name}-{count}"
    taken.add(own)
    return own
