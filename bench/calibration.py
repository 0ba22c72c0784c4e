"""Print a reliability table: of the findings at a confidence, how many are right?

    python bench/calibration.py [FOLDER] [--wrong]

Held against the labelled corpora of FOLDER (not distributed; each that is absent is named as
skipped): columns of databases (`db/`), English lines with spans (`text/`), single numbers inside
neutral sentences and after the word that names them, right and wrong ones (`vectors/`), and prose
and place names where nobody is named (`negative/`). A finding is right where its place and family
are labelled; what the labels don't speak of (companies' numbers, contacts of companies) is left
out. `--wrong` names the places of wrong findings at 0.9 and above, by type and corpus.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from stdnum import bic, iban

from pdscan import api, taxonomy
from pdscan.detection.engine import Engine
from pdscan.plan import chosen_detectors

FOLDER = Path(__file__).parents[2] / "shared" / "corpora"
BANDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SENTENCES = ("La ligne {} a été relue hier.", "See {} in the list.")
AT_ONCE = 200
NAMED = {
    "fr.nir": "gov.nir", "fr.nif": "gov.tax_id", "fr.siren": "business.", "fr.siret": "business.",
    "fr.tva": "business.vat", "eu.vat": "business.vat", "bic": "payment.bic", "imei": "online.imei",
    "mac": "online.mac", "iso9362": "payment.bic",
}  # fmt: skip
LABELS = {
    "PERSON": ("person.name",), "PHONE": ("contact.phone",), "EMAIL": ("contact.email",),
    "ADDRESS": ("contact.", "location."), "CITY": ("contact.", "location.", "person.birth_place"),
    "POSTCODE": ("contact.", "location."), "REGION": ("contact.", "location."),
    "COUNTRY": ("contact.", "location.", "person.nationality"),
    "DOB": ("person.birth", "person.age"),
    "GENDER": ("person.gender", "person.title"), "PHOTO": ("person.photo", "media."),
    "EMPLOYMENT": ("work.",), "SALARY": ("work.", "finance."), "IP": ("online.ip",),
    "CARD": ("payment.card",), "USERNAME": ("online.", "person."), "PASSWORD": ("secret.",),
    "PERSON_KEY": ("customer.", "work.", "person.", "online."), "FREE_TEXT": ("content.",),
    "BEHAVIOUR": ("customer.", "online."), "LOC": ("contact.", "location."), "OTHER": ("contact.",
    "location."), "NATIONAL_ID": ("gov.", "stdnum:"), "URL": ("online.",),
    "DATE": ("person.birth",),
    "TITLE": ("person.title",),
}  # fmt: skip
UNLABELLED = ("business.",)

Judged = Iterator[tuple[str, float, bool, str]]


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--wrong"]
    folder = Path(words[0]) if words else FOLDER
    table: dict[str, Counter[tuple[float, bool]]] = defaultdict(Counter)
    wrong: Counter[tuple[str, str]] = Counter()
    for name, corpus in (
        ("columns", columns), ("lines", lines), ("numbers", numbers), ("phones", phones),
        ("negative", negative),
    ):  # fmt: skip
        count = 0
        for type_id, confidence, right, place in corpus(folder):
            count += 1
            band = max(low for low in BANDS if low <= max(confidence, BANDS[0]))
            for row in ("all", name, f"  {type_id.partition('.')[0].partition(':')[0]}"):
                table[row][band, right] += 1
            if band >= 0.9 and not right:
                wrong[type_id, f"{name} {place}"] += 1
        if not count:
            print(f"{name}: skipped, nothing of it in {folder}")
    show(table)
    if "--wrong" in sys.argv:
        for (type_id, place), times in wrong.most_common(60):
            print(f"{times:6} {type_id:28} {place}")


def show(table: dict[str, Counter[tuple[float, bool]]]) -> None:
    if not table:
        return
    heads = [f"{low}" for low in BANDS]
    print(
        f"{'confidence from':18}" + "".join(f"{head:>15}" for head in heads) + "  at 0.9 and above"
    )
    for row in sorted(table, key=lambda row: (row.startswith(" "), row != "all", row)):
        counts = table[row]
        cells = [share(counts[low, True], counts[low, False]) for low in BANDS]
        high = share(
            *(sum(counts[low, right] for low in BANDS if low >= 0.9) for right in (True, False))
        )
        print(f"{row:18}" + "".join(f"{cell:>15}" for cell in cells) + f"  {high}")


def share(right: int, wrong: int) -> str:
    total = right + wrong
    return f"{right / total:.2f} of {total}" if total else "-"


def fits(type_id: str, label: str | None) -> bool:
    return label is not None and type_id.startswith(LABELS.get(label, ()))


def columns(folder: Path) -> Judged:
    for truth in sorted(folder.glob("db/*.truth.json")):
        facts = json.loads(truth.read_text("utf-8"))
        labels = {(one["table"], one["column"]): one["type"] for one in facts["personal"]}
        report = api.scan(truth.with_name(facts["database"]), sample=2000)
        for found in report.findings:
            table = found.asset_key.rpartition("#")[2]
            column = found.locus.removeprefix("column:")
            if not found.type.startswith(UNLABELLED):
                right = fits(found.type, labels.get((table, column)))
                yield found.type, found.confidence, right, f"{truth.stem} {table}.{column}"


def lines(folder: Path) -> Judged:
    path = folder / "text" / "en_presidio_generated_small.jsonl"
    read = list(records(path))
    for line, matches in zip(read, api.detect([line["text"] for line in read]), strict=True):
        for match in matches:
            labels = [
                span["label"]
                for span in line["spans"]
                if span["start"] < match.end and match.start < span["end"]
            ]
            if not match.type.startswith(UNLABELLED):
                right = any(fits(match.type, label) for label in labels)
                yield match.type, match.score, right, line["id"]


def numbers(folder: Path) -> Judged:
    texts, truths = [], []
    for line in records(folder / "vectors" / "stdnum.jsonl"):
        module = line["source"].removeprefix("python-stdnum ")
        expected = NAMED.get(module, "payment.iban" if "iban" in module else f"stdnum:{module}")
        said = module.rpartition(".")[2].upper()
        for sentence in (*SENTENCES, f"{said} : {{}}"):
            texts.append(sentence.format(line["value"]))
            truths.append((expected, line["valid"]))
    yield from judged(texts, truths)


def phones(folder: Path) -> Judged:
    texts, truths = [], []
    for line in records(folder / "vectors" / "phones_libphonenumber.jsonl"):
        for sentence in (*SENTENCES, "Tél. : {}"):
            texts.append(sentence.format(line["value"]))
            truths.append(("contact.phone", line["valid"]))
    yield from judged(texts, truths)


def judged(texts: list[str], truths: list[tuple[str, bool]]) -> Judged:
    """Hold the matches of sentences with one number each to what the number is."""
    engine = Engine(chosen_detectors((), names=False), taxonomy.load())
    source = iter(texts)
    answers = iter(truths)
    while some := list(islice(source, AT_ONCE)):
        for text, matches in zip(some, engine.detect_all(some), strict=True):
            expected, valid = next(answers)
            for match in matches:
                right = valid and match.type.startswith(expected)
                if expected == "payment.iban":  # a country's doctests call all others' wrong
                    right = is_account(match.type, text[match.start : match.end])
                yield match.type, match.score, right, expected + ("" if valid else ", wrong number")


def is_account(type_id: str, value: str) -> bool:
    if type_id == "payment.bic":
        return bic.is_valid(value)
    return type_id == "payment.iban" and iban.is_valid(value, check_country=False)


def negative(folder: Path) -> Judged:
    for path in sorted((folder / "negative").glob("*/*")):
        for found in api.scan(path).findings:
            if not found.type.startswith((*UNLABELLED, "contact.", "location.")):
                yield found.type, found.confidence, False, path.name


def records(path: Path) -> Iterator[dict]:
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


if __name__ == "__main__":
    main()
