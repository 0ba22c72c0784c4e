"""Judge what is personal, or not, by what stands beside it: towns, streets, coordinates, notes."""

from __future__ import annotations

from pdscan.detection.field_cells import Look
from pdscan.detection.judged_names import AGREE, CONTRADICT, FULL, Judged
from pdscan.detection.neighbours import COMPANIES, WAYS, Neighbours
from pdscan.detection.things import THINGS
from pdscan.naming.names import word_set

ADDRESS, CITY, POSITION = "contact.postal_address", "contact.city", "location.precise"
REVIEW, FREE_TEXT = "content.review", "content.free_text"
CV = "work.cv"
NAMES = 0.9
TYPES = (CITY, REVIEW, FREE_TEXT)
MESSAGE, SUPPORT = "content.message", "customer.support_request"
_TRACED = ("online.login_log", "online.clickstream")
"""Pages are counted and machines are seen too: these are of persons where one is spoken of."""
_OF_ROWS = ("person.nationality", "person.age", "work.job", "work.salary", "finance.")
"""Of a job or a company these are said too: its pay, its rating, where it is from."""
_REVIEWS = word_set("avis review temoignage testimonial feedback evaluation notation")
_COMMENTS = word_set("commentaire comment")
_INNER = word_set("interne internal agent moderateur moderator admin staff prive private")
_OF_PERSONS = word_set(
    "description descriptions motif reason resume overview about bio "
    "presentation historique history circonstances appreciation appreciations request requests "
    "summary contenu content libelle raison feedback besoin besoins rendu cr"
)
"""Words that are of a person only beside one: products and films have descriptions too."""
HEALTH = "special.health"
_WHY_SEEN = word_set("motif reason")
_CARE = word_set("patient consultation hospitalisation hospitalization")
_ANIMALS = word_set("espece race animal species breed pet")


def silent(type_id: str, words: tuple[str, ...], weak: bool, look: Look, near: Neighbours) -> bool:
    """Say whether what stands beside makes a column one of places or sites, not of persons."""
    if type_id in (ADDRESS, CITY) and near.places:
        return True
    if type_id == ADDRESS and words[-1] in WAYS and near.known:
        return not (near.persons or look.with_digit() >= AGREE)
    if type_id.startswith(_OF_ROWS):
        return near.things(THINGS | COMPANIES) and not near.persons
    if weak and type_id == CV:
        return not near.persons
    if type_id == MESSAGE and weak:
        return near.things(THINGS) and not near.persons
    if type_id in _TRACED and near.known:
        return not (near.persons or (near.traces and not near.things(THINGS)))
    if type_id == SUPPORT and weak and near.things(THINGS):
        return not (near.persons or near.exchanges)
    if type_id == POSITION and near.known:
        nobody = near.places or near.companies or near.place_facts
        of_things = near.things(THINGS) and not (near.persons or near.moving or near.traces)
        return nobody or of_things
    return False


def judge_beside(
    type_id: str, words: tuple[str, ...], weak: bool, look: Look, share: float, near: Neighbours
) -> Judged | None:
    """Judge a town, a review or a note, of whose cells a share agrees."""
    why = f"field name {'_'.join(words)}"
    if type_id == CITY:
        return _town(look, share, near, why)
    commented = near.rows_are(_COMMENTS) and not _COMMENTS.isdisjoint(words)
    reviews = (near.rows_are(_REVIEWS) or commented) and _INNER.isdisjoint(words)
    if type_id == REVIEW and words in (("note",), ("rating",)):
        by_person = near.persons and near.products
        rated = (by_person or reviews) and look.share("number") >= AGREE
        return Judged(REVIEW, 0.75, f"{why}, of a product by a person") if rated else None
    if reviews and share >= AGREE:
        return Judged(REVIEW, 0.85, f"{why} in a table of reviews, cells are prose")
    if _tells_of_care(words, near) and look.share("text") >= AGREE:
        return Judged(HEALTH, 0.75, f"{why} in a table of patients or consultations")
    of_persons = not _OF_PERSONS.isdisjoint(words)
    if share <= CONTRADICT or (of_persons and not (near.persons and share >= AGREE)):
        return None
    if weak and near.known and not near.authors:
        return None
    sure = 0.6 if share < AGREE else 0.75 if weak else 0.85
    return Judged(type_id, sure, f"{why}, cells are prose")


def _tells_of_care(words: tuple[str, ...], near: Neighbours) -> bool:
    """Say whether a column says why a person, and no animal, came to be cared for."""
    seen = near.rows_are(_CARE) and not _WHY_SEEN.isdisjoint(words)
    return seen and near.persons and not near.says(_ANIMALS)


def _town(look: Look, share: float, near: Neighbours, why: str) -> Judged | None:
    if look.distinct >= 3 and look.names.full >= NAMES:
        return Judged(FULL, 0.75, f"{why}, but cells are names of persons")
    if share < AGREE or not (near.persons or near.street or not near.known):
        return None
    if near.street:
        return Judged(ADDRESS, 0.75, f"{why}, part of the address beside")
    return Judged(CITY, 0.6, f"{why}, cells agree")
