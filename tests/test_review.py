"""The review page shows each phrase by what it became; inert, self-contained, in a real browser."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from pdscan import policies, review
from pdscan.review.marks import marks_of

chromium = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("chromium.py"))))
needs_browser = pytest.mark.skipif(not chromium.FOUND, reason="no chromium on this machine")

POLICY = """\
Politique de confidentialité de Garage Fictif

Garage Fictif est responsable du traitement de vos données personnelles.

Gestion des commandes
Nous collectons votre nom, votre prénom et votre adresse email <b>.
Vos données sont conservées pendant 3 ans à compter du dernier contact.
Nous ne collectons aucune donnée de santé.
Vos données sont transmises à notre prestataire Nuage Fictif.

Le ciel est bleu au-dessus du garage & de la rue.
"""


@pytest.fixture
def found(tmp_path):
    path = tmp_path / "politique.txt"
    path.write_text(POLICY, "utf-8")
    return policies.extract(path)


def test_each_kind_marks_its_own_words(found):
    marked = {
        (mark.kind, found.document.text[mark.start : mark.end])
        for mark in marks_of(found.document.text, found.raw)
    }

    said = {kind: " ".join(text for one, text in marked if one == kind) for kind, _ in marked}
    assert "adresse email" in said["declared"]
    assert "donnée de santé" in said["denied"]
    assert "3 ans" in said["retention"]
    assert "Nuage Fictif" in said["recipient"]
    assert not any("ciel" in text for _, text in marked)


def test_a_denial_wins_where_marks_overlap(found):
    at = found.document.text.index("donnée de santé")
    text, raw = found.document.text, found.raw

    (mark,) = [one for one in marks_of(text, raw) if one.start <= at < one.end]
    assert mark.kind == "denied"


def test_what_a_denial_spares_shows_as_declared(tmp_path):
    path = tmp_path / "politique.txt"
    path.write_text(
        "Politique de confidentialité : vos données personnelles.\n\nNous ne collectons pas vos "
        "données de paiement, mais seulement les 4 derniers chiffres de votre carte.\n",
        "utf-8",
    )
    found = policies.extract(path)
    text = found.document.text
    kinds = {text[one.start : one.end]: one.kind for one in marks_of(text, found.raw)}

    assert "declared" in {kind for words, kind in kinds.items() if "4 derniers" in words}
    assert "denied" in {kind for words, kind in kinds.items() if "collectons pas" in words}


def test_the_page_holds_the_whole_text_and_no_markup_of_it(found):
    page = review.page(found)

    plain = re.sub(r"<span class=\"(?:tag|sr)\".*?</span>", "", page)
    plain = re.sub(r"<[^>]+>", "", plain)
    assert "Le ciel est bleu au-dessus du garage &amp; de la rue." in plain
    assert "&lt;b&gt;" in page
    assert "<b>." not in page


def test_the_page_asks_nothing_of_the_network_and_runs_nothing(found):
    page = review.page(found)

    assert "default-src 'none'" in page
    assert not re.search(r"<script|\ssrc=|url\(|@import|https?://|\son\w+=", page)


def test_every_link_leads_to_a_place_of_the_page(found):
    page = review.page(found)

    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


LONG = (
    POLICY
    + """
Bases légales
Nos traitements reposent sur votre consentement, sur l'exécution du contrat et sur l'intérêt
légitime.

Sécurité
Nous chiffrons les échanges et limitons l'accès à vos données aux personnes habilitées.
Vous pouvez exercer votre droit d'accès et votre droit à l'effacement en nous écrivant.
Vos commentaires et votre nom sont publiés avec votre accord, et conservés 2 ans.
"""
)
SHARED = sorted((Path(__file__).parents[2] / "shared" / "policies").glob("*.txt"))


@pytest.mark.parametrize("source", [None, *SHARED], ids=lambda one: one.stem if one else "made up")
def test_no_link_of_a_long_policy_is_dead_and_no_id_stands_twice(tmp_path, source):
    path = source or tmp_path / "politique.txt"
    if source is None:
        path.write_text(LONG, "utf-8")
    found = policies.extract(path)
    page = review.page(found)

    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    grounded = [one for one in found.raw["unscannable"] if one.get("source")]
    assert len(re.findall(r'id="y-unscannable\.\d+"', page)) == len(found.raw["unscannable"])
    assert grounded


def test_kinds_differ_by_letter_and_words_not_by_colour_alone(found):
    page = review.page(found)

    for letter in review.LETTERS.values():
        assert f">{letter}<" in page
    assert '<span class="sr">refusé : </span>' in page


@pytest.mark.parametrize(("language", "word"), [("fr", "refusé"), ("en", "denied")])
def test_the_page_speaks_french_and_english(found, language, word):
    page = review.page(found, language)

    assert f'<html lang="{language}">' in page
    assert f">{word} : <" in page or f"</span>{word}<" in page


@needs_browser
def test_a_browser_shows_both_panes_and_complains_of_nothing(found, tmp_path):
    path = tmp_path / "review.html"
    path.write_text(review.page(found), "utf-8")

    with chromium.browsing(tmp_path / "profile") as page:
        page.open(path)
        boxes = page.run(
            "[...document.querySelectorAll('.pane')].map(e => {const b = e.getBoundingClientRect();"
            " return [b.width > 200, b.height > 200]})"
        )
        painted = page.run(
            "['declared', 'denied'].map(k => getComputedStyle("
            "document.querySelector('.doc mark.' + k)).backgroundColor)"
        )
        wide = page.run("document.documentElement.scrollWidth <= innerWidth")
        assert not page.complaints
        assert page.requests == [path.as_uri()]

    assert boxes == [[True, True], [True, True]]
    assert len(set(painted)) == 2
    assert wide


@needs_browser
def test_a_link_shows_its_item_in_the_other_pane_and_the_way_back(tmp_path):
    (tmp_path / "politique.txt").write_text(LONG * 8, "utf-8")
    path = tmp_path / "review.html"
    path.write_text(review.page(policies.extract(tmp_path / "politique.txt")), "utf-8")
    shown = """(() => {
        const links = [...document.querySelectorAll('%s')], link = links[links.length - 1];
        link.click();
        const item = document.getElementById(location.hash.slice(1));
        const pane = item.closest('.pane').getBoundingClientRect();
        const box = item.getBoundingClientRect();
        return [box.top >= pane.top - 5 && box.top < pane.bottom,
                item.closest('.pane') !== link.closest('.pane')];
    })()"""

    with chromium.browsing(tmp_path / "profile") as page:
        page.open(path)
        assert page.run(shown % ".doc a.to") == [True, True]
        assert page.run(shown % ".yaml a.back") == [True, True]
