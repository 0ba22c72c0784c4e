"""Read the address of a store: scheme://user:password@host:port/path, never shown whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pdscan.locators import quote_name
from pdscan.model import UsageError


@dataclass(frozen=True, slots=True)
class Address:
    """Hold the parts of an address; `path` begins with `/` and has no percent signs left."""

    scheme: str
    host: str
    port: int | None
    path: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def server(self) -> str:
        """Return scheme, host and port as locators begin; a port only where one was given."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port else "")

    def locator(self, path: str) -> str:
        """Return the locator of a path of the store."""
        return self.server + quote_name(path)


def parse(target: str) -> Address:
    """Return the parts of an address; raise UsageError where it names no host."""
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not parts.hostname:
        scheme = target.partition("://")[0]
        raise UsageError(
            f"the {scheme} address names no server: write {scheme}://user@host/path, with signs"
            " such as @ / : # ? of the password percent-encoded"
        )
    return Address(
        parts.scheme.lower(),
        parts.hostname,
        port,
        unquote(parts.path).rstrip("/") or "/",
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
    )
