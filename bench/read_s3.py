"""Time the listing and reading of a bucket against bare boto3, on a server on this machine.

    python bench/read_s3.py [OBJECTS [READ]]

Starts moto's server in a process of its own and fills it there: OBJECTS (100,000) objects of 2 kB
in a hundred folders. Lists them by boto3's paginator and by pdscan, then reads READ (5,000) by bare
get_object calls and by pdscan, one after the other, twice in turn; prints objects a second by the
clock (the better of the two), and processor time an object of this process, without the server's.
The server, in Python, does most of the work; it keeps its keys sorted, as it would not by itself.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

import boto3

from pdscan import plugins
from pdscan.contracts import ReadOptions
from pdscan.model import Asset

BUCKET = "mesure"
LINE = "Commande 2026-05-12 de client{number}@example.org, tel. 06 39 98 00 {cents:02d}, soldée.\n"
ROUNDS = 2


def body(number: int) -> bytes:
    """Return the text of one object."""
    return "".join(LINE.format(number=number + row, cents=row) for row in range(25)).encode()


def serve(objects: int, tell: Connection) -> None:
    """Serve a filled bucket until the pipe closes."""
    from moto.s3.models import s3_backends
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    backend: Any = s3_backends["123456789012"]["aws"]
    backend.create_bucket(BUCKET, "us-east-1")
    for number in range(objects):
        key = f"clients/{number % 100:02d}/{number:06d}.txt"
        backend.put_object(BUCKET, key, body(number))
    backend.list_objects = cache(backend.list_objects)  # or each page would sort all keys anew
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    tell.send(f"http://{host}:{port}")
    tell.poll(None)


def bare_listing(client: Any) -> Iterator[Any]:
    """Yield what boto3's paginator lists."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=""):
        yield from page["Contents"]


def bare_reading(client: Any, keys: list[str]) -> int:
    """Read objects by bare calls; return the bytes."""
    return sum(len(client.get_object(Bucket=BUCKET, Key=key)["Body"].read()) for key in keys)


def reading(source: Any, assets: list[Asset]) -> int:
    """Read objects by the source; return the characters of their blocks."""
    pieces = (piece for asset in assets for _, piece in source.blocks(asset))
    return sum(len(getattr(piece, "text", None) or "") for piece in pieces)


def cost(count: int, work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that an object takes: by the clock, and of this process."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - begun) / count, (time.process_time() - used) / count


def main() -> None:
    """Print what both ways cost, and the ratios."""
    objects, read = [int(given) for given in sys.argv[1:3]] + [100_000, 5_000][len(sys.argv) - 1 :]
    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
    told, tell = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(objects, tell))
    process.start()
    url = told.recv()
    try:
        client = boto3.client("s3", endpoint_url=url)
        options = ReadOptions(params={"endpoint_url": url})
        with plugins.source("s3")(f"s3://{BUCKET}", options) as source:
            listed = [one for one in islice(source.assets(), read) if isinstance(one, Asset)]
            keys = [one.locator.removeprefix(f"s3://{BUCKET}/") for one in listed]
            ways: dict[str, tuple[int, Callable[[], object], Callable[[], object]]] = {
                "listed": (
                    objects,
                    lambda: sum(1 for _ in bare_listing(client)),
                    lambda: sum(1 for _ in source.assets()),
                ),
                "read": (
                    read,
                    lambda: bare_reading(client, keys),
                    lambda: reading(source, listed),
                ),
            }
            for name, (count, bare, ours) in ways.items():
                pairs = [(cost(count, bare), cost(count, ours)) for _ in range(ROUNDS)]
                one, other = (
                    tuple(map(min, zip(*some, strict=True))) for some in zip(*pairs, strict=True)
                )
                print(
                    f"{name:>7}: boto3 {1 / one[0]:7,.0f}/s, pdscan {1 / other[0]:7,.0f}/s,"
                    f" {one[0] / other[0]:.2f}; processor time {one[1] * 1e6:,.0f} and"
                    f" {other[1] * 1e6:,.0f} us an object, {one[1] / other[1]:.2f}"
                )
    finally:
        process.terminate()


if __name__ == "__main__":
    main()
