"""Count what pdscan finds in server logs that hold no personal data: every hit is a false one.

    python bench/log_noise.py [MEGABYTES] [--names MEGABYTES] [--show N]

Writes logs of some thirty kinds from the shapes in log_lines.txt and log_lines_more.txt, the same
for the same seed, and reads them twice: each kind as one file, as a scan does (findings), and in
pieces of 64 KiB, as `api.detect` does (hits). Names of people are looked for in so many megabytes
only (1), since the model reads slowly. Browsers, the lines of a web server, addresses of network
cards and the documentation addresses, which stand for public ones, are right and counted apart.
Examples are shown with digits replaced.
"""

from __future__ import annotations

import argparse
import base64
import random
import re
import string
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pdscan import plugins, taxonomy
from pdscan.checksums import luhn
from pdscan.contracts import Detector
from pdscan.detection.asset_scan import AssetScan
from pdscan.detection.engine import Engine
from pdscan.detection.locus_count import ScanOptions
from pdscan.finding_group import Tallied
from pdscan.findings import of_run
from pdscan.model import Asset, Block, Match
from pdscan.report import Finding

SHAPES = ("log_lines.txt", "log_lines_more.txt")
PIECE = 64 << 10
CHECKED = ("payment.card.pan", "payment.iban", "payment.rib", "gov.nir", "gov.tax_id", "stdnum:",
           "business.si", "business.sole", "business.vat")  # fmt: skip
RIGHT = ("online.user_agent", "online.login_log", "online.mac")
_RIGHT = re.compile(r"192\.0\.2\.|198\.51\.100\.|203\.0\.113\.")
_SLOT = re.compile(r"\{([a-z]+[0-9]*)\}")
_PRIVATE = ("10.{}.{}.{}", "192.168.{1}.{2}", "172.16.{1}.{2}", "127.0.0.{2}")
_DOCUMENTATION = ("192.0.2.{2}", "198.51.100.{2}", "203.0.113.{2}")

Dice = random.Random


def _moment(pattern: str) -> Callable[[Dice], str]:
    return lambda dice: time.strftime(pattern, time.gmtime(dice.randrange(946684800, 1767225600)))


def _address(forms: tuple[str, ...]) -> Callable[[Dice], str]:
    return lambda dice: dice.choice(forms).format(*(dice.randrange(1, 255) for _ in range(3)))


def _ean(dice: Dice) -> str:
    body = f"3{dice.randrange(10**11):011d}"
    total = sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(body))
    return f"{body}{-total % 10}"


_FILL: Mapping[str, Callable[[Dice], str]] = {
    "private": _address(_PRIVATE),
    "docip": _address(_DOCUMENTATION),
    "clf": _moment("%d/%b/%Y:%H:%M:%S +0000"),
    "syslog": _moment("%b %d %H:%M:%S"),
    "date": _moment("%Y-%m-%d"),
    "compact": _moment("%Y%m%d"),
    "dotted": _moment("%Y.%m.%d"),
    "slashed": _moment("%y/%m/%d"),
    "md": _moment("%m-%d"),
    "time": _moment("%H:%M:%S"),
    "epoch": lambda dice: str(dice.randrange(946684800, 1767225600)),
    "ms": lambda dice: str(dice.randrange(946684800000, 1767225600000)),
    "us": lambda dice: str(dice.randrange(946684800000000, 1767225600000000)),
    "ns": lambda dice: str(dice.randrange(946684800000000000, 1767225600000000000)),
    "uuid": lambda dice: "-".join(_of(dice, "0123456789abcdef", size) for size in (8, 4, 4, 4, 12)),
    "proto": lambda dice: dice.choice(("TCP", "UDP", "ICMP")),
    "ean": _ean,
    "b64": lambda dice: base64.b64encode(dice.randbytes(32)).decode().rstrip("="),
}
_SIGNS = {"hex": "0123456789abcdef", "low": string.ascii_lowercase, "up": string.ascii_uppercase}


def _of(dice: Dice, signs: str, size: int) -> str:
    return "".join(dice.choices(signs, k=size))


def _number(dice: Dice, size: int) -> str:
    return str(dice.randrange(10 ** (size - 1), 10**size)) if size > 1 else str(dice.randrange(10))


def _filled(slot: str, dice: Dice) -> str:
    if slot in _FILL:
        return _FILL[slot](dice)
    kind, size = slot.rstrip(string.digits), int(slot.lstrip(string.ascii_lowercase))
    if kind == "d":
        return _number(dice, size)
    if kind == "dec":
        return f"{dice.randrange(100)}.{dice.randrange(10**size):0{size}d}"
    return _of(dice, _SIGNS[kind], size)


def _written(shape: str, dice: Dice) -> str:
    return _SLOT.sub(lambda slot: _filled(slot[1], dice), shape)


def shapes() -> dict[str, list[str]]:
    """Return the shapes of lines by the name of what writes them."""
    found: dict[str, list[str]] = defaultdict(list)
    kind = ""
    files = (Path(__file__).with_name(name).read_text("utf-8") for name in SHAPES)
    for line in "\n".join(files).splitlines():
        if line.startswith("[") and re.fullmatch(r"\[[a-z_]+\]", line):
            kind = line[1:-1]
        elif line and kind:
            found[kind].append(line)
    return dict(found)


def logs(megabytes: float, seed: int = 11) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of logs that have so many megabytes together, the same for a seed."""
    known = shapes()
    for kind, lines in known.items():
        dice, parts, size = Dice(f"{seed} {kind}"), [], 0
        while size < megabytes * 1e6 / len(known):
            shape = dice.choice(lines)
            parts.append(_written(shape, dice))
            size += len(parts[-1]) + 1
        yield kind, "\n".join(parts) + "\n"


def detectors(names: bool) -> dict[str, Detector]:
    """Return the default detectors, or those of them that ask no model."""
    found = plugins.detectors()
    soft = {name for name, one in found.items() if type(one).find_all is not Detector.find_all}
    return {name: one for name, one in found.items() if names or name not in soft}


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        stop = text.find("\n", start + PIECE) + 1 or len(text)
        yield text[start:stop]
        start = stop


def _shown(text: str, match: Match) -> str:
    around = text[max(0, match.start - 40) : match.start] + "⟦" + text[match.start : match.end]
    masked = re.sub(r"[1-9]", "0", around.replace("\n", "⏎"))
    return f"{masked}⟧ {match.score} {' '.join(match.why)}"


def matches(engine: Engine, text: str) -> Iterator[tuple[str, Match]]:
    """Yield what `api.detect` finds in the pieces of a text, each with its piece."""
    for piece in _pieces(text):
        for match in engine.detect(piece):
            yield piece, match


def is_right(piece: str, match: Match) -> bool:
    """Say whether a match is no false one: a browser, a network card, a public address."""
    return match.type in RIGHT or _RIGHT.match(piece, match.start) is not None


def count(megabytes: float, names: bool, show: int) -> None:
    """Print the false hits and findings of each type, and how many there are in a megabyte."""
    engine = Engine(detectors(names), taxonomy.load())
    hits: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    tallied, size, runs, right = [], 0, 0, 0
    start = time.process_time()
    for kind, text in logs(megabytes):
        size += len(text.encode())
        runs += sum(map(luhn, re.findall(r"(?<![0-9])[0-9]{13,19}(?![0-9])", text)))
        for piece, match in matches(engine, text):
            if is_right(piece, match):
                right += 1
                continue
            hits[match.type] += 1
            examples[match.type].append(f"{kind}: {_shown(piece, match)}")
        scan = AssetScan(engine, ScanOptions(names=names))
        scan.feed(Block(text=text))
        tallied.append(
            Tallied(Asset(f"file:///{kind}.log", "bench", "log"), scan.finish().packed())
        )
    findings = of_run(tallied, engine.taxonomy, "bench", {}).found
    _print(
        size / 1e6,
        runs,
        hits,
        _wrong(findings),
        names,
    )
    for type_id, shown in examples.items():
        dice = Dice(5)
        print(
            *(f"  {type_id} {line}" for line in dice.sample(shown, min(show, len(shown)))), sep="\n"
        )
    print(f"  {right} found rightly, {time.process_time() - start:.0f} s of processor time")


def _wrong(findings: Sequence[Finding]) -> Counter[str]:
    return Counter(one.type for one in findings if one.type not in RIGHT)


def _print(size: float, runs: int, hits: Counter[str], findings: Counter[str], names: bool) -> None:
    print(
        f"{size:.1f} MB, {runs} runs of 13 to 19 digits pass Luhn, names {'on' if names else 'off'}"
    )
    for type_id in sorted({*hits, *findings}):
        number, found = hits[type_id], findings[type_id]
        print(f"  {type_id:28} {number:6} hits {number / size:8.2f} per MB {found:4} findings")
    checked = sum(n for type_id, n in hits.items() if type_id.startswith(CHECKED))
    print(f"  checksummed types: {checked} hits, {checked / size * 10:.2f} per 10 MB")
    print(f"  all types: {hits.total()} hits, {hits.total() / size:.2f} per MB, "
          f"{findings.total()} findings")  # fmt: skip


def main() -> None:
    """Print the figures, names off and on."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("megabytes", nargs="?", type=float, default=11.0)
    parser.add_argument("--names", type=float, default=1.0, help="megabytes read with names on")
    parser.add_argument("--show", type=int, default=0, help="examples of each type, masked")
    asked = parser.parse_args()
    count(asked.megabytes, False, asked.show)
    if asked.names:
        count(asked.names, True, asked.show)


if __name__ == "__main__":
    main()
