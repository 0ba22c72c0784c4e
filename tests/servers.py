"""Start real file servers on this machine, each showing one folder: SSH, FTP, WebDAV, SMB."""

from __future__ import annotations

import asyncio
import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

USER, PASSWORD = "zoe", "mot/de@passe"
QUOTED = "mot%2Fde%40passe"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"no server came up on port {port}")


@contextmanager
def sftp(folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder over SSH; its host key is put into `home`/.ssh/known_hosts."""
    asyncssh = pytest.importorskip("asyncssh", reason="asyncssh isn't installed")
    pytest.importorskip("paramiko", reason="the extra sftp isn't installed")
    key = asyncssh.generate_private_key("ssh-ed25519")

    class Server(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == (USER, PASSWORD)

    class Files(asyncssh.SFTPServer):
        def __init__(self, channel: Any) -> None:
            super().__init__(channel, chroot=os.fsencode(folder))

    loop = asyncio.new_event_loop()
    port = free_port()

    async def listen() -> Any:
        return await asyncssh.create_server(
            Server, "127.0.0.1", port, server_host_keys=[key], sftp_factory=Files
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    known = home / ".ssh" / "known_hosts"
    known.parent.mkdir(parents=True, exist_ok=True)
    public = key.export_public_key().decode().strip()
    known.write_text(f"[127.0.0.1]:{port} {public}\n")
    try:
        yield f"sftp://{USER}:{QUOTED}@127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@contextmanager
def ftp(folder: Path, *, mlsd: bool = True, certificate: Path | None = None) -> Iterator[str]:
    """Serve a folder over FTP, with or without the command MLSD, only over TLS where certified."""
    pytest.importorskip("pyftpdlib", reason="pyftpdlib isn't installed")
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import ThreadedFTPServer

    users = DummyAuthorizer()
    users.add_user(USER, PASSWORD, str(folder), perm="elradfmwMT")
    known = dict(FTPHandler.proto_cmds)
    if not mlsd:
        del known["MLSD"], known["MLST"]
    kind = TLS_FTPHandler if certificate else FTPHandler
    known |= {
        name: kind.proto_cmds[name] for name in kind.proto_cmds.keys() - FTPHandler.proto_cmds
    }
    ways: dict[str, Any] = {"authorizer": users, "proto_cmds": known}
    if certificate:
        ways |= {"certfile": str(certificate), "tls_control_required": True}
        ways |= {"tls_data_required": True, "ssl_context": None}
    handler = type("Handler", (kind,), ways)
    server = ThreadedFTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"ftp://{USER}:{QUOTED}@127.0.0.1:{server.address[1]}"
    finally:
        server.close_all()
        thread.join(10)


def certify(file: Path) -> Path:
    """Write a key and a certificate for 127.0.0.1 that signs itself."""
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography isn't installed")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begins = datetime.now(UTC) - timedelta(days=1)
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .add_extension(place, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(shown + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def webdav(folder: Path) -> Iterator[str]:
    """Serve a folder over WebDAV."""
    pytest.importorskip("webdav4", reason="the extra webdav isn't installed")
    wsgidav = pytest.importorskip("wsgidav.wsgidav_app", reason="wsgidav isn't installed")
    wsgi = pytest.importorskip("cheroot.wsgi", reason="cheroot isn't installed")
    app = wsgidav.WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"webdav://{USER}:{QUOTED}@127.0.0.1:{server.bind_addr[1]}"
    finally:
        server.stop()
        thread.join(10)


@contextmanager
def samba(folder: Path, state: Path) -> Iterator[str]:
    """Serve a folder as the share `partage` of a real Samba, which speaks SMB 3."""
    pytest.importorskip("smbprotocol", reason="the extra smb isn't installed")
    smbd = shutil.which("smbd") or shutil.which("smbd", path="/usr/sbin")
    if smbd is None or os.geteuid() != 0:
        pytest.skip("Samba isn't installed, or can't be started by this user")
    port, me = free_port(), getpass.getuser()
    places = "\n".join(
        f"{name} = {state}"
        for name in ("private dir", "lock directory", "state directory", "cache directory",
                     "pid directory", "ncalrpc dir")
    )  # fmt: skip
    (state / "smb.conf").write_text(
        f"[global]\nserver role = standalone server\nsmb ports = {port}\n{places}\n"
        f"log file = {state}/log\nbind interfaces only = yes\ninterfaces = lo\n"
        "disable netbios = yes\nserver min protocol = SMB3\nload printers = no\n"
        f"[partage]\npath = {folder}\nread only = no\nvalid users = {me}\n"
    )
    asked = ["smbpasswd", "-c", str(state / "smb.conf"), "-s", "-a", me]
    said = f"{PASSWORD}\n{PASSWORD}\n".encode()
    subprocess.run(asked, input=said, check=True, capture_output=True)
    process = subprocess.Popen(
        [smbd, "--foreground", "--no-process-group", "-s", str(state / "smb.conf")],
        start_new_session=True,  # it ends with a signal to its whole group
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"smb://{me}:{QUOTED}@127.0.0.1:{port}/partage"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def impacket(folder: Path) -> Iterator[str]:
    """Serve a folder as the share `partage` of impacket's server, which speaks SMB 2.0.2."""
    pytest.importorskip("smbprotocol", reason="the extra smb isn't installed")
    smbserver = pytest.importorskip("impacket.smbserver", reason="impacket isn't installed")
    from impacket.ntlm import compute_lmhash, compute_nthash

    port = free_port()
    server = smbserver.SimpleSMBServer("127.0.0.1", port)
    server.addShare("PARTAGE", str(folder))
    server.setSMB2Support(True)
    server.addCredential(USER, 0, compute_lmhash(PASSWORD), compute_nthash(PASSWORD))
    thread = threading.Thread(target=server.start, daemon=True)
    thread.start()
    wait_for(port)
    try:
        yield f"smb://{USER}:{QUOTED}@127.0.0.1:{port}/partage"
    finally:
        server.getServer().shutdown()  # or its thread polls a closed socket without rest
        with suppress(Exception):
            server.stop()


@contextmanager
def scripted(answer: Callable[[str, str], bytes]) -> Iterator[tuple[str, list[str]]]:
    """Serve what `answer` makes of a path and a whole request; yield the URL and the requests."""
    requests: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with closing(connection):
                request = connection.recv(65_536).decode()
                requests.append(request)
                connection.sendall(answer(request.split(" ")[1].partition("?")[0], request))

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", requests
    finally:
        listening.close()
