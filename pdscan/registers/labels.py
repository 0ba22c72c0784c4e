"""Know what the labels of registers speak of: the CNIL's, openrgpd's, madis', any other.

Labels are matched on folded text (case, accents and spaces make no difference), the first pattern
of the table wins, and a label that means nothing is left alone.
"""

# ruff: noqa: E501  (the tables read best one label a line)
from __future__ import annotations

import re
from functools import cache

from pdscan import taxonomy
from pdscan.folding import fold

_NUMBER = r"(?: ?(?:n ?[°o]\.? ?)?\d+)?"
_SLOTS = (
    ("ignored", r"(?:base|commentaire|niveau|support|origine)s? .*(?:liceite|identification|secur"
                r"|pia)\b.*|pia|plan d'action.*|validation.*|commentaires?|observations?|declarant"
                r"|statut.*|etat d.avancement.*|couverture|ecarts.*|derniere analyse"),
    ("not_collected", r"precisions? ?\(non collecte\w*\)|donnees? non collectees?|non collecte\w*"
                      r"|not collected|data not collected"),
    ("sensitive_flag", r"donnees sensibles ?\??(?: ?\(?oui ?/ ?non\)?)|presence de donnees sensibles"
                       r"|sensitive data ?\? ?(?:\(?yes ?/ ?no\)?)?|special categor\w+ ?\?"),
    ("created", r"date de (?:creation|mise en (?:oe|\?|o)uvre)\b.*|creat(?:ed|ion date).*"),
    ("updated", r"(?:date de )?(?:derniere )?mise a jour\b.*|(?:last )?updated?\b.*|dernieremaj"
                r"|derniere mise a jour\b.*|date of last update|date de derniere mise a jour"),
    ("ref", r"n ?[°o]\.? ?(?:/ ?)?(?:ref\w*\.?)?|ref(?:erence)?\.?|n° ?/ ?ref\.?|id|identifiant"
            r"|numero(?: (?:du traitement|de reference|d'activite))?|ref(?:erence)? (?:no|number)"),
    ("name", r"(?:nom|intitule|libelle|denomination)(?: et sigle)? (?:du|de l'activite de|de l.) ?"
             r"(?:traitements?|activite\w*)|traitements?(?: concernes?)?|activites?(?: de traitement)?"
             r"|name|(?:processing )?activit(?:y|ies)(?: name)?|name of (?:the )?(?:processing"
             r"|activity).*|nomlogiciel|processing(?: operation)?|treatment"),
    ("sub_purpose", r"sous[- ]?finalites?" + _NUMBER + r"|sub-?purposes?" + _NUMBER + "|sousfinalite"),
    ("purpose", r"finalites?(?: principales?)?(?: (?:du|des|de ce) traitements?)?|purposes?(?: of"
                r" (?:the )?processing)?|objectifs?(?: poursuivis?)?|goal|finalitetraitement"),
    ("basis", r"bases? (?:legales?|juridiques?)\b.*|liceite(?: du traitement)?|fondements?(?: "
              r"juridiques?| legal\w*)?|(?:legal|lawful) bas[ie]s\b.*|legalbasis|catliceitetraitee"),
    ("sensitive", r"donnees sensibles|categories particulieres.*|special categor(?:y|ies)(?: of"
                  r" (?:personal )?data)?|sensitive data"),
    ("subjects", r"(?:categories? de |types? de )?personnes concernees?(?: par le traitement)?"
                 r"|categor(?:y|ies) of (?:data )?subjects?|(?:data )?subjects?|catpersconcern"
                 r"|categories? de personnes(?: concernees?)?" + _NUMBER),
    ("data", r"(?:categories? de |types? de )?donnees(?: (?:a caractere )?personnel(?:les)?)?(?: "
             r"(?:concernees|traitees|collectees))?|categor(?:y|ies) of (?:personal )?data"
             r"|(?:personal )?data(?: categor(?:y|ies)| types?| collected| processed)?"
             r"|datacategor(?:y|ies)|datacategoryother|catdonneetraitee|description des donnees"
             r"|donnees collectees.*"),
    ("keep", r"(?:durees?|delais?) (?:de |d')?(?:conservation|effacement|utilite administrative|"
             r"suppression)\b.*|retention(?: (?:period|time|duration)s?)?|storage period|time limits?"
             r"(?: for erasure)?|delay|delaieffacement|dureeutiliteadmi|archivage|durees?"),
    ("processors", r"sous[- ]traitants?(?: ulterieurs?)?" + _NUMBER + r"|(?:sub-?)?processors?"
                   r"|contractors|soustraitant|prestataires?"),
    ("recipients", r"(?:categories? de )?destinataires?(?: (?:des donnees|internes?|externes?))?"
                   + _NUMBER + r"|(?:categor(?:y|ies) of )?recipients?|recipientcategor(?:y|ies)"
                   r"|destidonnees|data recipients"),
    ("transfers", r"transferts?(?: de donnees)?(?: (?:hors|en dehors) (?:de l')?(?:ue|union"
                  r" europeenne|eee|u\.e\.)| internationa(?:l|ux))?(?: ?\?)?(?: ?\(?oui ?/ ?non\)?)?"
                  r"|(?:international |third[- ]country )?(?:data )?transfers?(?: outside.*)?"
                  r"|transferthorsue"),
    ("security", r"(?:description (?:generale )?des )?mesures? de securite.*|securite.*"
                 r"|(?:technical .*)?security(?: measures)?"),
    ("places", r"lieux? (?:d'hebergement|de stockage).*|hebergement|(?:storage|hosting) location"),
    ("controller", r"(?:nom (?:et coordonnees )?du |l[ea] )?responsables? (?:du|de) traitements?"
                   r"|(?:data )?controller(?: name)?|organisme|raison sociale|entite|societe"
                   r"|nom de (?:l'organisme|la (?:societe|structure|collectivite))|collectivity"),
    ("dpo", r"delegue\w* a la protection(?: des donnees)?(?: ?\(?dpo\)?)?|dp[od](?: \(?dp[od]\)?)?"
            r"|data protection officer(?: \(dpo\))?|contact (?:du )?dp[od]"),
    ("joint", r"(?:responsables?\(?s?\)? conjoints?\(?s?\)?|co-?responsables?.*|joint controllers?)"
              r"(?: du traitement)?"),
    ("representative", r"representants?\b.*|representative"),
)  # fmt: skip
_PARTS = (
    ("description", r"descriptions?|details?|precisez|donnees|contenu|valeurs?|value"),
    ("keep", r"(?:durees?|delais?) (?:de |d')?(?:conservation|effacement|suppression)\b.*|durees?"
             r"|retention(?: period)?"),
    ("kind", r"types? de destinataires?|kind|type"),
    ("precisions", r"precisions?"),
    ("country", r"pays|country"),
    ("safeguard", r"types? de garanties?|garanties?|safeguards?"),
    ("proof", r"liens? .*|documentation|documents?"),
    ("name", r"noms?|name|organismes?|destinataires?"),
    ("street", r"adresse(?: postale)?|address"),
    ("postcode", r"code[- ]postal|cp|post ?code"),
    ("city", r"ville|city|town"),
    ("phone", r"telephone|tel\.?|phone"),
    ("email", r"adresse (?:mel|mail|email|e-mail|electronique)|e-?mails?|courriel|mel"),
    ("siren", r"(?:n[°o]? ?)?siren"),
    ("siret", r"(?:n[°o]? ?)?siret"),
    ("website", r"site (?:web|internet)|website"),
)  # fmt: skip
_END = re.compile(r"[\s:*.]+$")
_VOID = re.compile(
    r"(?:non|no|n/?a|n\.a\.?|sans objet|so|s\.o\.?|neant|aucune?s?|none|-+|/|\.+|\?+|x{3,}|vide"
    r"|non (?:renseigne|concerne|applicable|precise|defini|determine)\w*|a (?:determiner|completer"
    r"|definir|preciser|renseigner)|to[- ]be[- ]d\w+|tbd|todo|unknown|inconnue?|not (?:applicable"
    r"|known|specified|stated))(?: pour le moment)?[ .]*"
)
_BOX = re.compile(r"([☐☑☒✓✔□■])")
_TICKED = "☑☒✓✔■"
_YES = re.compile(r"(?:oui|yes|y|o|x|vrai|true|1|☒|☑|✓|✔|coche|concerne)[ .]*")
_NO = re.compile(
    r"(?:non|no|n(?= *$)|aucune?s?|neant|none|false|faux|0)\b(?! (?:renseign|concern|appl|prec"
    r"|def))"
)


@cache
def slot_of(label: str) -> str | None:
    """Return what a label speaks of, None where it means nothing.

    >>> slot_of("Durée de conservation :"), slot_of("Categories of personal data"), slot_of("Prix")
    ('keep', 'data', None)
    """
    return _first(_SLOTS, label)


@cache
def part_of(label: str) -> str | None:
    """Return which part of a row a column holds, by its header: description, keep, kind, name."""
    return _first(_PARTS, label)


def _first(table: tuple[tuple[str, str], ...], label: str) -> str | None:
    plain = _END.sub("", fold(label.replace("_", " ")))
    if not plain or len(plain) > 120:
        return None
    return next((name for name, words in table if re.fullmatch(words, plain)), None)


@cache
def row_of(label: str) -> str | None:
    """Return the CNIL row that a label is, in either of the published spellings, else None."""
    wanted = _stem(label)
    if not wanted or wanted in _rows():
        return _rows().get(wanted) if wanted else None
    # Shortened by whoever made the table: "État civil, identité".
    begun = {row for stem, row in _rows().items() if stem.startswith(f"{wanted} ")}
    return begun.pop() if len(begun) == 1 and " " in wanted else None


@cache
def _rows() -> dict[str, str]:
    """Return each known spelling of a CNIL row, without its parenthesis, and the row."""
    found: dict[str, str] = {}
    for name, row in taxonomy.load().cnil_rows.items():
        for model in ("ods", "pdf"):
            label = str(row.get(model) or "")
            if label and "ancien modele" not in fold(label):
                found.setdefault(_stem(label), name)
    found[_stem("Numéro de sécurité sociale")] = "nir"
    found[_stem("Information d'ordre économique et financier")] = "eco_fin"
    found[_stem("État civil, identité, données d'identification")] = "etat_civil"
    return found


def _stem(label: str) -> str:
    words = re.sub(r"[^a-z' ]+", " ", fold(label.partition("(")[0]))
    return " ".join(words.split())


def ticked(text: str) -> str:
    """Return what of a text with boxes is ticked; a text without boxes stays as it is.

    >>> ticked("☐ Oui  ☒ Non"), ticked("☒ contrat ☑ consentement ☐ autre"), ticked("oui")
    ('Non', 'contrat ; consentement', 'oui')
    """
    parts = _BOX.split(text)
    if len(parts) < 3:
        return text
    said = [words.strip(" ;,\n") for box, words in zip(parts[1::2], parts[2::2], strict=True)
            if box in _TICKED]  # fmt: skip
    return " ; ".join([*filter(None, [parts[0].strip()]), *(one or "oui" for one in said)])


def is_void(text: str) -> bool:
    """Say whether a cell says nothing: empty, "néant", "sans objet", "à compléter"."""
    plain = fold(text)
    return not plain or _VOID.fullmatch(plain) is not None


def says_yes(text: str) -> bool:
    """Say whether a cell says yes and no more: "oui", "x", a ticked box."""
    return _YES.fullmatch(fold(text)) is not None


def says_no(text: str) -> bool:
    """Say whether a cell begins with a no: "non", "aucun transfert"."""
    return _NO.match(fold(text)) is not None
