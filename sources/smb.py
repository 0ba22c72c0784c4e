"""Files of a Windows share, or of Samba: smb://DOMAIN;user:password@server/share/path.

Without a user the machine's own credentials are tried (Kerberos, where python-gssapi is installed).
SMB 2 and 3 are spoken, messages are signed, and files are opened so that others may go on writing
and deleting them.
"""

from __future__ import annotations

import errno
import io
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pdscan.model import MissingDriverError, Reason, UnreadableError, UsageError
from pdscan.stores.address import Address
from pdscan.stores.remote_files import CONNECT_SECONDS, Entry, Kind, RemoteFiles, Store

if TYPE_CHECKING:
    from pdscan.contracts import ReadOptions

_OTHERS_MAY = "rwd"
# What smbprotocol has no errno for: STATUS_NO_SUCH_FILE, STATUS_SHARING_VIOLATION.
_ERRNOS = {0xC000000F: errno.ENOENT, 0xC0000043: errno.EBUSY}


class Smb(RemoteFiles):
    """Read the files under one path of a share."""

    schemes = ("smb",)

    def __init__(self, target: str, options: ReadOptions) -> None:
        super().__init__(target, options)
        if self.address.path == "/":
            raise UsageError("the SMB address names no share: write smb://user@server/share/path")

    def connect(self) -> Store:
        """Log in."""
        try:
            from smbprotocol import exceptions
        except ImportError:
            raise MissingDriverError(self.address.server, "smb") from None
        smbclient = _client()
        place, cache = self.address, cast("dict[str, Any]", {})
        store = _SmbStore(place, cache)
        try:
            smbclient.register_session(
                place.host,
                username=_windows_name(place.user),
                password=place.password,
                port=place.port or 445,
                connection_timeout=CONNECT_SECONDS,
                connection_cache=cache,
            )
        except (exceptions.SMBAuthenticationError, exceptions.LogonFailure):
            store.close()
            detail = f"{place.server} refused the user or the password"
            raise UnreadableError(Reason.PERMISSION, detail) from None
        except (exceptions.SMBException, OSError, ValueError):
            store.close()
            detail = f"{place.server}: it can't be reached, or doesn't speak SMB 2 or 3"
            raise UnreadableError(Reason.UNREACHABLE, detail) from None
        return store


@cache
def _client() -> Any:
    """Return smbprotocol's module smbclient, not impacket's script of that name.

    That script lies beside the programme `pdscan`, so a plain import would run it.
    """
    import smbprotocol

    place = str(Path(smbprotocol.__file__).parents[1])
    found = PathFinder.find_spec("smbclient", [place])
    if found is None or found.loader is None:
        raise MissingDriverError("smb://", "smb")
    module = module_from_spec(found)
    sys.modules["smbclient"] = module
    found.loader.exec_module(module)
    return module


def _windows_name(user: str | None) -> str | None:
    r"""Return DOMAIN;user as Windows writes it.

    >>> print(_windows_name("SIEGE;zoe"))
    SIEGE\zoe
    """
    return user.replace(";", "\\", 1) if user else None


class _SmbStore(Store):
    """Speak SMB over one connection; `cache` is smbclient's, of this store alone."""

    def __init__(self, place: Address, cache: dict[str, Any]) -> None:
        from smbprotocol.exceptions import SMBException

        self.failures = (OSError, EOFError, SMBException, ValueError)  # type: ignore[misc]
        self._place = place
        self._options = {"connection_cache": cache, "port": place.port or 445}

    def look(self, path: str) -> Entry:
        smbclient = _client()
        told = smbclient.stat(self._unc(path), **self._options)
        kind = Kind.FOLDER if stat.S_ISDIR(told.st_mode) else Kind.FILE
        return Entry("", kind, told.st_size, _time(told.st_mtime))

    def entries(self, folder: str) -> Sequence[Entry]:
        smbclient = _client()
        found = smbclient.scandir(self._unc(folder), **self._options)
        return [_entry(one) for one in found]

    def open(self, path: str) -> io.RawIOBase:
        smbclient = _client()
        opened = smbclient.open_file(
            self._unc(path), mode="rb", buffering=0, share_access=_OTHERS_MAY, **self._options
        )
        return cast("io.RawIOBase", opened)

    def close(self) -> None:
        smbclient = _client()
        with suppress(*self.failures):
            smbclient.reset_connection_cache(connection_cache=self._options["connection_cache"])

    def trouble(self, error: Exception, what: str) -> UnreadableError:
        known = _ERRNOS.get(getattr(error, "ntstatus", 0))
        return super().trouble(OSError(known, "") if known else error, what)

    def _unc(self, path: str) -> str:
        return rf"\\{self._place.host}" + path.replace("/", "\\")


def _entry(told: Any) -> Entry:
    info = told.smb_info
    if told.is_symlink():
        kind = Kind.LINK
    else:
        kind = Kind.FOLDER if told.is_dir(follow_symlinks=False) else Kind.FILE
    when = info.last_write_time
    return Entry(told.name, kind, info.end_of_file, when.replace(tzinfo=when.tzinfo or UTC))


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


plugin = Smb
