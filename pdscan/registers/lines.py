"""Lay a declaration out as a register: the CNIL's list and sheets, or one line a group of types.

The CNIL enters durations by category of data, so each (treatment, category) has a line of its own.
pdscan's own column stands at the right; a person may change any cell left of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdscan import taxonomy
from pdscan.registers import coded, wording
from pdscan.registers.cells import Raw
from pdscan.registers.records import Record, Records, keep_of, rows_of

ALL = "*"
WHOLE = "Ensemble des traitements"
CODE_COLUMN = 9
_CHUNK = 30_000
LIST = (
    "Nom du traitement",
    "N° / RÉF",
    "Date de création de la fiche",
    "Dernière mise à jour de la fiche",
    "Finalité du traitement",
    "Données sensibles ? (Oui/non)",
)
FLAT = (
    "Nom du traitement",
    "N° / RÉF",
    "Responsable du traitement",
    "Finalité principale",
    "Sous-finalités",
    "Base légale (art. 6)",
    "Catégories de personnes concernées",
    "Catégorie",
    "Données",
    "Durée de conservation",
    "Destinataires",
    "Transferts hors UE",
    "Précisions (non collecté)",
    "Lieux d'hébergement",
    "pdscan",
)
_ACTORS = ("Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél")
Rows = list[list[str]]


def listed(records: Records, updated: str | None) -> Rows:
    """Return the list of treatments, by the workbook's own columns."""
    rows = [["Registre des activités de traitement"], [], list(LIST)]
    for one in records.treatments:
        is_sensitive = "Oui" if _is_sensitive(one) else "Non"
        purpose = one.activity.get("purpose") or ""
        ref = one.activity.get("ref") or one.activity["id"]
        rows.append([one.activity["name"], ref, "", updated or "", purpose, is_sensitive])
    return rows


def _is_sensitive(record: Record) -> bool:
    facts = taxonomy.load().types
    types = [name for one in record.items for name in one["types"]]
    return any(name in facts and facts[name].tier in (4,) for name in types)


def fiche(record: Record) -> Rows:
    """Return a treatment's own sheet."""
    activity = record.activity
    rows = [_row(["Fiche de registre"], "pdscan")]
    rows.append(_row(["Nom du traitement", activity["name"]], {"name": record.code()}))
    rows.append(["N° / RÉF", activity.get("ref") or activity["id"]])
    rows.append(["Finalité principale", activity.get("purpose") or ""])
    for number, text in enumerate(activity.get("sub_purposes", ()), 1):
        rows.append([f"Sous-finalité {number}", text])
    rows.append(["Base légale (art. 6)", wording.bases(activity.get("legal_bases", ()))])
    people = wording.subjects(activity.get("subjects", ()))
    rows.append(["Catégories de personnes concernées", people])
    rows += _data_rows(record)
    rows += _recipient_rows(record.recipients)
    return rows


def whole_fiche(records: Records) -> Rows:
    """Return the sheet of what is said once for all treatments."""
    rest = records.rest
    controller, dpo = rest["controller"], rest["dpo"]
    address = controller.get("address") or {}
    rows = [_row(["Fiche de registre"], "pdscan")]
    rows.append(_row(["Nom du traitement", WHOLE], {"name": whole_code(rest)}))
    rows.append(["N° / RÉF", ALL])
    rows.append(["Acteurs", *_ACTORS])
    rows.append(
        [
            "Responsable du traitement",
            controller.get("name") or "",
            *(address.get(key) or "" for key in ("street", "postcode", "city", "country")),
            controller.get("phone") or "",
            controller.get("email") or "",
        ]
    )
    officer = ["", "", "", "", "", dpo.get("email") or ""]
    rows.append(["Délégué à la protection des données", dpo.get("name") or "", *officer])
    shared = Record({"name": WHOLE}, tuple(rest["data"]), tuple(rest["retention"]), ())
    rows += _data_rows(shared)
    rows += _recipient_rows(rest["recipients"])
    for one in rest["transfers"]:
        rows.append(_row(["Transferts hors UE", wording.transfers([one])], {"transfers": [one]}))
    for one in rest["denials"]:
        said = wording.denials([one])
        rows.append(_row(["Précisions (non collecté)", said], {"not_collected": [one]}))
    for one in rest["locations"]:
        rows.append(_row(["Lieux d'hébergement", wording.place(one)], {"places": [one]}))
    return rows


def whole_code(rest: Raw) -> Raw:
    """Return what is said of the whole declaration beside its cells."""
    return {"id": rest["id"], **rest["whole"], "controller": rest["controller"], "dpo": rest["dpo"]}


def _row(texts: list[str], code: Any) -> list[str]:
    """Return a row with its code in pdscan's column, in as many cells as it needs."""
    text = code if isinstance(code, str) else coded.text_of(code)
    pieces = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
    return [*texts, *[""] * (CODE_COLUMN - len(texts)), *pieces]


def _data_rows(record: Record) -> Rows:
    parts = rows_of(record.items)
    head = ["Description", "Durée de conservation"]
    rows: Rows = [["Catégories de données personnelles concernées", *head]]
    told: set[str] = set()
    was_sensitive = False
    for name, labels in taxonomy.load().cnil_rows.items():
        label = str(labels.get("ods") or "")
        if not label:
            continue
        if labels.get("sensitive") and not was_sensitive:
            was_sensitive = True
            rows.append(["Données sensibles", *head])
        items = parts.get(name, [])
        sets = keep_of(record, items) if items else []
        told |= {one["id"] for one in sets}
        slot = "sensitive" if labels.get("sensitive") or name == "nir" else "data"
        texts = [label, wording.data(items), wording.keep(sets)]
        rows.append(_row(texts, {slot: items, "keep": sets}) if items else [label])
    for one in record.keep:
        if one["id"] not in told:
            rows.append(_row(["Durée de conservation", wording.keep([one])], {"keep": [one]}))
    return rows


def _recipient_rows(recipients: Sequence[Raw]) -> Rows:
    rows: Rows = [["Destinataires", "Type de destinataire", "Précisions"]]
    for number, one in enumerate(recipients, 1):
        kind = wording.KINDS[one.get("kind", "processor")]
        texts = [f"Destinataire {number}", kind, wording.recipient(one)]
        rows.append(_row(texts, {"recipients": [one]}))
    return rows


def flat(records: Records) -> Rows:
    """Return one line a (treatment, category of data), the whole declaration's own lines first."""
    rest = records.rest
    shared = Record({"name": WHOLE}, tuple(rest["data"]), tuple(rest["retention"]), ())
    first = {
        "Responsable du traitement": rest["controller"].get("name") or "",
        "Destinataires": wording.recipients(rest["recipients"]),
        "Transferts hors UE": wording.transfers(rest["transfers"]),
        "Précisions (non collecté)": wording.denials(rest["denials"]),
        "Lieux d'hébergement": " ; ".join(map(wording.place, rest["locations"])),
    }
    code: Raw = {"name": whole_code(rest), "recipients": rest["recipients"]}
    code |= {"transfers": rest["transfers"], "not_collected": rest["denials"]}
    code["places"] = rest["locations"]
    rows = [list(FLAT), *_lines(shared, ALL, first, code)]
    for one in records.treatments:
        activity = one.activity
        first = {
            "Finalité principale": activity.get("purpose") or "",
            "Sous-finalités": "\n".join(activity.get("sub_purposes", ())),
            "Base légale (art. 6)": wording.bases(activity.get("legal_bases", ())),
            "Catégories de personnes concernées": wording.subjects(activity.get("subjects", ())),
            "Destinataires": wording.recipients(one.recipients),
        }
        code = {"name": one.code(), "recipients": list(one.recipients)}
        rows += _lines(one, activity.get("ref") or activity["id"], first, code)
    return rows


def _lines(record: Record, ref: str, first: dict[str, str], code: Raw) -> Rows:
    labels = taxonomy.load().cnil_rows
    parts = [(str(labels[name]["ods"]), items) for name, items in rows_of(record.items).items()]
    told: set[str] = set()
    rows = []
    lines: list[tuple[str, list[Raw], list[Raw]]] = []
    for label, items in parts:
        sets = keep_of(record, items)
        told |= {one["id"] for one in sets}
        lines.append((label, items, sets))
    left = [one for one in record.keep if one["id"] not in told]
    lines += [("", [], [one]) for one in left]
    for label, items, sets in lines or [("", [], [])]:
        values = {"Catégorie": label, "Données": wording.data(items), **first}
        values["Durée de conservation"] = wording.keep(sets)
        own = {**code, "data": items, "keep": sets}
        values["pdscan"] = coded.text_of({key: value for key, value in own.items() if value})
        texts = {"Nom du traitement": record.activity["name"], "N° / RÉF": ref, **values}
        rows.append([texts.get(title, "") for title in FLAT])
        first, code = {}, {}
    return rows
