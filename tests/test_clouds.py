"""Hold the Google and Azure sources to their contract, against servers on this machine.

Google's is the package gcp-storage-emulator, a stand-in that keeps files and checks no rights.
Azure's is Azurite, Microsoft's own stand-in, where it is installed (npm install -g azurite).
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from servers import free_port, scripted, wait_for

from pdscan import plugins
from pdscan.contracts import ReadOptions, Source
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError, UsageError
from pdscan.stores.objects import Bucket, CloudObjects, Listed

ODD = ["a b+c.txt", "100%.txt", "q?x=1.txt", "d#e.txt", "é.txt", "x//y.txt"]
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
BIG = random.Random(5).randbytes(3 << 20)
Put = Callable[..., None]


@contextmanager
def google() -> Iterator[tuple[str, dict[str, str], Put]]:
    server_module = pytest.importorskip("gcp_storage_emulator.server", reason="no stand-in")
    storage = pytest.importorskip("google.cloud.storage", reason="the extra gcs isn't installed")
    from google.auth.credentials import AnonymousCredentials

    port = free_port()
    server = server_module.create_server("127.0.0.1", port, in_memory=True)
    server.start()
    url = f"http://127.0.0.1:{port}"
    client = storage.Client("-", AnonymousCredentials(), client_options={"api_endpoint": url})
    bucket = client.create_bucket("demo")

    def put(name: str, data: bytes, labels: dict[str, str] | None = None) -> None:
        blob = bucket.blob(name)
        blob.metadata = labels
        blob.upload_from_string(data)

    try:
        yield "gs://demo", {"endpoint_url": url, "anonymous": "true"}, put
    finally:
        server.stop()


@contextmanager
def azure(folder: Path) -> Iterator[tuple[str, dict[str, str], Put]]:
    blob = pytest.importorskip("azure.storage.blob", reason="the extra azure isn't installed")
    program = shutil.which("azurite-blob")
    if program is None:
        pytest.skip("azurite isn't installed: npm install -g azurite")
    port = free_port()
    command = [
        program,
        "--blobPort",
        str(port),
        "--location",
        str(folder),
        "--silent",
        "--disableTelemetry",
    ]
    process = subprocess.Popen([*command, "--skipApiVersionCheck"], stdout=subprocess.DEVNULL)
    account = f"AccountName=devstoreaccount1;AccountKey={KEY}"
    place = f"BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1"
    os.environ["AZURE_STORAGE_CONNECTION_STRING"] = (
        f"DefaultEndpointsProtocol=http;{account};{place};"
    )
    try:
        wait_for(port)
        told = os.environ["AZURE_STORAGE_CONNECTION_STRING"]
        container = blob.ContainerClient.from_connection_string(told, "demo")
        container.create_container()

        def put(name: str, data: bytes, labels: dict[str, str] | None = None) -> None:
            container.upload_blob(name, data, metadata=labels, overwrite=True)

        yield "az://demo", {}, put
    finally:
        process.terminate()
        process.wait(10)
        del os.environ["AZURE_STORAGE_CONNECTION_STRING"]


@pytest.fixture(params=["google", "azure"])
def cloud(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[str, dict[str, str], Put]]:
    with google() if request.param == "google" else azure(tmp_path) as served:
        yield served


def opened(url: str, params: dict[str, str]) -> Source:
    name = {"gs": "gcs", "az": "azure"}[url.partition("://")[0]]
    return plugins.source(name)(url, ReadOptions(params=params))


def assets(source: Source) -> list[Asset]:
    return [found for found in source.assets() if isinstance(found, Asset)]


def loci(source: Source, asset: Asset) -> dict[str, str]:
    blocks = [piece for _, piece in source.blocks(asset) if isinstance(piece, Block)]
    return {block.locus: block.text or "" for block in blocks}


def test_objects_are_listed_by_name_described_and_read(cloud: Any) -> None:
    url, params, put = cloud
    put("b/note.txt", "écrire à alice@example.org".encode(), {"auteur": "bob@example.org"})
    put("a.txt", b"bonjour")
    put("b/", b"")
    put("b/vide.txt", b"")

    with opened(url, params) as source:
        first, note, empty = assets(source)
        found = loci(source, note)
        assert loci(source, first)["text"] == "bonjour"
        assert loci(source, empty)["text"] == ""

    assert found["text"] == "écrire à alice@example.org"
    assert found["metadata:auteur"] == "bob@example.org"
    assert (note.locator, note.kind, note.size) == (f"{url}/b/note.txt", "object", 28)
    assert note.modified is not None
    assert note.modified.endswith("Z")


def test_prefix_bounds_the_listing(cloud: Any) -> None:
    url, params, put = cloud
    for name in ("a/1.txt", "ab/2.txt", "b/3.txt"):
        put(name, b"x")

    with opened(f"{url}/a", params) as source:
        found = [asset.locator for asset in assets(source)]

    assert found == [f"{url}/a/1.txt", f"{url}/ab/2.txt"]


def test_odd_names_are_read_back_by_their_locators(cloud: Any) -> None:
    url, params, put = cloud
    for name in ODD:
        put(name, f"corps de {name}".encode())

    with opened(url, params) as source:
        read = {loci(source, asset)["text"] for asset in assets(source)}

    assert read == {f"corps de {name}" for name in ODD}


def test_content_keys_follow_the_content(cloud: Any) -> None:
    url, params, put = cloud

    def key() -> str | None:
        with opened(url, params) as source:
            return assets(source)[0].content_key

    put("a.txt", b"un")
    first, same = key(), key()
    put("a.txt", b"deux")

    assert first == same
    assert key() != first


def test_large_archive_is_read_by_windows(cloud: Any) -> None:
    url, params, put = cloud
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.bin", BIG)
        archive.writestr("z.txt", "alice@example.org")
    put("sauvegarde.zip", packed.getvalue())

    with opened(url, params) as source:
        (asset,) = assets(source)
        pieces = list(source.blocks(asset))

    texts = {piece.text for _, piece in pieces if isinstance(piece, Block)}
    assert "alice@example.org" in texts


def test_object_that_went_after_it_was_listed_is_a_gap(cloud: Any) -> None:
    url, params, put = cloud
    put("a.txt", b"x")

    with opened(url, params) as source:
        (asset,) = assets(source)
        gone = Asset(asset.locator + "-absent", asset.source, "object", size=1)
        with pytest.raises(UnreadableError) as caught:
            list(source.blocks(gone))

    assert caught.value.reason is Reason.VANISHED


def test_object_that_is_replaced_after_it_was_listed_is_no_mixture(tmp_path: Path) -> None:
    """At Azure only: Google's stand-in checks no conditions."""
    with azure(tmp_path) as (url, params, put):
        put("a.txt", b"bonjour")

        with opened(url, params) as source:
            (asset,) = assets(source)
            put("a.txt", b"au revoir")
            with pytest.raises(UnreadableError, match="changed while it was read") as caught:
                list(source.blocks(asset))

    assert caught.value.reason is Reason.VANISHED


def test_missing_bucket_is_a_gap(cloud: Any) -> None:
    url, params, _ = cloud

    with (
        pytest.raises(UnreadableError) as caught,
        opened(url.replace("demo", "absent"), params),
    ):
        pass

    assert caught.value.reason is Reason.VANISHED


def test_a_container_that_anyone_may_read_is_public(tmp_path: Path) -> None:
    with azure(tmp_path) as (url, params, put):
        from azure.storage.blob import ContainerClient

        told = os.environ["AZURE_STORAGE_CONNECTION_STRING"]
        container = ContainerClient.from_connection_string(told, "demo")
        container.set_container_access_policy({}, public_access="container")
        put("a.txt", b"x")

        with opened(url, params) as source:
            assert [asset.exposure for asset in assets(source)] == ["public"]


def test_tags_of_a_blob_are_read(tmp_path: Path) -> None:
    with azure(tmp_path) as (url, params, put):
        from azure.storage.blob import ContainerClient

        told = os.environ["AZURE_STORAGE_CONNECTION_STRING"]
        put("a.txt", b"x")
        client = ContainerClient.from_connection_string(told, "demo").get_blob_client("a.txt")
        client.set_blob_tags({"client": "Alice Martin"})

        with opened(url, params) as source:
            (asset,) = assets(source)
            assert loci(source, asset)["metadata:client"] == "Alice Martin"


def test_same_objects_are_told_at_every_place(cloud: Any) -> None:
    url, params, put = cloud
    for place, name in {"a": "zoe", "b": "zoe", "c": "yan"}.items():
        put(f"{place}/note.txt", f"écrire à {name}@example.org".encode())
    put("d/note.txt", "écrire à zoe@example.org".encode(), {"de": "anne"})

    with opened(url, params) as source:
        first, second, *others = [source.digest(asset) for asset in assets(source)]

    assert first == second is not None
    assert len({first, *others}) == 3


class _RefusedError(Exception):
    """Stand for what a cloud's client raises."""


class _Untagged(Bucket):
    """Be a bucket whose objects may be read, but not their labels."""

    failures = (_RefusedError,)

    def listed(self, prefix: str) -> Iterator[Listed]:
        yield Listed("a.txt", 7, None, "1")

    def labels(self, name: str) -> dict[str, str]:
        raise _RefusedError

    def fetch(self, name: str, key: str, start: int, count: int) -> bytes:
        return b"bonjour"[start : start + count]

    def status(self, error: Exception) -> int | None:
        return 403

    def close(self) -> None:
        pass


class _Silent(_Untagged):
    """Be a bucket that answers without a byte."""

    def labels(self, name: str) -> dict[str, str]:
        return {}

    def fetch(self, name: str, key: str, start: int, count: int) -> bytes:
        return b""


def test_answer_without_bytes_does_not_pass_for_the_end_of_an_object() -> None:
    class Store(CloudObjects):
        schemes = ("az",)

        def connect(self) -> Bucket:
            return _Silent()

    with Store("az://demo", ReadOptions()) as source:
        pieces = [piece for one in assets(source) for _, piece in source.blocks(one)]

    assert [one.reason for one in pieces if isinstance(one, Gap)] == [Reason.CORRUPT]


class _Telling(_Untagged):
    """Be a bucket that says the same of the content of all objects."""

    def listed(self, prefix: str) -> Iterator[Listed]:
        yield from (Listed(name, 1, None, "1") for name in "ab")

    def labels(self, name: str) -> dict[str, str]:
        return {}

    def md5(self, name: str, key: str) -> bytes:
        return hashlib.md5(b"a", usedforsecurity=False).digest()

    def fetch(self, name: str, key: str, start: int, count: int) -> bytes:
        return name.encode()


@pytest.mark.parametrize(("order", "believed"), [("ab", True), ("ba", False)])
def test_what_a_server_tells_of_content_is_believed_once_it_was_found_true(
    order: str, believed: bool
) -> None:
    class Store(CloudObjects):
        schemes = ("az",)

        def connect(self) -> Bucket:
            return _Telling()

    with Store("az://demo", ReadOptions()) as source:
        found = sorted(assets(source), key=lambda one: order.index(one.locator[-1]))
        first, second = [source.digest(one) for one in found]

    assert (first == second) is believed


def test_object_whose_labels_may_not_be_read_is_read_beside_their_gap() -> None:
    class Store(CloudObjects):
        schemes = ("az",)

        def connect(self) -> Bucket:
            return _Untagged()

    with Store("az://demo", ReadOptions()) as source:
        pieces = [piece for one in assets(source) for _, piece in source.blocks(one)]

    assert [one.reason for one in pieces if isinstance(one, Gap)] == [Reason.PERMISSION]
    assert "bonjour" in [one.text for one in pieces if isinstance(one, Block)]


@pytest.mark.parametrize("scheme", ["az", "gs"])
def test_address_without_bucket_is_a_usage_error(scheme: str) -> None:
    with pytest.raises(UsageError, match=f"write {scheme}://bucket/prefix"):
        opened(f"{scheme}:///a", {})


def test_account_has_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("azure.storage.blob", reason="the extra azure isn't installed")
    for name in ("AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_ACCOUNT_NAME"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(UsageError, match="the parameter account"), opened("az://demo", {}):
        pass


def test_secrets_of_the_environment_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("azure.storage.blob", reason="the extra azure isn't installed")
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", "AccountKey=secret;nonsense")

    with pytest.raises(UnreadableError) as caught, opened("az://demo", {}):
        pass

    assert "secret" not in str(caught.value)
    assert caught.value.reason is Reason.PERMISSION


def test_server_that_refuses_is_a_permission_gap() -> None:
    pytest.importorskip("google.cloud.storage", reason="the extra gcs isn't installed")
    refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with (
        pytest.raises(UnreadableError) as caught,
        scripted(lambda *_: refusal) as (url, _),
        opened("gs://demo", {"endpoint_url": url, "anonymous": "true"}),
    ):
        pass

    assert caught.value.reason is Reason.PERMISSION
