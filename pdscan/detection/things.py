"""Say whether a column names or describes things: products, films, towns, teams, and not people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pdscan.detection.neighbours import PERSONS, Neighbours
from pdscan.folding import name_words
from pdscan.naming.names import word_set

LABELS = word_set(
    "fr en de es it nl pt us uk full display short long official nom name title titre label "
    "libelle lib designation intitule nombre nome naam bezeichnung caption"
)
DESCRIPTIONS = word_set("description desc overview resume summary synopsis plot abstract features")
THINGS = word_set(
    "kb faq macro template modele layout block bloc widget venue salle theatre cinema gym "
    "hurricane ouragan tempete storm wine vin stop arret parc square firm cabinet law character "
    "personnage month mois day jour season saison award prize perfume cheval horse dog poi "
    "monument mountain river constellation stock inventory inventaire catalogue catalog "
    "nomenclature referentiel tarif acte rubrique circuit constructor manufacturer fabricant "
    "hospital concept office produit product prod article item fichier file table column "
    "colonne schema projet project categorie category genre album film movie titre title song "
    "track chanson server serveur domaine domain site brand marque model type kind statut "
    "status evenement departement department dept service team equipe page section langue "
    "language pays country region ville city town lieu place commune rue street societe company "
    "entreprise supplier fournisseur ship playlist media campaign campagne field class function "
    "module package currency devise unit unite couleur color tag key cle airport aeroport gare "
    "station club stadium stade park book livre artist band groupe group show event course "
    "cours job role menu device vessel boat hotel restaurant school ecole bank banque store "
    "magasin shop branch agence warehouse entrepot depot voie quartier county state territory "
    "drug medicament disease skill competence ingredient recipe recette plan offre offer "
    "promotion sensor capteur gateway passerelle thermostat imprimante printer router routeur "
    "accident tender marche parfum plante plant species espece breed race option permission report"
)


def names_a_thing(words: Iterable[str], near: Neighbours) -> bool:
    """Say whether a name speaks of a thing, or is the label of rows that are things."""
    spoken = {*words}
    if not THINGS.isdisjoint(spoken):
        return PERSONS.isdisjoint(spoken)
    return spoken <= LABELS and near.things(THINGS)


def holds_no_people(name: str, beside: Sequence[str]) -> bool:
    """Say whether the cells of a column are labels or descriptions of things.

    Names of people in them are those that works and products are called after.
    """
    words = name_words(name)
    labels, descriptions = (not some.isdisjoint(words) for some in (LABELS, DESCRIPTIONS))
    if not (labels or descriptions):
        return False
    near = Neighbours(name, beside, lambda _: ())
    if labels and names_a_thing(words, near):
        return True
    return descriptions and near.things(THINGS) and not near.persons
