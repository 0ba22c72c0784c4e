"""MAC addresses of devices, in all three notations, and EUI-64.

Shape: six pairs of hexadecimal digits with `:` or `-`, three groups of four with dots
(`001a.2b3c.4d5e`), eight pairs for EUI-64.
Check: not zero, broadcast or multicast, no address of a virtual machine or container (VMware,
VirtualBox, QEMU, Xen, Hyper-V, Docker); digits alone need a word nearby; the same sign throughout.
Category: cat.technical.
Source: IEEE 802-2014, 8.2; IEEE registration authority, read 2026-11; RFC 7042.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading

_PAIR = "[0-9A-Fa-f]{2}"
_VIRTUAL = frozenset(
    {"005056", "000c29", "000569", "001c14", "080027", "0a0027", "525400", "00163e", "00155d",
     "001c42", "0242ac"}
)  # fmt: skip


def _check(candidate: str) -> Reading | None:
    value = re.sub(r"[^0-9A-Fa-f]", "", candidate).lower()
    if not value.strip("0") or not value.strip("f") or int(value[:2], 16) & 1:
        return None
    if value[:6] in _VIRTUAL:
        return None
    letters = any(sign in "abcdef" for sign in value)
    return Reading(
        "online.mac", 0.85 if letters else 0.45, 0.95, value, letters,
        masked=f"••••{value[-2:]}", why=("unicast",),
    )  # fmt: skip


plugin = Pattern(
    title="MAC addresses",
    types=("online.mac",),
    regexes=(
        rf"\b(?:{_PAIR}:){{5}}{_PAIR}\b",
        rf"\b(?:{_PAIR}-){{5}}{_PAIR}\b",
        r"\b[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\b",
    ),
    exact=(
        rf"(?<![0-9A-Za-z:])(?:{_PAIR}:){{5}}(?:{_PAIR}:{_PAIR}:)?{_PAIR}(?![0-9A-Za-z:])",
        rf"(?<![0-9A-Za-z-])(?:{_PAIR}-){{5}}(?:{_PAIR}-{_PAIR}-)?{_PAIR}(?![0-9A-Za-z-])",
        r"(?<![0-9A-Za-z.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![0-9A-Za-z]|\.[0-9A-Za-z])",
    ),
    check=_check,
    near=("mac", "adresse mac", "ethernet", "hwaddr", "ether", "wifi", "wlan", "bssid", "bluetooth",
          "device", "arp", "dhcp"),
    fields=("mac", "mac_address", "mac_addr", "adresse_mac", "hwaddr", "bssid"),
    reach=32,
)  # fmt: skip
