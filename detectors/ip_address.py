"""IP addresses, version 4 and 6, that can be a person's: public and documentation ranges.

Shape: four numbers of 0 to 255 with dots, or up to eight groups of hexadecimal digits with colons,
compressed or with an IPv4 tail; a port, a zone or a prefix length may follow.
Check: private, loopback, link-local, multicast and unspecified addresses are nobody's; a last
part of 0, x or * (an IPv6 address that ends in ::) is the truncated form. No version numbers.
Category: cat.connection.
Source: RFC 791; RFC 4291; RFC 5737; RFC 3849; IANA special registries; CNIL on IP addresses.
"""

from __future__ import annotations

import ipaddress
import re

from pdscan.contracts import Begin, Pattern, Reading
from pdscan.model import Form

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_HEX = "[0-9A-Fa-f]{1,4}"
_V4 = rf"(?:{_OCTET}\.){{3}}(?:{_OCTET}|[xX]{{1,3}}|[*](?![*]))"
_NOT_BEFORE = (
    r"(?<![0-9A-Za-z_.])(?<![A-Za-z]/)(?<![Vv]ersion[ :=])(?<![Vv]ersion: )(?<!ersion\":\")"
    r"(?<!ersion\": \")(?<!ersion=\")(?<!v\. )"
    r"(?<!fw )(?<![Ff]irmware )(?<!ownloaded )(?<!ownloading )(?<!elease )(?<![Bb]uild )"
    r"(?<!pgrade )(?<!pgraded to )(?<!pdate )(?<!nstalled )(?<!nstalling )(?<!hrome )(?<!ver )"
    r"(?<!ver\. )(?<!rev )(?<!river )(?<!ackage )(?<![Aa]rticle )(?<!\xa7 )(?<![0-9]-)"
)
_PLAINLY = r"(?<=[\n\x1e\t(<{\[;,|'])"  # none of these ends what must not stand before
_NOT_AFTER = r"(?![0-9A-Za-z_-])(?!\.[0-9])"
_PLAIN = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3})( - )?")
_DOCUMENTATION = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


def _check(candidate: str) -> Reading | None:
    if plain := _PLAIN.fullmatch(candidate):
        return _check_plain(plain.group(1), logged=plain.group(2) is not None)
    text = candidate.partition("%")[0]
    hidden = re.sub(r"\.(?:[xX]{1,3}|\*)$", ".0", text)
    try:
        address = ipaddress.ip_address(hidden)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if sum(sign.isdigit() for sign in text) < 2 or text.count(":") < 2:
            return None
        truncated = text.endswith("::")
        address = address.ipv4_mapped or address
    else:
        truncated = hidden != text or text.endswith(".0")
    if not _is_somebodys(address):
        return None
    doubtful = _may_be_a_version(hidden)
    return Reading(
        type="online.ip",
        score=0.4 if doubtful else 0.8,
        context_score=0.95,
        value=str(address),
        strict=not doubtful,
        form=Form.TRUNCATED if truncated else Form.FULL,
        why=("public",),
        end=len(text),
    )


def _check_plain(text: str, *, logged: bool) -> Reading | None:
    """Read four decimal numbers without the general parser: logs are full of them.

    `logged`: they begin a line of a web server, so that small ones are no version either.
    """
    a, b, c, d = map(int, text.split("."))
    if max(a, b, c, d) > 255 or not _is_public(a, b, c):
        return None
    doubtful = not logged and (max(a, b, c, d) < 32 or max(a, b) < 10)
    form = Form.TRUNCATED if d == 0 else Form.FULL
    return Reading(
        "online.ip", 0.4 if doubtful else 0.8, 0.95, text, not doubtful, form, None, "",
        ("public",), 0, len(text),
    )  # fmt: skip


def _is_public(a: int, b: int, c: int) -> bool:
    """Say whether an IPv4 address is public (RFC 6890); documentation ranges count as public."""
    if a in (0, 10, 127) or a >= 224:
        return False
    if a == 100:
        return not 64 <= b < 128
    if a == 172:
        return not 16 <= b < 32
    if a == 192:
        return b != 168 and (b, c) != (0, 0)
    return (a, b) != (169, 254) and (a, b) not in ((198, 18), (198, 19))


def _is_somebodys(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if any(address in network for network in _DOCUMENTATION if network.version == address.version):
        return True
    return address.is_global and not address.is_multicast


def _may_be_a_version(text: str) -> bool:
    """Say whether all parts are so small that it is rather a version or a section number."""
    return ":" not in text and all(part.isdigit() and int(part) < 32 for part in text.split("."))


plugin = Pattern(
    title="IP addresses",
    types=("online.ip",),
    regexes=(
        r"\b(?:[0-9]{1,3}\.){3}(?:[0-9]{1,3}\b|[xX*])",
        rf"\b(?:{_HEX}:){{7}}{_HEX}\b",
        rf"\b(?:{_HEX}:){{1,6}}:(?:{_HEX}\b)?",
        rf"\b(?:{_HEX}:){{6}}(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}\b",
        rf"::(?:{_HEX}:){{0,3}}(?:{_HEX}|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})\b",
    ),
    exact=(
        rf"(?=[0-9])(?:{_PLAINLY}|{_NOT_BEFORE}){_V4}{_NOT_AFTER}(?: - )?",
        rf"(?<![\w:.])(?:{_HEX}:){{7}}{_HEX}(?![\w:])",
        rf"(?<![\w:.])(?:{_HEX}:){{1,6}}(?:(?::{_HEX}){{0,5}}:{_V4}|(?::{_HEX}){{1,6}}|:)"
        r"(?![\w:])(?!\.[0-9])",
        rf"(?<![\w:.])(?:{_HEX}:){{6}}{_V4}(?![\w:])",
        rf"(?<![\w:.])::(?:{_HEX}:){{0,4}}(?:{_V4}|{_HEX})(?![\w:])(?!\.[0-9])",
    ),
    begins=(Begin(run=b"0123456789.xX*"), *(Begin(),) * 4),
    check=_check,
    near=("ip", "ips", "ipv4", "ipv6", "adresse ip", "client", "remote", "addr", "from", "host",
          "src", "connexion", "x-forwarded-for", "login", "session", "user"),
    fields=("ip", "ip_address", "adresse_ip", "ipv", "remote_addr", "client_ip", "ip_client"),
    unlike=("version", "ver", "v", "release", "downloaded", "firmware", "driver", "build", "sdk",
            "chrome"),
    reach=72,
)  # fmt: skip
