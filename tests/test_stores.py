"""Files of other machines: one contract, held over real servers of each protocol."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import servers

from pdscan import api, plugins
from pdscan.contracts import ReadOptions, Source
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError, UsageError

KINDS = ("ftp", "ftp-list", "impacket", "samba", "sftp", "webdav")
MAIL = "zoe.durantel@example.org"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with odd names, a large file, an archive and an empty folder."""
    root = tmp_path / "partage"
    (root / "a b" / "é").mkdir(parents=True)
    (root / "vide").mkdir()
    (root / "z.txt").write_text(f"écrire à {MAIL}", encoding="utf-8")
    (root / "a b" / "é" / "50%#!.txt").write_text("yan@example.net\n" * 100_000)
    with zipfile.ZipFile(root / "a b" / "archive.zip", "w") as file:
        file.writestr("dedans.txt", MAIL)
    return root


@contextlib.contextmanager
def serving(kind: str, folder: Path, tmp_path: Path) -> Iterator[str]:
    state = tmp_path / "state"
    state.mkdir(exist_ok=True)
    made = {
        "ftp": lambda: servers.ftp(folder),
        "ftp-list": lambda: servers.ftp(folder, mlsd=False),
        "impacket": lambda: servers.impacket(folder),
        "samba": lambda: servers.samba(folder, state),
        "sftp": lambda: servers.sftp(folder, tmp_path),
        "webdav": lambda: servers.webdav(folder),
    }
    with made[kind]() as url:
        yield url


@pytest.fixture(params=KINDS)
def served(
    request: pytest.FixtureRequest, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving(request.param, folder, tmp_path) as url:
        yield url


def opened(url: str) -> Source:
    found = plugins.source_for(url.partition(":")[0])
    assert found is not None
    return found(url, ReadOptions(name="partage"))


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
    }


def text_of(source: Source, asset: Asset) -> str:
    pieces = [piece for own, piece in source.blocks(asset) if own.locator == asset.locator]
    return "".join(p.text or "" for p in pieces if isinstance(p, Block) and p.locus == "text")


def refused(url: str) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught, opened(url) as source:
        list(source.assets())
    assert servers.PASSWORD not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def test_files_are_listed_in_order_and_read_to_the_last_byte(served: str, folder: Path) -> None:
    before = tree(folder)
    with opened(served) as source:
        assets = list(source.assets())
        texts = {asset.locator: text_of(source, asset) for asset in assets}
        again = [asset.locator for asset in source.assets()]

    parts = urlsplit(served)
    base = f"{parts.scheme}://127.0.0.1:{parts.port}{parts.path}"
    assert all(isinstance(asset, Asset) for asset in assets)
    assert [asset.locator.removeprefix(base) for asset in assets] == [
        "/z.txt",
        "/a b/archive.zip",
        "/a b/é/50%25%23%21.txt",
    ]
    assert [asset.locator for asset in assets] == again
    assert [asset.size for asset in assets] == [
        (folder / name).stat().st_size for name in ("z.txt", "a b/archive.zip", "a b/é/50%#!.txt")
    ]
    assert texts[f"{base}/z.txt"] == f"écrire à {MAIL}"
    assert texts[f"{base}/a b/é/50%25%23%21.txt"] == "yan@example.net\n" * 100_000
    assert tree(folder) == before


def test_a_scan_finds_what_lies_there_and_shows_no_password(served: str) -> None:
    report = api.scan(served, only=("contact.email",))

    found = {one.asset_key.partition("/a b/")[2] or "z.txt": one.hits for one in report.findings}
    assert found == {"z.txt": 1, "archive.zip!dedans.txt": 1, "é/50%25%23%21.txt": 100_000}
    assert report.coverage.complete
    assert servers.QUOTED not in report.to_json()
    assert servers.PASSWORD not in report.to_json()


def test_one_file_may_be_named_and_what_isn_t_there_is_a_gap(served: str) -> None:
    with opened(f"{served}/a%20b/archive.zip") as source:
        (asset,) = source.assets()
        assert isinstance(asset, Asset)
        members = {own.locator.rpartition("/")[2] for own, _ in source.blocks(asset)}

    assert members == {"archive.zip", "archive.zip!dedans.txt"}
    assert refused(f"{served}/rien/de/tel").reason in (Reason.VANISHED, Reason.PERMISSION)


def test_a_file_that_went_after_it_was_listed_is_a_gap(served: str, folder: Path) -> None:
    with opened(served) as source:
        asset = next(iter(source.assets()))
        assert isinstance(asset, Asset)
        (folder / "z.txt").unlink()
        with pytest.raises(UnreadableError) as caught:
            list(source.blocks(asset))

    assert caught.value.reason in (Reason.VANISHED, Reason.PERMISSION)


def test_content_keys_follow_the_content(served: str, folder: Path) -> None:
    def keys() -> list[str | None]:
        with opened(served) as source:
            return [one.content_key for one in source.assets() if isinstance(one, Asset)]

    first = keys()
    os.utime(folder / "z.txt", (1_700_000_000, 1_700_000_000))
    second = keys()

    assert first[1:] == second[1:]
    assert first[0] != second[0] or first[0] is None


def test_a_wrong_password_is_refused(served: str) -> None:
    assert refused(served.replace(servers.QUOTED, "faux")).reason is Reason.PERMISSION


@pytest.mark.parametrize("scheme", ["ftp", "ftps", "sftp", "smb", "webdav", "webdavs"])
def test_a_server_that_is_not_there_or_speaks_otherwise_is_unreachable(scheme: str) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        absent = refused(f"{scheme}://zoe:secret@127.0.0.1:{port}/partage")

    assert absent.reason is Reason.UNREACHABLE
    assert f"127.0.0.1:{port}" in absent.detail


@pytest.mark.parametrize("scheme", ["ftp", "sftp", "smb", "webdav"])
def test_an_address_without_a_server_is_a_usage_error(scheme: str) -> None:
    with pytest.raises(UsageError, match="names no server"):
        opened(f"{scheme}:///partage")


def test_an_unknown_host_key_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with servers.sftp(folder, tmp_path) as url:
        known = tmp_path / ".ssh" / "known_hosts"
        line = known.read_text()
        known.write_text("")
        unknown = refused(url)
        with servers.sftp(folder, tmp_path / "autre"):
            other = (tmp_path / "autre" / ".ssh" / "known_hosts").read_text()
        known.write_text(f"{line.split()[0]} {' '.join(other.split()[1:])}\n")
        changed = refused(url)

    assert unknown.reason is changed.reason is Reason.UNREACHABLE
    assert "its key is not in ~/.ssh/known_hosts" in unknown.detail
    assert "may not be the same server" in changed.detail


def test_a_link_is_a_gap_and_never_followed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (folder / "boucle").symlink_to(folder)
    with servers.sftp(folder, tmp_path) as url, opened(url) as source:
        found = list(source.assets())

    (gap,) = [one for one in found if isinstance(one, Gap)]
    assert gap.detail.endswith("/boucle is a symbolic link; it was not followed")
    assert len(found) == 4


def test_a_folder_that_may_not_be_listed_is_a_gap_and_the_rest_is_read(
    folder: Path, tmp_path: Path
) -> None:
    with servers.ftp(folder) as url:
        (folder / "a b").rename(folder / "m")
        with opened(url) as source:
            listing = source.assets()
            first = next(listing)
            (folder / "m" / "é" / "50%#!.txt").unlink()
            (folder / "m" / "é").rmdir()
            (folder / "m" / "archive.zip").unlink()
            (folder / "m").rmdir()
            rest = list(listing)

    assert isinstance(first, Asset)
    assert [type(one) for one in rest] == [Gap]


def test_a_windows_file_may_be_written_while_it_is_read(folder: Path, tmp_path: Path) -> None:
    with serving("samba", folder, tmp_path) as url, opened(url) as source:
        smbclient = sys.modules["smbclient"]
        asset = next(iter(source.assets()))
        assert isinstance(asset, Asset)
        pieces = source.blocks(asset)
        next(pieces)
        parts = urlsplit(url)
        path = rf"\\127.0.0.1\{parts.path[1:]}\z.txt"
        login = {"username": parts.username, "password": servers.PASSWORD, "port": parts.port}
        with smbclient.open_file(path, mode="a", share_access="rwd", **login) as file:
            file.write("encore")
        smbclient.remove(path, **login)
        pieces.close()
        smbclient.reset_connection_cache()

    assert not (folder / "z.txt").exists()


def answers(*replies: bytes) -> tuple[int, threading.Thread, list[bytes]]:
    """Serve one connection after another with these raw replies; return what was asked too."""
    server = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def serve() -> None:
        with server:
            for reply in replies:
                connection, _ = server.accept()
                with connection:
                    asked.append(connection.recv(65_536))
                    connection.sendall(reply)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return server.getsockname()[1], thread, asked


def test_webdav_follows_no_redirection() -> None:
    pytest.importorskip("webdav4", reason="the extra webdav isn't installed")
    elsewhere = socket.create_server(("127.0.0.1", 0))
    elsewhere.settimeout(0.2)
    place = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
    reply = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()
    port, thread, _ = answers(reply)

    error = refused(f"webdav://127.0.0.1:{port}/x")

    thread.join(5)
    assert error.detail == f"the server answered 302 for webdav://127.0.0.1:{port}"
    with elsewhere, pytest.raises(TimeoutError):
        elsewhere.accept()


def test_a_transfer_that_breaks_is_a_gap(folder: Path) -> None:
    pytest.importorskip("webdav4", reason="the extra webdav isn't installed")
    from pdscan.stores import address

    whole = servers.webdav(folder)
    with whole as url, opened(url) as source:
        asset = next(iter(source.assets()))
        assert isinstance(asset, Asset)
        cut = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nzoe@example.org et puis"
        port, _, _ = answers(cut)
        source.store._url = f"http://127.0.0.1:{port}"  # type: ignore[attr-defined]
        pieces = []
        with pytest.raises(UnreadableError) as caught:
            pieces += [piece for _, piece in source.blocks(asset)]

    assert caught.value.reason is Reason.UNREACHABLE
    assert address.parse(url).server in asset.locator


def test_same_bytes_are_told_at_every_place(served: str, folder: Path) -> None:
    for name, mail in {"b": MAIL, "c": MAIL.replace("zoe", "yan")}.items():
        (folder / name).mkdir()
        (folder / name / "z.txt").write_text(f"écrire à {mail}", encoding="utf-8")

    report = api.scan(served, only=("contact.email",))

    copies = {one.locator: one.copy_of for one in report.assets if one.locator.endswith("/z.txt")}
    first = min(copies, key=len)
    assert sorted(filter(None, copies.values())) == [first]
    assert copies[first.replace("/z.txt", "/b/z.txt")] == first
    assert len({one.asset_key for one in report.findings} & copies.keys()) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_names_of_any_bytes_are_read_over_ssh(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (folder / os.fsdecode(b"caf\xe9")).mkdir()
    (folder / os.fsdecode(b"caf\xe9/th\xe9.txt")).write_text(MAIL)

    with servers.sftp(folder, tmp_path) as url, opened(url) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        (odd,) = [one for one in found if one.locator.endswith("/caf%E9/th%E9.txt")]
        assert text_of(source, odd) == MAIL

    assert len(found) == sum(one.is_file() for one in folder.rglob("*"))


@pytest.mark.parametrize(
    ("kind", "cut"),
    [
        ("ftp", lambda store: store._ftp.sock.shutdown(socket.SHUT_RDWR)),
        ("sftp", lambda store: store._client.close()),
    ],
)
def test_a_broken_connection_costs_one_file(
    kind: str,
    cut: Callable[[object], None],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving(kind, folder, tmp_path) as url, opened(url) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        note = next(one for one in found if one.locator.endswith("/z.txt"))
        cut(source.store)  # type: ignore[attr-defined]
        with pytest.raises(UnreadableError) as caught:
            list(source.blocks(note))

        assert caught.value.reason is Reason.UNREACHABLE
        assert text_of(source, note) == f"écrire à {MAIL}"


def test_a_small_file_is_fetched_once_for_its_digest_and_its_text(served: str) -> None:
    opening: list[str] = []
    with opened(served) as source:
        found = [one for one in source.assets() if isinstance(one, Asset)]
        note = next(one for one in found if one.locator.endswith("/z.txt"))
        plain = source.store.open  # type: ignore[attr-defined]
        source.store.open = lambda path: opening.append(path) or plain(path)  # type: ignore[attr-defined]
        digest = source.digest(note)
        text = text_of(source, note)
        assert source.digest(note) == digest is not None

    assert text == f"écrire à {MAIL}"
    assert len(opening) == 2


def test_encrypted_ftp_reads_from_a_server_whose_certificate_is_trusted(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = servers.certify(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with (
        servers.ftp(folder, certificate=certificate) as url,
        opened(url.replace("ftp://", "ftps://")) as source,
    ):
        found = [asset for asset in source.assets() if isinstance(asset, Asset)]
        note = next(asset for asset in found if asset.locator.endswith("/z.txt"))
        text = text_of(source, note)

    assert len(found) == sum(one.is_file() for one in folder.rglob("*"))
    assert text == (folder / "z.txt").read_text()


def test_encrypted_ftp_refuses_a_certificate_that_nobody_trusts(
    folder: Path, tmp_path: Path
) -> None:
    certificate = servers.certify(tmp_path / "server.pem")

    with servers.ftp(folder, certificate=certificate) as url:
        error = refused(url.replace("ftp://", "ftps://"))

    assert error.reason is Reason.UNREACHABLE
    assert "certificate can't be trusted" in error.detail


def test_encrypted_ftp_sends_no_password_to_a_server_without_tls(folder: Path) -> None:
    with servers.ftp(folder) as url:
        error = refused(url.replace("ftp://", "ftps://"))

    assert error.reason is Reason.UNREACHABLE
    assert "doesn't speak TLS" in error.detail
