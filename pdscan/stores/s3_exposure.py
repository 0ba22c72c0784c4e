"""Ask where a bucket lies and whether anyone may read it."""

from __future__ import annotations

from typing import Any

_EVERYBODY = "http://acs.amazonaws.com/groups/global/"


def region(client: Any, bucket: str) -> str | None:
    """Return the bucket's region, or None where the credentials may not ask."""
    place = _asked(client, "get_bucket_location", bucket)
    if place is None:
        return None
    name = place.get("LocationConstraint")
    return "eu-west-1" if name == "EU" else str(name or "us-east-1")


def is_public(client: Any, bucket: str) -> bool:
    """Answer whether policy or access list open the bucket to all, and no block takes that back.

    What may not be asked opens nothing.
    """
    block = _asked(client, "get_public_access_block", bucket) or {}
    blocked = block.get("PublicAccessBlockConfiguration", {})
    status = _asked(client, "get_bucket_policy_status", bucket) or {}
    if status.get("PolicyStatus", {}).get("IsPublic") and not blocked.get("RestrictPublicBuckets"):
        return True
    grants = (_asked(client, "get_bucket_acl", bucket) or {}).get("Grants", ())
    is_open = any(one["Grantee"].get("URI", "").startswith(_EVERYBODY) for one in grants)
    return is_open and not blocked.get("IgnorePublicAcls")


def _asked(client: Any, question: str, bucket: str) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return getattr(client, question)(Bucket=bucket)
    except (BotoCoreError, ClientError):
        return None
