"""Profiles and names on social networks: their URLs, and handles after the network's name.

Shape: `linkedin.com/in/…`, `x.com/…`, `instagram.com/…`, `facebook.com/…`, `tiktok.com/@…`,
`t.me/…`, `@nom@instance`; `Twitter : @nom`, `insta @nom`.
Check: pages of the network itself (share, login, explore, hashtag …), of companies and of shops are
no persons.
Category: customarily cat.identification and cat.contact.
Source: the networks' help pages on user names, read 2026-11; RFC 7565 (acct).
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.system_accounts import is_person

_SITE = (
    r"(?:linkedin\.com/(?:in|pub)/|(?:twitter|x)\.com/|instagram\.com/|facebook\.com/(?:people/)?|"
    r"fb\.com/|tiktok\.com/@|snapchat\.com/add/|pinterest\.(?:com|fr)/|t\.me/|github\.com/|"
    r"mastodon\.social/@|threads\.net/@|reddit\.com/u(?:ser)?/|bsky\.app/profile/|viadeo\.com/p/|"
    r"medium\.com/@|twitch\.tv/|vk\.com/|xing\.com/profile/)"
)
_NETWORK = (
    r"(?:twitter|instagram|insta|tiktok|snapchat|snap|facebook|mastodon|telegram|threads|twitch|"
    r"discord|skype|pseudo|bluesky)"
)
_NAME = r"[0-9A-Za-z\x80-\xff_][0-9A-Za-z\x80-\xff_.%-]{1,60}+"
_OWN_PAGES = """
    share sharer intent home login signup explore hashtag search i settings about help support legal
    privacy terms policies tos events groups pages watch marketplace business ads developers dialog
    plugins tr reel reels p stories tv pin login.php sharer.php share.php profile.php permalink.php
    photo photo.php policy.php policy help.php notes notifications messages download apps features
    pricing enterprise topics trending collections sponsors orgs joinchat company school jobs feed
    en fr www web mobile docs blog status oauth
"""
_OWN = frozenset(_OWN_PAGES.split())
_URL = re.compile(rf"(?i)(?:https?://)?(?:[a-z]{{1,3}}\.)?({_SITE})")
_HANDLE = re.compile(rf"(?i){_NETWORK}\W{{1,4}}@")


def _check(candidate: str) -> Reading | None:
    if page := _URL.match(candidate):
        site, name = page.group(1).lower(), candidate[page.end() :]
        sure = 0.85 if "/in/" in site or "@" in site or "profile" in site else 0.6
        if "github" in site:
            return None
        return _read(candidate, name, 0, None, sure)
    named = _HANDLE.match(candidate)
    if named is None:
        return None
    name = candidate[named.end() :].rstrip(".-")
    return _read(name, name, named.end() - 1, named.end() + len(name), 0.8)


def _read(value: str, name: str, start: int, end: int | None, score: float) -> Reading | None:
    name = name.rstrip(".-")
    if name.lower() in _OWN or not is_person(name.replace("%", "x")):
        return None
    return Reading(
        "contact.social_handle", score, max(score, 0.85), value.lower(), masked="••••",
        why=("profile",), start=start, end=end,
    )  # fmt: skip


plugin = Pattern(
    title="Profiles on social networks",
    types=("contact.social_handle",),
    regexes=(
        rf"(?i)\b{_SITE}[0-9A-Za-z\x80-\xff_]",
        rf"(?i)\b{_NETWORK}[ :=\"']{{1,4}}@[0-9A-Za-z_]{{3}}",
    ),
    exact=(
        rf"(?i)(?<![0-9A-Za-z.@-])(?:https?://)?(?:[a-z]{{1,3}}\.)?{_SITE}{_NAME}(?![0-9A-Za-z@(])",
        rf"(?i)(?<![0-9A-Za-z]){_NETWORK}[ :=\"']{{1,4}}@{_NAME}",
    ),
    check=_check,
    near=("profil", "profile", "reseau", "social", "linkedin", "compte", "pseudo", "suivre"),
    fields=("linkedin", "twitter", "facebook", "instagram", "tiktok", "pseudo", "social_profile"),
    reach=128,
)
