"""Cookie identifiers of audience measurement, advertising and chat tools.

Shape: the tool's cookie name and its value: `_ga=GA1.2.…`, `_fbp=fb.1.…`, `_pk_id…=`,
`visitor_id=`, `_gcl_au=`, `hubspotutk=`, `ajs_anonymous_id=` and others; `GA1.2.…` alone.
Check: the value has the tool's form; session cookies are secrets, not these.
Category: cat.navigation.
Source: what Google Analytics, Meta, Matomo, Hotjar, HubSpot, Segment, Microsoft, TikTok, Piano and
Criteo document of their cookies, read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading

_GA = r"GA1\.[0-9](?:-[0-9])?\.[0-9]{6,12}\.[0-9]{9,11}"
_FORMS = (
    rf"_g(?:a|id)(?:=|%3D){_GA}",
    r"_ga_[0-9A-Z]{6,12}(?:=|%3D)GS[12]\.[0-9]\.[0-9A-Za-z.$]{12,90}",
    r"_fb[pc](?:=|%3D)fb\.[0-9]\.[0-9]{10,13}\.[0-9A-Za-z_-]{6,120}",
    r"_gcl_(?:au|aw|dc)(?:=|%3D)[0-9A-Z.]{3,6}[0-9]{6,10}\.[0-9A-Za-z_-]{6,100}",
    r"_pk_(?:id|uid)[0-9a-f._]{0,24}(?:=|%3D)[0-9a-f]{16}",
    r"__utm[abvz](?:=|%3D)[0-9]{4,12}\.[0-9]{6,12}\.[0-9.]{10,60}",
    r"(?:_hjSessionUser_[0-9]{3,9}|_hjid)(?:=|%3D)[0-9A-Za-z%+/=-]{20,160}",
    r"(?:hubspotutk|__hstc|_clck|_uetvid|_uetsid|_scid|_ttp|_kla_id|li_fat_id|MUID|_vwo_uuid|"
    r"ajs_anonymous_id|ajs_user_id|amplitude_id_[0-9a-z]{6,40}|mp_[0-9a-f]{32}_mixpanel|"
    r"intercom-(?:id|device-id)-[0-9a-z]{4,20}|cto_bundle|atuserid|pa_vid|xtidc|didomi_token|"
    r"optimizelyEndUserId|_parsely_visitor|__gads|__gpi|IDE|DSID|uuid2|demdex|tuuid|"
    r"visitor[_-]?id[0-9]{0,8}|cookie[_-]?id|anonymous[_-]?id)(?:=|%3D)[0-9A-Za-z%._~+/=-]{12,300}",
)
_NAMED = re.compile(r"[^=%]{2,60}?(?:=|%3D)")


def _check(candidate: str) -> Reading | None:
    named = None if candidate.startswith("GA1.") else _NAMED.match(candidate)
    start = named.end() if named else 0
    value = candidate[start:]
    if not any(map(str.isdigit, value)) or len(set(value)) < 5:
        return None
    return Reading(
        "online.cookie_id", 0.85, 0.95, value, masked="••••", why=("cookie of a tool",), start=start
    )


plugin = Pattern(
    title="Cookie identifiers",
    types=("online.cookie_id",),
    regexes=(
        rf"\b{_GA}\b",
        r"\b_ga_[0-9A-Z]{6,12}(?:=|%3D)GS[12]\.[0-9]\.[0-9A-Za-z.$]{12}",
        r"\b_fb[pc](?:=|%3D)fb\.[0-9]\.[0-9]{10}",
        r"\b_gcl_(?:au|aw|dc)(?:=|%3D)[0-9A-Z.]{3,6}[0-9]{6}",
        r"\b_pk_u?id[0-9a-f._]{0,24}(?:=|%3D)[0-9a-f]{16}",
        r"\b__utm[abvz](?:=|%3D)[0-9]{4,12}\.[0-9]{6}",
        r"\b_hj(?:SessionUser_[0-9]{3,9}|id)(?:=|%3D)[0-9A-Za-z%+/=-]{20}",
        rf"\b{_FORMS[-1].replace('{12,300}', '{12}')}",
    ),
    exact=(
        rf"(?<![0-9A-Za-z])(?:_g(?:a|id)(?:=|%3D))?{_GA}(?![0-9.])",
        *(rf"(?<![0-9A-Za-z]){form}(?![0-9A-Za-z])" for form in _FORMS[1:]),
    ),
    check=_check,
    near=("cookie", "set-cookie", "traceur", "visiteur", "visitor"),
    fields=("cookie", "cookie_id", "cookies", "visitor_id", "id_visiteur", "ga_client_id"),
    reach=420,
)
