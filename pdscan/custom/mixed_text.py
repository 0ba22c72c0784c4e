"""Make up the text that a detector's pace is measured on: logs, letters, tables, code, numbers.

It is the same in every run, and nothing in it belongs to anybody.
"""

from __future__ import annotations

import random
from collections.abc import Callable

_WORDS = (  # noqa: SIM905
    "le la les un une des de du et ou pour dans avec sans sur sous votre notre client commande "
    "facture contrat livraison service compte dossier demande réponse numéro référence adresse "
    "paiement société produit article quantité total montant merci bonjour cordialement veuillez "
    "the of and to in for on with order invoice request answer account number update error user "
    "session value default window table column result status payment delivery Paris Lyon Mars été"
).split()
_LEVELS = ("INFO", "DEBUG", "WARN", "ERROR")


def mixed_text(size: int) -> bytes:
    """Return about `size` bytes of text, lines of five kinds mixed."""
    chance = random.Random(20_261_127)  # noqa: S311 - not for secrets: the same text every time
    kinds: tuple[Callable[[random.Random], str], ...] = (_log, _prose, _row, _json, _code)
    lines: list[bytes] = []
    made = 0
    while made < size:
        line = chance.choice(kinds)(chance).encode()
        lines.append(line)
        made += len(line) + 1
    return b"\n".join(lines)


def _log(chance: random.Random) -> str:
    moment = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T{_clock(chance)}Z"
    words = " ".join(chance.choices(_WORDS, k=6))
    return f"{moment} {chance.choice(_LEVELS)} [{_hex(chance, 16)}] {words} id={_digits(chance)}"


def _prose(chance: random.Random) -> str:
    words = chance.choices(_WORDS, k=18)
    return f"{words[0].capitalize()} {' '.join(words[1:9])}, {' '.join(words[9:])}."


def _row(chance: random.Random) -> str:
    cells = (_digits(chance), *chance.choices(_WORDS, k=3), f"{chance.random() * 900:.2f}")
    return ";".join((*cells, f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2026"))


def _json(chance: random.Random) -> str:
    name, value = chance.choices(_WORDS, k=2)
    return f'{{"id": {_digits(chance)}, "{name}": "{value}", "hash": "{_hex(chance, 40)}"}}'


def _code(chance: random.Random) -> str:
    one, other = chance.choices(_WORDS, k=2)
    return f"    {one}_{other} = {one}({other}[{chance.randint(0, 99)}], 0x{_hex(chance, 8)})"


def _clock(chance: random.Random) -> str:
    return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"


def _digits(chance: random.Random) -> str:
    size = chance.randint(3, 16)
    return str(chance.randrange(10 ** (size - 1), 10**size))


def _hex(chance: random.Random, size: int) -> str:
    return f"{chance.getrandbits(4 * size):0{size}x}"
