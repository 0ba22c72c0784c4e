"""Make the client of an S3 source: whose credentials it uses, and how patient it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials
from botocore.session import get_session
from botocore.utils import parse_timestamp

_PATIENCE = Config(
    connect_timeout=10,
    read_timeout=60,
    retries={"mode": "standard", "max_attempts": 5},
    max_pool_connections=16,
)


def client(params: Mapping[str, str], *, anonymous: bool) -> Any:
    """Return a client of boto3; raises what boto3 does for a profile that isn't there."""
    config = _PATIENCE.merge(Config(signature_version=UNSIGNED)) if anonymous else _PATIENCE
    session = boto3.Session(
        botocore_session=_session(),
        profile_name=params.get("profile"),
        region_name=params.get("region"),
    )
    endpoint = params.get("endpoint_url")
    if role := params.get("role"):
        session = _as_role(session, role, endpoint)

    # Servers other than Amazon's seldom have a host name for each bucket.
    by_path = config.merge(Config(s3={"addressing_style": "path"}))
    if endpoint:
        return session.client("s3", endpoint_url=endpoint, config=by_path)
    found = session.client("s3", config=config)
    if ".amazonaws.com" in found.meta.endpoint_url:
        return found
    return session.client("s3", config=by_path)


def _session() -> Any:
    """Return a session of botocore's that reads times quickly: they took most of a listing."""
    session: Any = get_session()
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment)
    return session


def _moment(told: Any) -> datetime:
    """Return the time that an answer tells: listings in ISO 8601, headers in RFC 822."""
    try:
        moment = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        moment = parse_timestamp(told)
    return moment


def _as_role(session: boto3.Session, role: str, endpoint: str | None) -> boto3.Session:
    """Return a session that acts as a role, and takes it on anew before it ends.

    Servers that speak the API at an address of their own give out roles there too.
    """

    def taken_on() -> dict[str, str]:
        sts = session.client("sts", endpoint_url=endpoint, config=_PATIENCE)
        given = sts.assume_role(RoleArn=role, RoleSessionName="pdscan")["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }

    inner = _session()
    # boto3 offers no public way to credentials that are renewed.
    inner._credentials = DeferredRefreshableCredentials(taken_on, "assume-role")
    return boto3.Session(botocore_session=inner, region_name=session.region_name)
