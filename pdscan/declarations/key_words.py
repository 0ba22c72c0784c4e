"""Know what people call the keys of a declaration, in French and in English."""

from __future__ import annotations

_SAID = {
    "controller": "responsable; responsable du traitement; responsable de traitement; organisme;"
    " societe; entreprise; company; organisation; organization",
    "activities": "activites; traitements; activites de traitement; registre; processing;"
    " treatments; processings",
    "name": "nom; intitule; titre; title; traitement; activite; denomination; raison sociale",
    "basis": "base; bases; base legale; bases legales; base juridique; fondement; legal basis;"
    " lawful basis",
    "data": "donnees; donnees collectees; donnees personnelles; categories; categories de donnees;"
    " types; data categories; personal data",
    "keep": "duree; durees; conservation; duree de conservation; durees de conservation;"
    " retention period; storage; delai",
    "recipients": "destinataires; destinataire; categories de destinataires; sous-traitants;"
    " processors; partenaires",
    "subjects": "personnes; personnes concernees; people; data subjects; categories de personnes",
    "purpose": "finalite; finalites; finalite principale; but; objectif; purposes",
    "sub_purposes": "sous-finalites; sous-finalite",
    "never": "jamais; interdits; non collecte; donnees non collectees; not collected",
    "only": "seulement; uniquement; exclusivement",
    "where": "ou; lieux; lieu; hebergement; localisation; locations; location; places",
    "transfers": "transferts; transferts hors ue; transfert",
    "form": "forme; format",
    "dpo": "dpd; delegue; delegue a la protection des donnees",
    "email": "courriel; mail; adresse email; adresse mail; e-mail",
    "phone": "telephone; tel",
    "address": "adresse; adresse postale",
    "street": "rue; voie",
    "postcode": "code postal; zip; zip code; postal code",
    "city": "ville; commune; town",
    "country": "pays",
    "website": "site; site web; site internet; url",
    "vat": "tva; numero de tva",
    "note": "commentaire; remarque; comment; remark",
    "list": "liste",
    "duration": "duree",
    "trigger": "declencheur; point de depart; depuis",
    "quote": "citation",
    "lines": "lignes; line; ligne",
}
MEANT: dict[str, tuple[str, ...]] = {}
"""The keys that each folded word may stand for, with spaces or underscores between its parts."""
for _key, _words in _SAID.items():
    for _word in map(str.strip, _words.split(";")):
        for _form in {_word, _word.replace(" ", "_"), _word.replace("-", "_")}:
            MEANT[_form] = (*MEANT.get(_form, ()), _key)
