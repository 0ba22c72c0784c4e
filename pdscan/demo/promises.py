"""Say what was planted, and which verdict each must get: the tests' table and LISEZMOI.md."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

_HEADINGS = {
    "fr": (
        "Ce qui est planté, et le verdict que chacun doit recevoir",
        "Où | Quoi | Verdict | Gravité | ",
        "Ce qui ne peut pas être lu",
        "Ce qui est sain : rien, ou rien qui ne soit déclaré",
    ),
    "en": (
        "What was planted, and the verdict that each must get",
        "Where | What | Verdict | Severity | ",
        "What can't be read",
        "What is clean: nothing, or nothing undeclared",
    ),
}
_OPENING = """\
# Ateliers Mirabelle, une entreprise inventée

*English below.*

Les Ateliers Mirabelle vendent par correspondance des jouets en bois. Rien de ce qui est ici
n'existe : personnes, numéros et adresses sont inventés, dans des plages que nul n'utilise.

- `politique.txt` : ce que l'entreprise dit de ses données ; `declaration.yaml` : la même chose,
  lisible par une machine, chaque ligne ancrée dans la politique ;
- `boutique.db` (SQLite), `partage/` (des fichiers), `seau/` (comme un seau S3) : ce qu'il y a
  vraiment ;
- `pdscan.yaml` : quels systèmes, où sont leurs données, à quoi elles servent.

    pdscan scan --estate pdscan.yaml --out html=rapport.html

La commande finit par le code 4 : des écarts ont été trouvés, et tout n'a pas pu être lu.
"""
_OPENING_EN = """\
# Ateliers Mirabelle, a made-up company

Ateliers Mirabelle sells wooden toys by mail order. Nothing here exists: people, numbers and
addresses are invented, in ranges that nobody uses. `politique.txt` is what the company says of
its data, `declaration.yaml` the same for a machine; `boutique.db`, `partage/` (a file share) and
`seau/` (a bucket) are what is really there; `pdscan.yaml` says what each is for. The command above
ends with exit code 4: contradictions were found, and not everything could be read.
"""


@dataclass(frozen=True, slots=True)
class Planted:
    """Name one planted fact: `asset` is a table's locator or a path in the demo's folder."""

    asset: str
    locus: str
    type: str
    verdict: str
    severity: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Locked:
    """Name what can't be read, and the reason that the coverage must give."""

    asset: str
    reason: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Clean:
    """Name a clean asset and types that must be found there; none: nothing may be found."""

    asset: str
    found: tuple[str, ...]
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Promises:
    """Hold all that the demo promises."""

    planted: tuple[Planted, ...]
    gaps: tuple[Locked, ...]
    clean: tuple[Clean, ...]


def load() -> Promises:
    """Return the promises of `expected.yaml`."""
    import yaml

    text = resources.files("pdscan.demo").joinpath("expected.yaml").read_text("utf-8")
    raw = yaml.safe_load(text)
    return Promises(
        planted=tuple(Planted(**one) for one in raw["planted"]),
        gaps=tuple(Locked(**one) for one in raw["gaps"]),
        clean=tuple(Clean(**{**one, "found": tuple(one["found"])}) for one in raw["clean"]),
    )


def locator(asset: str, root: Path) -> str:
    """Return the locator that a scan gives to an asset of the demo in `root`."""
    return asset if "://" in asset else f"file://{root.resolve()}/{asset}"


def readme() -> str:
    """Return LISEZMOI.md: the promises in French, then in English."""
    made = load()
    return "\n".join((_OPENING, _part(made, "fr"), _OPENING_EN, _part(made, "en")))


def _part(made: Promises, language: str) -> str:
    planted, columns, locked, clean = _HEADINGS[language]
    lines = [f"## {planted}", "", f"| {columns}|", "|---|---|---|---|---|"]
    for fact in made.planted:
        where = f"`{fact.asset}` {fact.locus.removeprefix('column:')}"
        said = fact.fr if language == "fr" else fact.en
        lines.append(f"| {where} | `{fact.type}` | {fact.verdict} | {fact.severity} | {said} |")
    lines += ["", f"## {locked}", ""]
    colon = " :" if language == "fr" else ":"
    lines += [f"- `{g.asset}`{colon} {g.fr if language == 'fr' else g.en}" for g in made.gaps]
    lines += ["", f"## {clean}", ""]
    lines += [f"- `{c.asset}`{colon} {c.fr if language == 'fr' else c.en}" for c in made.clean]
    return "\n".join((*lines, ""))
