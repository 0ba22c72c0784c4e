"""Read the cells of a treatment as a person wrote them: data, bases, people, recipients, durations.

What a cell's words don't say stays unsaid: the item is marked for review, with an issue that quotes
the cell; nothing is guessed, and nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pdscan.declarations import durations, phrases, short_words
from pdscan.declarations.slugs import slug
from pdscan.folding import fold
from pdscan.registers import labels
from pdscan.registers.cells import Cell, Raw
from pdscan.taxonomy import Taxonomy

DOCUMENT = "register"
_PIECES = re.compile(r"[\n;|•●▪]+|\s/\s|(?:^|\n)\s*[-*–]\s")
_NUMBER = re.compile(r"^\d{1,2}\s*[.)]\s+")
_BOXES = " ☒☑✓✔■"
_BASES = re.compile(r"[\n;,/|]+|\bet\b|\bou\b|\band\b|\bor\b")
_PARTIES = re.compile(r"[\n;|•●]+|,(?![^(]*\))|\s/\s|(?:^|\n)\s*[-*–]\s")
_DENIED = re.compile(
    r"\b(?:aucune?s?|jamais|not?|never|none|without|ne .{1,40} pas|pas (?:de|d'))\b|\bsans\b"
    r"|\b(?:non|not) (?:collecte|traite|conserve|collected|stored)\w*"
)
_SPARED = re.compile(
    r"\(?\b(?:hors|sauf|except[ée]\w*|[aà] l'exception|except|excluding|other than)\b.*",
    re.I | re.S,
)
_UNTIL_END = re.compile(
    r"(?:dur[ée]e (?:du|de la|de notre|des?)|duration of(?: the)?) "
    r"(?P<of>contrat|relations?(?: \w+){0,2}|abonnement|service|employment|contract)s?"
    r"\s*(?:\+|plus|et|and|puis|augment[ée]e? de)\s*(?=\S*\d|un |deux |trois |cinq |dix |one |two "
    r"|three |five |ten )",
    re.I,
)
_TOLD = re.compile(r"(.+?)\s*\(([^()]+)\)")
_THEN = re.compile(
    r"\b(?:puis|ensuite|then)\b.*?\barchiv\w*|\barchiv\w* interm\w*|[/;,+]\s*archiv\w*", re.I | re.S
)
_SUBJECTS = (
    ("client_employee", r"(?:salaries|employes|contacts?|personnel) (?:de |chez )(?:nos |des )?"
                        r"client"),
    ("hosted_client_subject", r"bases? hebergee"),
    ("minor", r"mineur|enfant|eleve|child|minor|pupil"),
    ("job_applicant", r"candidat|postulant|applicant"),
    ("prospect", r"prospect|clients? potentiel|lead\b|potential customer"),
    ("employee", r"salari|employe|agents?\b|personnel|collaborat|stagiaire|apprenti|travailleu"
                 r"|staff|worker"),
    ("supplier", r"fournisseur|prestataire|sous-traitant|supplier|vendor|contractor"),
    ("visitor", r"visiteur|internaute|visitor"),
    ("customer", r"client|usager|adherent|abonne|utilisateur|acheteur|beneficiaire|customer|user\b"
                 r"|users\b|patient|membre|locataire|administre|particulier"),
    ("third_party", r"\btiers\b|partenaire|third part|partner|elus?\b"),
)  # fmt: skip
_KINDS = (
    ("processor", r"sous[- ]?traitan|prestataire|hebergeur|editeur|processor|service provider"
                  r"|vendor"),
    ("internal", r"interne|services? (?!d'|de l'etat)|^service|direction|equipe|personnel"
                 r"|departement|ressources humaines|^rh$|^drh$|comptabilite|employes|salaries"
                 r"|internal|staff"
                 r"|department|team"),
    ("authority", r"autorite|administration|urssaf|impots|dgfip|cpam|caf\b|tresor public|police"
                  r"|gendarmerie|prefecture|tribuna|justice|pole emploi|france travail|authorit"
                  r"|court|tax office|public bod"),
    ("partner", r"partenaire|partner"),
    ("group", r"groupe|filiale|maison[- ]mere|group|subsidiar"),
    ("public", r"^(?:le )?public$|grand public|the public"),
)  # fmt: skip


@dataclass(slots=True)
class Reader:
    """Gather ids that are taken, recipients that are shared, and what a person should look at."""

    facts: Taxonomy
    taken: set[str] = field(default_factory=set)
    issues: list[Raw] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)
    recipients: dict[tuple[str, str], Raw] = field(default_factory=dict)

    def issue(self, code: str, text: str, cell: Cell) -> None:
        """Note what a person should look at, with the cell."""
        quote = " ".join(cell.text.split())[:80]
        said = f"{text} : « {quote} » ({cell.place})" if quote else f"{text} ({cell.place})"
        self.issues.append({"code": code, "text": said, "source": cell.source(DOCUMENT)})

    def doubt(self, item: Raw, why: str) -> Raw:
        """Return an item marked for review."""
        item.update(confidence=0.5, review=True)
        self.doubts[item["id"]] = why
        return item


def data_items(cell: Cell, reader: Reader) -> Iterator[Raw]:
    """Yield a data item for each phrase of a cell; a box that is ticked declares its label."""
    row = labels.row_of(cell.head)
    if labels.is_void(cell.text) or (labels.says_no(cell.text) and len(cell.text) < 12):
        return
    if labels.says_yes(cell.text):
        if cell.head:
            yield _item(cell.head.partition("(")[0].strip(_BOXES), cell, reader, row)
        elif cell.slot == "sensitive":
            reader.issue("sensitive_unnamed", "données sensibles non nommées", cell)
        else:
            reader.issue("unresolved_phrase", "données non nommées", cell)
        return
    for piece in _PIECES.split(cell.text):
        words = _NUMBER.sub("", piece.strip(" .-\t")) if piece else ""
        if not words or labels.is_void(words):
            continue
        kept = _SPARED.sub("", words).strip(" (,-")
        if kept != words:
            reader.issue("negation_in_cell", "ce qui suit « hors » ou « sauf » n'est pas lu", cell)
        if _DENIED.search(fold(kept)):
            reader.issue("negation_in_cell", "une négation n'est pas lue comme une donnée", cell)
        elif kept:
            yield _item(kept, cell, reader, row)


def _item(phrase: str, cell: Cell, reader: Reader, row: str | None) -> Raw:
    found = phrases.resolve(phrase, reader.facts)
    types, categories = list(found.types), list(found.categories)
    if row is not None and (row.startswith("s_") or row == "nir"):
        own = [kind.id for kind in reader.facts.types.values() if kind.cnil_row == row]
        types = [*types, *(name for name in own if name not in types)]
    listing = "none" if categories else "closed"
    item: Raw = {
        "id": slug("d", phrase, reader.taken),
        "phrase": " ".join(phrase.split()),
        "categories": categories,
        "types": types,
        "list": "open" if phrases.listing(phrase, found) == "open" else listing,
        "strength": "explicit",
    }
    unknown = found.rest if types or categories else (phrase,)
    if unknown and not (types and not found):
        reader.issue("unresolved_phrase", f"rien n'est connu sous « {', '.join(unknown)} »", cell)
        if not (types or categories):
            item["list"] = "none"
        reader.doubt(item, "mots inconnus")
    return {**item, "source": cell.source(DOCUMENT)}


def bases(cell: Cell, reader: Reader) -> Iterator[Raw]:
    """Yield the legal bases that a cell names; one that names none has its basis unstated."""
    seen: set[str] = set()
    for piece in _BASES.split(fold(cell.text)):
        found = short_words.basis(piece) if piece else None
        if found and found.basis not in seen:
            seen.add(found.basis)
            yield written_basis(found, cell)
    whole = short_words.basis(cell.text)
    if not seen and whole:
        yield written_basis(whole, cell)
    elif not seen:
        if not labels.is_void(cell.text):
            reader.issue("unread_basis", "base légale non reconnue", cell)
        yield {"basis": None, "gdpr": None, "stated": "none", "source": cell.source(DOCUMENT)}


def written_basis(found: short_words.Basis, cell: Cell) -> Raw:
    """Return a legal basis with its cell."""
    source = cell.source(DOCUMENT)
    return {"basis": found.basis, "gdpr": found.article, "stated": "explicit", "source": source}


def subjects(cell: Cell, reader: Reader) -> list[str]:
    """Return whom a cell speaks of."""
    found: dict[str, None] = {}
    for piece in re.split(r"[\n;,/|]+|\bet\b|\band\b", cell.text):
        plain = fold(piece).strip(" .-()")
        if not plain or labels.is_void(plain):
            continue
        names = [name for name, words in _SUBJECTS if re.search(words, plain)]
        if not names:
            reader.issue("unread_subject", f"personnes non reconnues, « {plain} »", cell)
        for name in names[:1]:
            found.setdefault(name)
    return list(found)


def parties(cell: Cell, reader: Reader) -> Iterator[str]:
    """Yield the ids of the recipients that a cell names, adding each on its first appearance."""
    if labels.is_void(cell.text) and not cell.head:
        return
    for piece in _PARTIES.split(cell.text) if cell.text else [cell.head]:
        words = _NUMBER.sub("", piece.strip(" .-\t")) if piece else ""
        if not words or labels.is_void(words):
            continue
        kind, is_sure = _kind(words, cell)
        party = short_words.party(words) if ":" in words else None
        name = party.name if party else None
        told = _TOLD.fullmatch(words)
        if told and any(re.search(pattern, fold(told[2])) for _, pattern in _KINDS):
            name = told[1]
        key = (kind, fold(name or words))
        if key not in reader.recipients:
            made: Raw = {"id": slug("r", name or words, reader.taken), "kind": kind}
            made |= {"name": name or words} if name or _is_name(words) else {"label": words}
            made["source"] = cell.source(DOCUMENT)
            if not is_sure:
                reader.doubt(made, "qui est ce destinataire ?")
            reader.recipients[key] = made
        yield reader.recipients[key]["id"]


def _kind(words: str, cell: Cell) -> tuple[str, bool]:
    """Return the kind of a recipient, and whether the register says so."""
    if cell.slot == "processors":
        return "processor", True
    head = fold(cell.head)
    for text in (head if "destinataires dans des pays" not in head else "", fold(words)):
        for kind, pattern in _KINDS:
            if text and re.search(pattern, text) and "destinataire" not in text:
                return kind, True
    return "third_party", "destinataires dans des pays" in head or head.startswith("autre")


def _is_name(words: str) -> bool:
    """Say whether words look like a proper name: most of them begin with a capital."""
    parts = [one for one in re.findall(r"[\w'’.&-]+", words) if len(one) > 2]
    return bool(parts) and len(parts) <= 5 and all(one[0].isupper() for one in parts)


def rules(cell: Cell, context: str, reader: Reader) -> tuple[list[Raw], list[Raw], bool]:
    """Return the rules of a duration's cell, what follows them, and whether all was understood.

    `context` are the words for what is kept, which give a trigger that goes without saying.
    """
    text = _UNTIL_END.sub(lambda found: f"{_end_of(found['of'])} ", cell.text)
    first, _, archive = _parted(text)
    read = []
    unread = False
    for piece in re.split(r"[\n;|]+", first):
        found = durations.parse(piece) if piece.strip() else None
        if found is not None and found.iso is not None:
            trigger = found.trigger
            if not found.trigger_stated and trigger == "collection":
                trigger = durations.default_trigger(context)
            rule: Raw = {"trigger": trigger, "duration": found.iso, "bound": found.bound}
            rule["trigger_stated"] = found.trigger_stated
            unread = unread or bool(found.unread) or not durations.is_plain(piece)
        elif piece.strip():
            rule = {"trigger": "none", "duration": None, "bound": "criteria"}
            rule["criteria_fr"] = " ".join(piece.split())
        else:
            continue
        if rule not in read:
            read.append(rule)
    is_sure = len(read) == 1 and read[0]["duration"] is not None and not unread
    later = durations.parse(archive) if archive else None
    then = [{"stage": "archive", "duration": later.iso if later else None, "bound": "max"}]
    if later is None or later.iso is None:
        then[0]["bound"] = "criteria"
    if not is_sure:
        reader.issue("unread_duration", "durée à préciser", cell)
    return read, then if archive else [], is_sure


def _end_of(words: str) -> str:
    plain = fold(words)
    if plain in ("employment", "contract"):
        return f"after the end of {words}"
    is_masculine = plain.startswith(("contrat", "abonnement", "service"))
    return f"après la fin {'du' if is_masculine else 'de la'} {words}"


def _parted(text: str) -> tuple[str, str, str]:
    found = _THEN.search(text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.start() :]
