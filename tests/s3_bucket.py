"""Open the bucket that the tests of S3 fill, and read what lies in it."""

from __future__ import annotations

from pdscan import plugins
from pdscan.contracts import ReadOptions, Source
from pdscan.model import Asset, Block


def opened(endpoint: str, target: str = "s3://demo", **params: str) -> Source:
    params = {"endpoint_url": endpoint, **params}
    return plugins.source("s3")(target, ReadOptions(params=params))


def assets(source: Source) -> list[Asset]:
    return [found for found in source.assets() if isinstance(found, Asset)]


def text(source: Source, asset: Asset) -> str:
    blocks = [piece for _, piece in source.blocks(asset) if isinstance(piece, Block)]
    return "".join(block.text or "" for block in blocks if block.locus == "text")
