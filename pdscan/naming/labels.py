"""Read the label of a form's field: does it ask for a person, and for which part of the name?

`Nom d'usage ....: `, `PATIENT :`, `Vu par : `, `NOM NAISSANCE `. A label stands before a colon,
dots or a gap; a name's label that speaks of a thing too (`Nom du produit`) asks for none.
"""

from __future__ import annotations

import re
from enum import Enum

from pdscan.folding import fold
from pdscan.naming.names import word_set

_LONGEST = 48
_ENDS = re.compile(
    r"[ \t\u00a0._…·]*(?:[:=?]|[.…_]{3,})[ \t\u00a0]*[\"«(]?[ \t\u00a0]*$|"
    r"(?:\t|[ \u00a0]{2})[ \t\u00a0]*$"
)
_BARE = re.compile(
    r"(?:^|\n|\t|[ \u00a0]{2})(?P<label>(?:1er[ ]|2e[ ])?(?:noms?|pr[ée]noms?)"
    r"(?:[ ](?:de[ ]|d['’])?(?:naissance|usage|usuel|famille|jeune[ ]fille|marital))?)[ \u00a0]$",
    re.I,
)
_LABEL_ENDS = re.compile(
    r"(?:^|\n|\t|[ \u00a0]{2}|[|;])(?:noms?|pr[ée]noms?|identit[ée]|last|first|family|full)"
    r"(?:[ \u00a0](?:d['’]|de[ ]|and[ ]|et[ ])?)$",
    re.I,
)
_QUALIFIERS = word_set(
    "usuel usuels usuelle usage naissance famille jeune marital marie patronymique complet entier "
    "civil legal officiel commercial patient patiente assure assuree client beneficiaire epoux "
    "epouse fille garcon medecin signataire"
)
_BEGINS = re.compile(r"\n|\t| {2,}|[|;•]|[,.] |\u00a0{2,}|[:=](?=\S| )")
_WORD = re.compile(r"[^\W\d_]+")
_FIRST = word_set("prenom prenoms firstname givenname forename vorname voornaam")
_NAME = word_set(
    "nom noms name names surname lastname apellido apellidos cognome nachname patronyme"
)
_SURNAME = word_set("surname lastname apellido apellidos cognome nachname patronyme")
_OF_SURNAME = word_set("famille naissance usage marital fille maiden last family usuel epouse")
_OF_GIVEN = word_set("first given")
_PERSON = word_set(
    "patient patiente client cliente contact salarie salariee employe employee demandeur "
    "demandeuse signataire auteur auteurs author authors expediteur destinataire destinataires "
    "titulaire assure assuree medecin medecins docteur interlocuteur interlocutrice beneficiaire "
    "responsable gerant gerante representant directeur directrice conducteur conductrice "
    "technicien technicienne gestionnaire conjoint conjointe epoux epouse locataire locataires "
    "bailleur proprietaire temoin temoins prescripteur prescripteurs operateur operatrice aide "
    "aides anesthesiste anesthesistes interne internes externe infirmier infirmiere chirurgien "
    "chirurgiens radiologue manipulateur manipulatrice redacteur redactrice validateur referent "
    "referente pere mere enfant enfants tuteur tutrice curateur caution mandataire conseiller "
    "conseillere adherent adherente collaborateur collaboratrice manager secretaire scrutateur "
    "scrutateurs president presidente tresorier avocat notaire expert huissier magistrat greffier "
    "formateur formatrice stagiaire candidat candidate eleve eleves etudiant etudiante professeur "
    "enseignant enseignante ibode iade ide pediatre kine kinesitherapeute psychologue "
    "orthophoniste pharmacien pharmacienne biologiste dentiste cadre personne personnes "
    "rapporteur intervenant intervenants participant participants present presents presente "
    "presentes excuse excuses excusee excusees absent absents copie diffusion signature visa "
    "accompagnant accompagnante voisin voisine frere soeur fils fille mari femme identite "
    "customer requester assignee reporter owner manager approver reviewer attendees apologies "
    "physician doctor nurse provider guardian applicant tenant landlord witness insured "
    "policyholder spouse user utilisateur agent dpo praticien praticiens sage obstetricien chef "
    "cheffe correspondant correspondants collegue paciente medico destinatario"
)
_ALONE = word_set("de a to from cc attn")  # of a mail or letter; words of other labels too
_PARTICIPLE = re.compile(
    r"\b\w+(?:e|ee|es|ees|i|ie|it|ite|u|ue|is|ise|ed|en|id)\s+(?:par|by)$|"
    r"\b(?:assigne|attribue|adresse|remis|confie|affecte|transmis|envoye|remise|livre|facture)e?\s+"
    r"(?:a|au)$"
)
_THING = word_set(
    "produit domaine domaines fichier fichiers societe entreprise commercial commerciale projet "
    "site marque ville commune rue voie banque poste table colonne variable methode classe "
    "machine serveur groupe etablissement ecole service hopital lieu pays product company file "
    "domain project host hostname server brand street city town bank country user_name "
    "identifiant latin scientifique medicament molecule programme logiciel application module "
    "cookie cookies structure association organisme juridique adresse address mail email "
    "telephone tel phone numero number id code date type statut status pais localidad provincia "
    "ciudad municipio poblacion domicilio direccion servicio especialidad empresa land stadt ort "
    "strasse indirizzo citta comune provincia departement region specialite"
)


class Label(Enum):
    """Say what a label asks for."""

    FULL = "full"
    FIRST = "first"
    LAST = "last"
    PERSON = "person"  # a part that somebody has, where a company may stand too
    THING = "thing"
    NOTHING = "nothing"


def label_before(before: str) -> Label:
    """Return what the label asks for that ends a text, or NOTHING."""
    end = _ENDS.search(before[-_LONGEST:])
    if end is None:
        bare = _BARE.search(before)
        return _asked(_WORD.findall(fold(bare["label"])), "") if bare else Label.NOTHING
    head = before[-_LONGEST:][: end.start()]
    head = head.rstrip(" \t\u00a0._…·")
    label = fold(_BEGINS.split(head)[-1])
    words = _WORD.findall(label)
    if len(words) == 1 and words[0] in _ALONE:
        return Label.PERSON if fold(head.rpartition("\n")[2]).strip() == words[0] else Label.NOTHING
    return _asked(words, label)


def goes_on(before: str, word: str) -> bool:
    """Say whether a word goes on with a label that has no colon: USUEL in « NOM USUEL »."""
    known = fold(word).removeprefix("d'")
    label = _LABEL_ENDS.search(before)
    return label is not None and (known in _QUALIFIERS or known in _FIRST | _NAME)


def _asked(words: list[str], label: str) -> Label:
    known = set(words)
    if not words:
        return Label.NOTHING
    if known & _THING:  # the person in charge of a thing may stand there too
        return Label.NOTHING if known & (_PERSON | _NAME | _FIRST) else Label.THING
    named = known & _NAME
    if known & _FIRST or (named and known & _OF_GIVEN):
        return Label.FULL if named - _SURNAME and not known & _OF_GIVEN else Label.FIRST
    if named:
        surname = known & (_SURNAME | _OF_SURNAME) or words[-1] in {"nom", "noms"}
        return Label.LAST if surname else Label.FULL
    if words == ["nombre"]:  # Spanish; « nombre de » is French for another thing
        return Label.FIRST
    role = known & _PERSON and len(words) <= 5
    return Label.PERSON if role or _PARTICIPLE.search(label.strip()) else Label.NOTHING
