"""Read and write W3C DPV 2.3 as JSON-LD: one dpv:PersonalDataProcess a treatment.

What DPV has no term for (triggers, bounds, type ids, exceptions) stands under `pdscan:code`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pdscan import taxonomy
from pdscan.declarations import short_words
from pdscan.declarations.slugs import slug
from pdscan.registers import coded, reading, wording
from pdscan.registers.cells import Cell, Raw
from pdscan.registers.reading import DOCUMENT, Reader
from pdscan.registers.records import Record, Records

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "pdscan": "urn:pdscan:",
}
SUBJECTS = {
    "customer": "dpv:Customer",
    "visitor": "dpv:Visitor",
    "employee": "dpv:Employee",
    "job_applicant": "dpv:JobApplicant",
    "minor": "dpv:Child",
    "client_employee": "dpv:Client",
}
_PROCESS = ("PersonalDataProcess", "Process", "PersonalDataHandling")
_ARTICLE = re.compile(r"A6-1-([a-f])")


def is_dpv(loaded: Any) -> bool:
    """Say whether a loaded file speaks DPV; what pdscan wrote may hold no process."""
    return any(_is(node, _PROCESS) or "pdscan:code" in node for node, _ in _nodes(loaded))


def written(records: Records) -> Raw:
    """Return a declaration as JSON-LD."""
    rest = records.rest
    controller = rest["controller"]
    head: Raw = {
        "@id": f"pdscan:{rest['id']}",
        "@type": "dpv:DataController",
        "dpv:hasName": controller.get("name"),
        "pdscan:code": coded.text_of(rest),
    }
    if rest["denials"]:
        head["dpv:hasProhibition"] = [_prohibition(one) for one in rest["denials"]]
    if rest["transfers"]:
        head["pdscan:transfers"] = wording.transfers(rest["transfers"])
    return {"@context": CONTEXT, "@graph": [head, *(_process(one) for one in records.treatments)]}


def _prohibition(denial: Raw) -> Raw:
    types = (denial.get("target") or {}).get("types", ())
    return {
        "@type": "dpv:Prohibition",
        "dct:description": wording.denials([denial]),
        "dpv:hasPersonalData": [_term(name) for name in types],
    }


def _term(name: str) -> str:
    known = taxonomy.load().types.get(name)
    term = known.maps.get("dpv") if known else None
    return f"pd:{term}" if term else f"pdscan:{name}"


def _process(record: Record) -> Raw:
    return {**_native(record), "pdscan:code": coded.text_of(coded.code_of(record))}


def _native(record: Record) -> Raw:
    activity = record.activity
    articles = [str(one.get("gdpr") or "") for one in activity.get("legal_bases", ())]
    letters = [found[1] for one in articles if (found := re.search(r"6\(1\)\(([a-f])\)", one))]
    types = [name for one in record.items for name in one["types"]]
    node: Raw = {
        "@id": f"pdscan:{activity['id']}",
        "@type": "dpv:PersonalDataProcess",
        "dct:title": activity["name"],
        "dct:description": activity.get("purpose"),
        "dpv:hasPurpose": [f"dpv:{name}" for name in activity.get("dpv_purposes", ())],
        "dpv:hasLegalBasis": [f"eu-gdpr:A6-1-{letter}" for letter in letters],
        "dpv:hasPersonalData": list(dict.fromkeys(map(_term, types))),
        "pdscan:type": types,
        "dpv:hasDataSubject": [
            SUBJECTS.get(name, f"pdscan:{name}") for name in activity.get("subjects", ())
        ],
        "dpv:hasRecipient": [_party(one) for one in record.recipients],
        "dpv:hasStorageCondition": [_storage(one) for one in record.keep],
    }
    return {key: value for key, value in node.items() if value not in (None, [])}


def _party(one: Raw) -> Raw:
    kind = "dpv:DataProcessor" if one.get("kind", "processor") == "processor" else "dpv:Recipient"
    return {"@id": f"pdscan:{one['id']}", "@type": kind, "dpv:hasName": wording.recipient(one)}


def _storage(one: Raw) -> Raw:
    rules = one.get("rules") or ()
    iso = [rule["duration"] for rule in rules if rule.get("duration")]
    return {
        "@type": "dpv:StorageDuration",
        "dpv:hasDuration": iso,
        "dct:description": wording.keep([one]),
    }


def read(loaded: Any, reader: Reader) -> Raw:
    """Return the long form of a graph."""
    nodes = list(_nodes(loaded))
    head = next((node for node, _ in nodes if _is(node, ("DataController",))), {})
    name = _text(head, "hasName", "title", "label")
    place = Cell("controller", name or "", 1, "/@graph/0")
    rest = coded.read(head.get("pdscan:code")) or {"id": slug("org", name or "dpv", set())[4:]}
    controller = dict(rest.get("controller") or {})
    if controller.get("name") != name:
        controller = {"name": name, "role": "controller"}
    if not name:
        controller.update(name=None, name_status="not_stated")
    rest["controller"] = controller
    held, free = [], []
    for number, (node, path) in enumerate(nodes, 1):
        if not _is(node, _PROCESS):
            continue
        cell = Cell("name", _text(node, "title", "label", "hasName") or "", number, path)
        code = coded.read(node.get("pdscan:code"))
        record = coded.record_of(code) if code else None
        if record is not None and _same(record, node):
            held.append((record, cell))
            reader.taken |= {str(record.activity.get("id"))}
        else:
            free.append((node, cell))
    raw = coded.whole(rest, held, place)
    for node, cell in free:
        _read_process(node, cell, raw, reader)
    raw["recipients"] += reader.recipients.values()
    raw["issues"] = reader.issues
    return raw


def _same(record: Record, node: Mapping[str, Any]) -> bool:
    try:
        native = _native(record)
    except (KeyError, TypeError, AttributeError):
        return False
    return native == {key: value for key, value in node.items() if key != "pdscan:code"}


def _nodes(loaded: Any) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the nodes of a graph with their places."""
    graph = loaded.get("@graph", [loaded]) if isinstance(loaded, Mapping) else loaded
    for number, node in enumerate(graph if isinstance(graph, list) else ()):
        if isinstance(node, Mapping):
            yield node, f"/@graph/{number}"


def _is(node: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    kinds = node.get("@type", ())
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(re.split(r"[#:/]", str(one))[-1] in names for one in listed)


def _values(node: Mapping[str, Any], *terms: str) -> list[Any]:
    """Return the values of a term in any of its spellings: dpv:x, the whole IRI, or x alone."""
    found: list[Any] = []
    for key, value in node.items():
        if re.split(r"[#:/]", str(key))[-1] in terms:
            found += value if isinstance(value, list) else [value]
    return found


def _text(node: Mapping[str, Any], *terms: str) -> str | None:
    for value in _values(node, *terms):
        text = value.get("@value") if isinstance(value, Mapping) else value
        if isinstance(text, str) and text:
            return text
    return None


def _name(value: Any) -> str:
    """Return the last part of the IRI that a value is or has."""
    text = value.get("@id") or value.get("@type") or "" if isinstance(value, Mapping) else value
    return re.split(r"[#:/]", str(text))[-1]


def _read_process(node: Mapping[str, Any], cell: Cell, raw: Raw, reader: Reader) -> None:
    name = cell.text or _name(node.get("@id", "")) or "?"
    activity: Raw = {"id": slug("act", name, reader.taken), "name": name}
    activity["purpose"] = _text(node, "description")
    activity["dpv_purposes"] = [_name(one) for one in _values(node, "hasPurpose")]
    activity["legal_bases"] = list(_bases(node, cell, reader))
    back = {value.partition(":")[2]: key for key, value in SUBJECTS.items()}
    activity["subjects"] = []
    for one in _values(node, "hasDataSubject"):
        subject = back.get(_name(one), _name(one) if _name(one) in wording.SUBJECTS else None)
        if subject:
            activity["subjects"].append(subject)
        else:
            reader.issue("unread_subject", f"personnes non reconnues, {_name(one)}", cell)
    items = [_item(one, cell, reader) for one in _values(node, "hasPersonalData")]
    activity["data"] = {"inherit": "none", "items": items}
    activity["recipients"] = [
        party for one in _values(node, "hasRecipient") for party in _recipient(one, cell, reader)
    ]
    activity["retention"] = []
    for one in _values(node, "hasStorageCondition"):
        _keep(one, cell, activity, raw, reader)
    raw["activities"].append({**activity, "source": cell.source(DOCUMENT)})


def _bases(node: Mapping[str, Any], cell: Cell, reader: Reader) -> Iterator[Raw]:
    for one in _values(node, "hasLegalBasis"):
        found = _ARTICLE.search(_name(one))
        words = f"6.1.{found[1]}" if found else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _name(one))
        basis = short_words.basis(words)
        if basis:
            yield reading.written_basis(basis, cell)
        else:
            reader.issue("unread_basis", f"base légale non reconnue, {_name(one)}", cell)


def _item(value: Any, cell: Cell, reader: Reader) -> Raw:
    name = _name(value)
    exact = [one for one in reader.facts.types.values() if one.maps.get("dpv") == name]
    own = reader.facts.types.get(name)
    found = (
        [own]
        if own
        else exact
        if len(exact) == 1
        else [one for one in exact if not one.explicit_only]
    )
    place = Cell("data", name, cell.row, f"{cell.place}/dpv:hasPersonalData")
    item: Raw = {"id": slug("d", name, reader.taken), "phrase": name, "categories": []}
    item |= {"types": [one.id for one in found], "strength": "explicit"}
    item["list"] = "closed" if len(found) == 1 else "open" if found else "none"
    if len(found) != 1:
        reader.doubt(item, "terme DPV large ou inconnu")
    if not found:
        reader.issue("unresolved_phrase", f"terme DPV inconnu, {name}", place)
    return {**item, "source": place.source(DOCUMENT)}


def _recipient(value: Any, cell: Cell, reader: Reader) -> list[str]:
    said = _text(value, "hasName", "title", "label") if isinstance(value, Mapping) else None
    is_processor = isinstance(value, Mapping) and _is(value, ("DataProcessor",))
    slot = "processors" if is_processor else "recipients"
    place = Cell(slot, said or _name(value), cell.row, f"{cell.place}/dpv:hasRecipient")
    return list(reading.parties(place, reader))


def _keep(value: Any, cell: Cell, activity: Raw, raw: Raw, reader: Reader) -> None:
    node = value if isinstance(value, Mapping) else {}
    iso = _text(node, "hasDuration")
    text = _text(node, "description") or iso or (value if isinstance(value, str) else "")
    if not text:
        return
    place = Cell("keep", text, cell.row, f"{cell.place}/dpv:hasStorageCondition")
    rules, then, is_sure = reading.rules(place, activity["name"], reader)
    if not rules:
        return
    name = slug("ret", activity["id"][4:].replace("_", " "), reader.taken)
    made: Raw = {"id": name, "rules": rules, "then": then}
    made["applies_to"] = {"activities": [activity["id"]], "types": "all"}
    if not is_sure:
        reader.doubt(made, "durée à préciser")
    raw["retention"].append({**made, "source": place.source(DOCUMENT)})
    activity["retention"].append(name)
