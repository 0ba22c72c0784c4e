"""Generate the texts that the benches scan: the same for the same seed, all of it invented."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

Line = Callable[[random.Random, int], str]

_FIRST = ("Zélie", "Abel", "Rosalie", "Ismaël", "Noémie", "Gaspard", "Maëlle", "Côme")
_LAST = ("Durantel", "Okamba", "Fauvet", "Cordonnier", "Lestrade", "Maupertuis", "Quellien")
_STREETS = ("rue des Essais", "avenue du Nord", "chemin des Lilas", "boulevard de la Gare")
_TOWNS = ("80000 Amiens", "59000 Lille", "35000 Rennes", "69003 Lyon", "33000 Bordeaux")
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15",
    "curl/8.5.0",
)
_PROSE = (
    "Suite à notre échange, nous avons repris le dossier et vérifié les pièces une par une.",
    "Le devis a été validé par la direction et la commande partira dès que le stock le permet.",
    "La réunion de suivi est maintenue ; l'ordre du jour porte sur la qualité et les délais.",
    "Nous restons à votre disposition pour toute précision sur la facture et son échéance.",
    "Les travaux avancent comme prévu et le chantier sera livré avant la fin du trimestre.",
)


def application_log(dice: random.Random, number: int) -> str:
    """Return a line of a server's log; one in ten holds personal data."""
    line = (
        f"2026-05-{number % 28 + 1:02d}T12:{number % 60:02d}:01.{number % 1000:03d}Z INFO  "
        f"app.service.Orders req={dice.getrandbits(64):016x} GET /api/v1/orders/"
        f"{dice.randrange(10**6)} status=200 time={dice.randrange(500)}ms worker-{number % 16}"
    )
    if number % 10:
        return line
    return line + dice.choice(
        (
            f" user=jean.dupont{number}@example.org",
            f" tel 06 39 98 {dice.randrange(100):02d} {dice.randrange(100):02d}",
            f" ip=203.0.113.{number % 256}",
            " card=4000001234567899",
        )
    )


def access_log(dice: random.Random, number: int) -> str:
    """Return a line of a web server's log: every one begins with an address and holds a URL."""
    ip = f"{dice.choice(('203.0.113', '198.51.100', '192.0.2'))}.{dice.randrange(1, 255)}"
    query = f"?page={dice.randrange(40)}&ref={dice.getrandbits(40):010x}"
    if number % 20 == 0:
        query += f"&email=client{dice.randrange(9999)}%40example.org"
    return (
        f"{ip} - - [{number % 28 + 1:02d}/May/2026:12:{number % 60:02d}:01 +0200] "
        f'"GET /boutique/produits/{dice.randrange(9999)}{query} HTTP/1.1" 200 '
        f'{dice.randrange(300, 90_000)} "https://www.example.org/accueil" "{dice.choice(_AGENTS)}"'
    )


def prose(dice: random.Random, number: int) -> str:
    """Return a paragraph of a French business letter; one in ten names a person with data."""
    text = " ".join(dice.choice(_PROSE) for _ in range(4))
    if number % 10:
        return text
    return (
        f"{text} Votre contact est {dice.choice(('M.', 'Mme'))} {dice.choice(_FIRST)} "
        f"{dice.choice(_LAST)}, {dice.randrange(1, 99)} {dice.choice(_STREETS)}, "
        f"{dice.choice(_TOWNS)}, joignable au 06 39 98 {dice.randrange(100):02d} "
        f"{dice.randrange(100):02d} ou à contact{number}@example.org."
    )


def csv_text(dice: random.Random, number: int) -> str:
    """Return a row of an export of orders, as text; one in ten is that of a new customer."""
    order = (
        f"{number};2026-05-{number % 28 + 1:02d};CMD-{dice.getrandbits(32):08x};expédiée;"
        f"{dice.randrange(10**5) / 100:.2f};{dice.randrange(10**6)};lot {dice.randrange(999)}"
    )
    if number % 10:
        return order
    return (
        f"{order};{dice.choice(_LAST)};{dice.choice(_FIRST)};client{number}@example.org;"
        f"01990{dice.randrange(10**5):05d};{dice.randrange(1, 99)} {dice.choice(_STREETS)};"
        f"{dice.choice(_TOWNS)}"
    )


def json_lines(dice: random.Random, number: int) -> str:
    """Return an event as JSON on one line; one in ten has a customer."""
    event: dict[str, object] = {
        "ts": 1_779_000_000_000 + number * 731, "level": "info", "event": "order.updated",
        "id": f"{dice.getrandbits(128):032x}", "amount": dice.randrange(10**5) / 100,
        "items": [{"sku": f"A{dice.randrange(9999):04d}", "qty": dice.randrange(9)}] * 2,
    }  # fmt: skip
    if number % 10 == 0:
        event["customer"] = {"mail": f"client{number}@example.org", "name": dice.choice(_LAST)}
    return json.dumps(event)


MIXES: dict[str, Line] = {
    "application log": application_log,
    "access log": access_log,
    "French prose": prose,
    "CSV text": csv_text,
    "JSON lines": json_lines,
}


def lines(name: str, seed: int = 1) -> Iterator[str]:
    """Yield lines of a mix for ever."""
    dice, line, number = random.Random(seed), MIXES[name], 0
    while True:
        number += 1
        yield line(dice, number) + "\n"


def write(name: str, path: Path, size: int, seed: int = 1) -> None:
    """Write a file of a mix, of at least so many bytes.

    Its lines repeat after 20 MB: making them takes longer than scanning them.
    """
    source = lines(name, seed)
    with path.open("wb") as out:
        part = b""
        while len(part) < min(size, 20_000_000):
            part += "".join(next(source) for _ in range(5000)).encode()
        while out.tell() < size:
            out.write(part)


def write_exactly(name: str, path: Path, size: int) -> int:
    """Write the lines of a mix that fit into a size; return how many bytes they are."""
    source, parts, length = lines(name), [], 0
    while length < size:
        parts.append(next(source).encode())
        length += len(parts[-1])
    return path.write_bytes(b"".join(parts))
