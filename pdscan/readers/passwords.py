"""Know the passwords that were given for encrypted files, and open what they open.

They come from the environment variable PDSCAN_PASSWORDS and from the estate file's `params:
{passwords: "env:NAME"}` of a source, one a line; they are never logged or written.
"""

from __future__ import annotations

import os
import zipfile
from importlib import import_module
from importlib.util import find_spec
from typing import IO, Any

from pdscan.contracts import Limits
from pdscan.readers.streams import BROKEN

VARIABLE = "PDSCAN_PASSWORDS"
_CHECKED = 64 << 20
_AES = 99


def known(limits: Limits) -> tuple[str, ...]:
    """Return the passwords to try, those of the source first."""
    general = os.environ.get(VARIABLE, "").splitlines()
    return tuple(dict.fromkeys(filter(None, (*limits.passwords, *general))))


def opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> IO[bytes] | None:
    """Return an encrypted member opened with the password that fits, None where none does."""
    for password in known(limits):
        raw = password.encode()
        try:
            if entry.file_size <= _CHECKED and not _holds(archive, entry, raw):
                continue
            return _open(archive, entry, raw)
        except (OSError, NotImplementedError, *BROKEN):
            continue
    return None


def _holds(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes) -> bool:
    """Read the member to its end: only its sum tells a wrong password from a right one."""
    left = _CHECKED
    with _open(archive, entry, password) as file:
        while left > 0 and (chunk := file.read(1 << 20)):
            left -= len(chunk)
    return left > 0


def _open(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: bytes) -> IO[bytes]:
    if entry.compress_type != _AES:
        return archive.open(entry, pwd=password)
    if find_spec("pyzipper") is None or archive.fp is None:
        raise NotImplementedError
    pyzipper: Any = import_module("pyzipper")
    own = pyzipper.AESZipFile(archive.fp)
    member: IO[bytes] = own.open(entry.filename, pwd=password)
    return member
