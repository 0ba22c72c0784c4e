"""Files of an FTP server: ftp://user:password@host/path, or ftps:// over TLS.

`ftps` is explicit TLS (RFC 4217) for words and data, and the server's certificate is checked. Plain
FTP sends the password in clear, which `pdscan check` warns of.
"""

from __future__ import annotations

import ftplib
import io
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pdscan.model import Reason, UnreadableError
from pdscan.stores.address import Address
from pdscan.stores.remote_files import ANSWER_SECONDS, Entry, Kind, RemoteFiles, Store

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer

# A line of LIST as nearly all servers write it that don't know MLSD; its time tells no time zone.
_LINE = re.compile(
    r"(?P<kind>[-dlbcps])\S{9,10}\s+\d+\s+\S+\s+\S+\s+(?P<size>\d+)\s+"
    r"\w{3}\s+\d{1,2}\s+(?:\d{4}|\d\d:\d\d)\s(?P<name>.+)"
)
_LETTERS = {"-": Kind.FILE, "d": Kind.FOLDER, "l": Kind.LINK}
_FACTS = {"file": Kind.FILE, "dir": Kind.FOLDER}
_NOT_NEEDED = ("cdir", "pdir")
_UNKNOWN_COMMAND = ("500", "501", "502", "504")


class Ftp(RemoteFiles):
    """Read the files under one path of an FTP server."""

    schemes = ("ftp", "ftps")

    def connect(self) -> Store:
        """Log in."""
        try:
            return _FtpStore(_logged_in(self.address))
        except ftplib.error_perm:
            detail = f"{self.address.server} refused the user or the password"
            raise UnreadableError(Reason.PERMISSION, detail) from None
        except ssl.SSLError:
            why = "its certificate can't be trusted, or it doesn't speak TLS"
        except (OSError, EOFError, ftplib.Error):
            why = "it can't be reached"
        raise UnreadableError(Reason.UNREACHABLE, f"{self.address.server}: {why}")

    def remarks(self) -> Iterator[str]:
        """Warn where a password goes in clear."""
        if self.address.scheme == "ftp" and self.address.password:
            yield "warning: FTP sends the password in clear: use ftps:// or sftp:// where you can"


def _logged_in(place: Address) -> ftplib.FTP:
    if place.scheme == "ftps":
        safe = ssl.create_default_context()
        secure = ftplib.FTP_TLS(timeout=ANSWER_SECONDS, context=safe)  # noqa: S321 (asked for)
        secure.connect(place.host, place.port or ftplib.FTP_PORT)
        try:
            secure.auth()
        except ftplib.error_perm:
            raise ssl.SSLError from None
        secure.login(place.user or "anonymous", place.password or "")
        secure.prot_p()
        return secure
    plain = ftplib.FTP(timeout=ANSWER_SECONDS)  # noqa: S321 (asked for)
    plain.connect(place.host, place.port or ftplib.FTP_PORT)
    plain.login(place.user or "anonymous", place.password or "")
    return plain


class _FtpStore(Store):
    """Speak FTP over one connection."""

    failures = (OSError, EOFError, ftplib.Error, ValueError)

    def __init__(self, ftp: ftplib.FTP) -> None:
        self._ftp = ftp
        self._ftp.voidcmd("TYPE I")
        self._has_facts = True
        self._ftp.encoding = "utf-8" if self._speaks_utf8() else "latin-1"

    def look(self, path: str) -> Entry:
        try:
            self._ftp.cwd(path)
        except ftplib.error_perm:
            return Entry("", Kind.FILE, self._ftp.size(path))
        return Entry("", Kind.FOLDER)

    def entries(self, folder: str) -> Sequence[Entry]:
        if self._has_facts:
            try:
                facts = list(self._ftp.mlsd(folder))
            except ftplib.error_perm as error:
                if not str(error).startswith(_UNKNOWN_COMMAND):
                    raise
                self._has_facts = False
            else:
                return [
                    _of_facts(name, told)
                    for name, told in facts
                    if told.get("type", "").lower() not in _NOT_NEEDED
                ]
        lines: list[str] = []
        self._ftp.cwd(folder)  # a path with blanks is read as options by some servers' LIST
        self._ftp.retrlines("LIST", lines.append)
        return [_of_line(line) for line in lines if line and not line.startswith("total ")]

    def open(self, path: str) -> io.RawIOBase:
        self._ftp.voidcmd("TYPE I")
        return _Download(self._ftp, self._ftp.transfercmd(f"RETR {path}"))

    def close(self) -> None:
        self._ftp.close()

    def trouble(self, error: Exception, what: str) -> UnreadableError:
        if isinstance(error, ftplib.error_perm):
            return UnreadableError(Reason.PERMISSION, f"the server refused to show {what}")
        if isinstance(error, ValueError):
            return UnreadableError(Reason.UNDECODABLE, f"a name in {what} can't be read")
        return super().trouble(error, what)

    def _speaks_utf8(self) -> bool:
        try:
            return "UTF8" in self._ftp.sendcmd("FEAT").upper()
        except ftplib.Error:
            return False


class _Download(io.RawIOBase):
    """Give the bytes of one transfer; raise where the server says that it broke."""

    def __init__(self, ftp: ftplib.FTP, data: socket.socket) -> None:
        self._ftp = ftp
        self._data = data
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self._ended:
            return 0
        count = self._data.recv_into(memoryview(buffer).cast("B"))
        if not count:
            self._end()
            self._ftp.voidresp()
        return count

    def close(self) -> None:
        if not self.closed and not self._ended:
            self._end()
            with suppress(ftplib.Error, OSError, EOFError):
                self._ftp.voidresp()  # the server complains of the reader that left
        super().close()

    def _end(self) -> None:
        self._ended = True
        self._data.close()


def _of_facts(name: str, told: Mapping[str, str]) -> Entry:
    kind = told.get("type", "").lower()
    is_link = "slink" in kind or "symlink" in kind
    size = told.get("size", "")
    return Entry(
        name,
        Kind.LINK if is_link else _FACTS.get(kind, Kind.OTHER),
        int(size) if size.isdecimal() else None,
        _time(told.get("modify", "")),
    )


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _of_line(line: str) -> Entry:
    found = _LINE.fullmatch(line)
    if found is None:
        return Entry("", Kind.OTHER)
    kind = _LETTERS.get(found["kind"], Kind.OTHER)
    name = found["name"].partition(" -> ")[0] if kind is Kind.LINK else found["name"]
    return Entry(name, kind, int(found["size"]))


plugin = Ftp
