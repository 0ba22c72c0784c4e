"""User agents: the browser and device that a visitor used.

Shape: `Mozilla/5.0 (` and what follows; `Dalvik/`, `okhttp/` and application agents after
`User-Agent:`.
Check: robots, monitors and command-line tools are nobody's browser.
Category: cat.technical, cat.navigation.
Source: RFC 9110 10.1.5; MDN, "User-Agent", read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Begin, Pattern, Reading

_ROBOT = re.compile(
    r"(?i)bot\b|bot/|crawl|spider|slurp|monitor|pingdom|uptime|headless|curl|wget|python|java/|"
    r"libwww|go-http|scan|preview|facebookexternalhit|archive\.org|zgrab|censys|nmap|compatible; \)"
)
_REST = r"[^\"'\n\r\t|<>\x1e]{0,220}"


def _check(candidate: str) -> Reading | None:
    start = max(candidate.find("Mozilla/"), candidate.find("Dalvik/"), 0)
    if start == 0 and candidate[:4].lower() == "user":
        named = re.match(r"(?i)user-agent\"?: ?\"?", candidate)
        start = named.end() if named else 0
    agent = candidate[start:].rstrip(" ,;.)") + (")" if candidate.rstrip().endswith(")") else "")
    if _ROBOT.search(agent) or not re.search(r"/[0-9]", agent):
        return None
    return Reading(
        "online.user_agent", 0.85, 0.9, agent, masked="••••", why=("browser",), start=start,
        end=start + len(agent),
    )  # fmt: skip


plugin = Pattern(
    title="User agents",
    types=("online.user_agent",),
    regexes=(
        r"\bMozilla/[45]\.0 \([A-Za-z]",
        r"\bDalvik/[12]\.[0-9]\.[0-9] \(",
        r"(?i)\buser-agent\"?: ?\"?(?:okhttp|cfnetwork|[a-z0-9._-]{2,24})/[0-9]",
    ),
    exact=(
        rf"(?<![0-9A-Za-z_])Mozilla/[45]\.0 \((?=[A-Za-z]){_REST}",
        rf"(?<![0-9A-Za-z_])Dalvik/[12]\.[0-9]\.[0-9] \({_REST}",
        rf"(?i)user-agent\"?: ?\"?[A-Za-z0-9._-]{{2,24}}/[0-9]{_REST}",
    ),
    begins=(Begin(r"Mozilla/", 14), Begin(r"Dalvik/", 14), Begin(r"(?i:user-a)")),
    check=_check,
    near=("user-agent", "useragent", "user agent", "navigateur", "browser"),
    fields=("user_agent", "useragent", "http_user_agent", "navigateur", "ua"),
    reach=300,
)
