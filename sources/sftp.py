"""Files of a server that speaks SSH: sftp://user@host/path.

The key of the server must be in `~/.ssh/known_hosts`. One logs in as OpenSSH would: by an agent,
the keys in `~/.ssh`, what `~/.ssh/config` says of the host, or a password in the address.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdscan.model import MissingDriverError, Reason, UnreadableError
from pdscan.stores.address import Address
from pdscan.stores.remote_files import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    Entry,
    Kind,
    RemoteFiles,
    Store,
)

if TYPE_CHECKING:
    import paramiko
    from _typeshed import WriteableBuffer

_REQUEST = 1 << 15  # bytes, the most that every server answers
_AHEAD = 32


class Sftp(RemoteFiles):
    """Read the files under one path of an SFTP server."""

    schemes = ("sftp",)

    def connect(self) -> Store:
        """Log in."""
        try:
            import paramiko
        except ImportError:
            raise MissingDriverError(self.address.server, "sftp") from None
        try:
            return _SftpStore(_logged_in(self.address))
        except paramiko.BadHostKeyException:
            why = "its key is not the one in ~/.ssh/known_hosts: it may not be the same server"
        except paramiko.AuthenticationException:
            detail = f"{self.address.server} refused the user, key or password"
            raise UnreadableError(Reason.PERMISSION, detail) from None
        except paramiko.SSHException as error:
            unknown = "not found in known_hosts" in str(error)
            why = (
                "its key is not in ~/.ssh/known_hosts: connect once with sftp, and check the key"
                if unknown
                else "it doesn't answer as an SSH server does"
            )
        except OSError:
            why = "it can't be reached"
        raise UnreadableError(Reason.UNREACHABLE, f"{self.address.server}: {why}")


def _logged_in(place: Address) -> paramiko.SSHClient:
    import paramiko

    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    told = _configured(place.host)
    client.connect(
        told.get("hostname", place.host),
        port=place.port or int(told.get("port", 22)),
        username=place.user or told.get("user"),
        password=place.password,
        key_filename=told.get("identityfile"),
        timeout=CONNECT_SECONDS,
        banner_timeout=CONNECT_SECONDS,
        auth_timeout=CONNECT_SECONDS,
    )
    return client


def _configured(host: str) -> paramiko.SSHConfigDict:
    """Return what the user's OpenSSH configuration says of a host."""
    import paramiko

    path = Path.home() / ".ssh" / "config"
    config = paramiko.SSHConfig.from_path(str(path)) if path.is_file() else paramiko.SSHConfig()
    return config.lookup(host)


class _SftpStore(Store):
    def __init__(self, client: paramiko.SSHClient) -> None:
        import paramiko

        self.failures = (OSError, EOFError, paramiko.SSHException)  # type: ignore[misc]
        self._client = client
        self._sftp = client.open_sftp()
        channel = self._sftp.get_channel()
        if channel is not None:
            channel.settimeout(ANSWER_SECONDS)

    def look(self, path: str) -> Entry:
        return _entry("", self._sftp.stat(_bytes(path)))

    def entries(self, folder: str) -> Sequence[Entry]:
        return [
            _entry(name, told)
            for name, told in _listed(self._sftp, _bytes(folder))
            if name not in (".", "..")
        ]

    def open(self, path: str) -> io.RawIOBase:
        return _Download(self._sftp.open(_bytes(path), "rb", bufsize=0))

    def close(self) -> None:
        self._client.close()


def _listed(sftp: Any, folder: bytes) -> Iterator[tuple[str, paramiko.SFTPAttributes]]:
    """Yield a folder's names, which may be any bytes: paramiko's own listing ends at such a one."""
    from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR
    from paramiko.sftp_attr import SFTPAttributes

    attributes: Any = SFTPAttributes
    _, opened = sftp._request(CMD_OPENDIR, folder)
    handle = opened.get_binary()
    while True:
        try:
            _, answer = sftp._request(CMD_READDIR, handle)
        except EOFError:  # all was told
            break
        for _ in range(answer.get_int()):
            name = answer.get_string().decode("utf-8", "surrogateescape")
            answer.get_string()  # the line that `ls -l` would show
            yield name, attributes._from_msg(answer)
    sftp._request(CMD_CLOSE, handle)


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


class _Download(io.RawIOBase):
    """Read ahead a few requests at a time: one after the other would wait for each answer."""

    def __init__(self, file: paramiko.SFTPFile) -> None:
        self._file = file
        self._at = 0
        self._size = file.stat().st_size or 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        end = min(self._size, self._at + min(len(view), _AHEAD * _REQUEST))
        steps = [(at, min(_REQUEST, end - at)) for at in range(self._at, end, _REQUEST)]
        data = b"".join(self._file.readv(steps)) if steps else b""
        if steps and not data:
            raise EOFError  # it became shorter
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _entry(name: str, told: paramiko.SFTPAttributes) -> Entry:
    mode = told.st_mode or 0
    kinds = {stat.S_IFDIR: Kind.FOLDER, stat.S_IFREG: Kind.FILE, stat.S_IFLNK: Kind.LINK}
    when = None if told.st_mtime is None else datetime.fromtimestamp(told.st_mtime, UTC)
    return Entry(name, kinds.get(stat.S_IFMT(mode), Kind.OTHER), told.st_size, when)


plugin = Sftp
