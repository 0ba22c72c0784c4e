"""Hold the page to its promises: inert, self-contained, same sums; read by a real browser."""

from __future__ import annotations

import io
import re
import runpy
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pdscan import plugins, report
from pdscan.wording.overview import Overview

_HERE = Path(__file__)
sample = SimpleNamespace(**runpy.run_path(str(_HERE.with_name("sample_report.py"))))
chromium = SimpleNamespace(**runpy.run_path(str(_HERE.with_name("chromium.py"))))

needs_browser = pytest.mark.skipif(not chromium.FOUND, reason="no chromium on this machine")


def page(result: report.Report, language: str = "fr") -> str:
    out = io.BytesIO()
    plugins.report("html")(language).write(result, out)
    return out.getvalue().decode("utf-8")


class _Reader(HTMLParser):
    """Collect tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_page_asks_nothing_of_the_network() -> None:
    tags = _Reader(page(sample.full())).tags

    assert not {tag for tag, _ in tags} & {"link", "img", "iframe", "object", "base", "video"}
    for _, attributes in tags:
        assert not {"src", "href", "action", "srcset", "background"} & set(attributes)
    assert "url(" not in page(sample.full())
    assert "@import" not in page(sample.full())


def test_page_has_a_policy_that_allows_its_own_script_only() -> None:
    tags = _Reader(page(sample.full())).tags

    policies = [a["content"] for t, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0] is not None
    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'; script-src ")
    assert [tag for tag, _ in tags].count("script") == 1


def test_hostile_names_become_text() -> None:
    tags = _Reader(page(sample.full())).tags

    for _, attributes in tags:
        assert not [name for name in attributes if name.startswith("on")]
    assert "img" not in {tag for tag, _ in tags}
    assert "facture_⟨202E⟩fdp.exe" in page(sample.full())
    assert "\u202e" not in page(sample.full())


def test_page_quotes_the_declaration_with_document_and_lines() -> None:
    text = re.sub(r"<[^>]+>", "", page(sample.full())).replace("\u00a0", " ")

    assert "« les 6 premiers et 4 derniers chiffres de votre carte »" in text
    assert re.search(r"politique\.txt, lignes 35 à 37", text)


@pytest.mark.parametrize("name", ["full", "unjudged", "empty"])
def test_page_is_well_formed_for_any_report(name: str) -> None:
    text = page(getattr(sample, name)())
    void = {"meta", "input", "br"}
    opened = [tag for tag, _ in _Reader(text).tags if tag not in void]

    for tag in set(opened):
        assert opened.count(tag) == text.count(f"</{tag}>"), tag


def test_page_shows_a_report_written_by_hand() -> None:
    hand = report.parse(
        '{"status": "NOT_JUDGED", "findings": [{"id": "f_1", "asset_key": "pg://a/b.c",'
        ' "locus": "column:x", "type": "contact.email"}]}'
    )

    assert "pg://a/b.c" in page(hand)


def test_page_shows_the_ids_that_decisions_are_about_and_what_is_a_copy() -> None:
    hand = report.parse(
        '{"status": "NOT_JUDGED", "assets": [{"id": "a_1", "locator": "file:///b.txt",'
        ' "copy_of": "file:///a.txt"}], "findings": [{"id": "f_1", "asset_key": "file:///b.txt",'
        ' "assets": ["a_1"], "locus": "text", "type": "contact.email"}]}'
    )
    text = re.sub(r"<[^>]+>", "", page(hand)).replace("\u00a0", " ")

    assert "f_1" in text
    assert "même contenu quesame content as file:///a.txt" in text  # in two languages
    assert sample.full().verdicts[0].id in page(sample.full())


def test_tables_have_header_cells_with_a_scope() -> None:
    tags = _Reader(page(sample.full())).tags

    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    assert [tag for tag, _ in tags].count("h1") == 1


def test_five_thousand_verdicts_are_all_on_the_page() -> None:
    result = sample.many(5000)

    text = page(result)

    places = sum(group.size for group in Overview(result).notable())
    assert places == 3750
    assert text.count('class="place"') == places
    assert len(text) < 1500 * places


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium.browsing(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def opened(browser: Any, folder: Path, result: report.Report, language: str = "fr") -> Any:
    path = folder / "page.html"
    path.write_text(page(result, language), encoding="utf-8")
    browser.open(path)
    return browser


SHOWN = "[...document.querySelectorAll('#verdicts .card')].filter(c => c.offsetParent).length"


@needs_browser
def test_browser_complains_of_nothing_and_fetches_the_file_only(
    browser: Any, tmp_path: Path
) -> None:
    tab = opened(browser, tmp_path, sample.full())

    assert tab.run("document.title") == "pdscan – demo – 2026-06-30"
    assert tab.complaints == []
    assert tab.requests == [(tmp_path / "page.html").as_uri()]


@needs_browser
def test_browser_runs_no_script_of_the_report(browser: Any, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, sample.full())

    assert "joué" not in tab.run("document.title")
    assert tab.run("document.scripts.length") == 1
    assert tab.run("document.images.length") == 0
    assert tab.run("document.body.textContent.includes('<img src=x onerror=alert(1)>')") is True


@needs_browser
def test_filters_leave_what_was_asked_for(browser: Any, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, sample.full())
    everything = tab.run(SHOWN)
    waiting = "new Promise(done => setTimeout(done, 400))"

    def choose(selector: str, value: str) -> int:
        tab.run(
            f"(() => {{ const e = document.querySelector('{selector}'); e.value = '{value}';"
            " e.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        tab.run(waiting)
        return tab.run(SHOWN)

    assert everything == 15
    assert choose("#by-level", "critical") == 3
    assert choose("#by-kind", "CREDENTIAL_EXPOSED") == 1
    assert choose("#by-text", "introuvable") == 0
    assert tab.run("!document.querySelector('#no-match').hidden") is True
    tab.run("document.querySelector('.filter').reset()")
    tab.run(waiting)
    assert tab.run(SHOWN) == everything
    assert choose("#by-text", "declaration geolocalisation") == 1
    assert tab.complaints == []


@needs_browser
def test_findings_without_a_declaration_can_be_searched(browser: Any, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, sample.unjudged(), "en")

    tab.run(
        "(() => { const e = document.querySelector('#by-text'); e.value = 'password';"
        " e.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    tab.run("new Promise(done => setTimeout(done, 400))")

    assert tab.run(SHOWN) == 1
    assert tab.complaints == []


@needs_browser
def test_language_switches_all_words(browser: Any, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, sample.full())
    heading = "document.querySelector('h1').innerText"
    assert "déclaré" in tab.run(heading)

    tab.run("document.querySelector('[data-language=en]').click()")

    assert tab.run(heading) == "Personal data: what is declared, what was found"
    assert tab.run("document.documentElement.lang") == "en"
    assert tab.run("document.querySelector('#by-level').options[1].text") == "critical"


@needs_browser
def test_five_thousand_verdicts_do_not_freeze_the_page(browser: Any, tmp_path: Path) -> None:
    started = time.monotonic()
    tab = opened(browser, tmp_path, sample.many(5000))
    assert tab.run("document.querySelectorAll('td.place').length") == 3750
    assert tab.run("document.querySelector('#shown').textContent") == "3\u202f750"

    tab.run("document.querySelector('.unfold').click()")

    assert tab.run("document.querySelector('.card').classList.contains('open')") is True
    assert time.monotonic() - started < 60
    assert tab.complaints == []


@needs_browser
def test_page_is_whole_without_scripts(browser: Any, tmp_path: Path) -> None:
    result = replace(sample.many(200))
    path = tmp_path / "page.html"
    path.write_text(re.sub(r"<script>.*?</script>", "", page(result), flags=re.S), "utf-8")

    browser.open(path)

    rows = "[...document.querySelectorAll('td.place')].filter(r => r.offsetParent).length"
    assert browser.run(rows) == 150
    assert browser.run("document.querySelector('.filter').offsetParent === null") is True
