"""Hold README.md and docs/ to the product: commands, tables, session and examples."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import textwrap
import tomllib
from inspect import signature
from pathlib import Path

import pytest
from command_line import pdscan
from typer.main import get_command

from pdscan import api, readers, yaml_lines
from pdscan.cli.app import app
from pdscan.contracts import Pattern, Reading
from pdscan.custom.entries import DetectorEntry
from pdscan.declarations import durations
from pdscan.declarations import loading as declaration_file
from pdscan.declarations.contradictions import contradictions
from pdscan.detection.engine import Engine
from pdscan.estate import load as load_estate
from pdscan.taxonomy import load as load_taxonomy

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
README = PAGES[0].read_text("utf-8")
PLUGINS = ROOT / "docs" / "plugins.md"
PAGE_IDS = [page.name for page in PAGES]
from_the_tree = pytest.mark.skipif(
    not (ROOT / "pdscan").is_dir(), reason="the wheel is tested without the project's tree"
)
FORMATS = {
    "sevenzip": "7z",
    "picture": "JPEG",
    "recording": "WAV",
    "columnar_file": "Parquet",
    "dbase_table": "DBF",
    "outlook_store": "PST",
    "access_database": "Access",
    "one_note": "OneNote",
    "duckdb_file": "DuckDB",
    "other_archive": "RAR",
    "zip_package": "zip", "compressed": "gzip", "tape_archive": "tar", "pdf_pages": "PDF",
    "mail": "mail", "mailbox_file": "mbox", "database_file": "SQLite", "ole_file": "XLS",
    "rich_text": "RTF", "html_page": "HTML",
}  # fmt: skip


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def block_with(language: str, begin: str, text: str = README) -> str:
    (found,) = (block for block in blocks(text, language) if block.startswith(begin))
    return found


def commands(text: str) -> list[list[str]]:
    lines = [
        line for kind in ("sh", "console") for b in blocks(text, kind) for line in b.split("\n")
    ]
    lines += re.findall(r"`(pdscan [^`]+)`", text)
    found = []
    for line in lines:
        for piece in line.removeprefix("$ ").partition("#")[0].split("|"):
            words = shlex.split(piece)
            if words[:1] == ["pdscan"]:
                found.append(words[1:])
    return found


@pytest.fixture(scope="module")
def refresh():
    spec = importlib.util.spec_from_file_location("readme_refresh", ROOT / "docs" / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Return a folder with the page's two plugins, as a package that is installed."""
    page = PLUGINS.read_text("utf-8")
    folder = tmp_path_factory.mktemp("plugins")
    for name in ("loyalty_card.py", "key_value_file.py"):
        (folder / name).write_text(
            block_with("python", f"# {name}\n", page).partition("\n")[2], "utf-8"
        )
    groups = tomllib.loads(block_with("toml", "# pyproject.toml", page))["project"]["entry-points"]
    info = folder / "shop_pdscan-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-pdscan\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "\n".join(
            f"[{group}]\n" + "\n".join(f"{name} = {value}" for name, value in points.items())
            for group, points in groups.items()
        )
    )
    return folder


@from_the_tree
def test_tables_and_session_are_those_of_today(refresh, tmp_path) -> None:
    made = refresh.parts(refresh.demo(tmp_path / "demo"))

    assert refresh.with_parts(README, made) == README, "run: python docs/refresh.py"
    page = refresh.DETECTORS.read_text("utf-8")
    listed = {"detectors": refresh.detector_table()}
    assert refresh.with_parts(page, listed) == page, "run: python docs/refresh.py"


@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_every_command_named_is_one_with_the_options_named(page: Path) -> None:
    known = get_command(app).commands

    for words in commands(page.read_text("utf-8")):
        assert words[0] in known or words[0].startswith("-"), words
        if words[0] in known:
            command = known[words[0]]
            for word in words[1:2]:  # of a command that has commands of its own, such as triage
                command = getattr(command, "commands", {}).get(word, command)
            options = {o for one in command.params for o in (*one.opts, *one.secondary_opts)}
            used = {w.partition("=")[0] for w in words if w.startswith("--")}
            assert used <= options, words


def test_commands_are_found_in_the_page() -> None:
    assert {words[0] for words in commands(README)} >= {"scan", "check", "declare", "report"}


@from_the_tree
@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")

    for target in re.findall(r"\]\(([^)#]+)", text):
        assert (page.parent / target).exists(), target
    anchors = {
        re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


@from_the_tree
@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_every_file_of_the_project_that_is_named_exists(page: Path) -> None:
    named = re.findall(
        r"(?<![\w/.-])((?:bench|docs|tests|pdscan|detectors|sources|reports)/[\w./-]*)",
        page.read_text("utf-8"),
    )

    for name in named:
        if "loyalty_card" not in name and "NAME" not in name:
            assert (ROOT / name.rstrip(".")).exists(), name


def test_make_has_the_targets_named() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"\bmake (demo|test|slow|lint|types)\b", README)) <= targets


def test_every_reader_has_its_line_among_the_formats() -> None:
    table = README.partition("| format |")[2].partition("\n\n")[0]

    assert set(readers._READERS.values()) == set(FORMATS)
    assert all(word in table for word in FORMATS.values())


def test_the_short_declaration_is_right_in_at_most_ten_lines(tmp_path) -> None:
    text = block_with("yaml", "pdscan_declaration: 1")
    path = tmp_path / "declared.yaml"
    path.write_text(text, "utf-8")

    assert len(text.splitlines()) <= 10
    assert declaration_file.problems(path) == ()
    read = declaration_file.load(path)
    assert [one.id for one in read.activities] == ["act.suivi_clients", "act.payroll"]
    assert len(read.denials) == 4
    assert not list(contradictions(read, load_taxonomy()))


def test_the_estate_file_is_right(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CRM_DB", "sqlite:///crm.db")
    path = tmp_path / "pdscan.yaml"
    path.write_text(block_with("yaml", "pdscan_estate: 1"), "utf-8")

    estate = load_estate(path)

    assert next(estate.target(source) for source in estate.sources).startswith("sqlite:///")
    assert list(estate.systems) == ["sys.crm"]


def test_the_python_example_has_seven_lines_and_runs(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.csv").write_text("nom;iban\nZ;FR7699999000010001234567809\n")
    (tmp_path / "exports" / "cut.zip").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    declared = block_with("yaml", "pdscan_declaration: 1")
    (tmp_path / "declared.yaml").write_text(declared, "utf-8")
    example = block_with("python", "from pdscan import api")

    exec(compile(example, "README.md", "exec"), {})

    assert len([line for line in example.splitlines() if line]) <= 7
    said = capsys.readouterr().out
    assert "not read: file://" in said
    assert "DENIED payment.iban" in said


def test_the_example_detector_is_found_by_its_entry_point_and_finds(package, tmp_path) -> None:
    env = {"PYTHONPATH": str(package)}
    text = b"Carte MIR-204817-1 et MIR-330592-7, pas MIR-204817-2\n"

    listed = pdscan("list", "detectors", state=tmp_path, env=env)
    done = pdscan(
        "scan", "-", "--only", "customer", "--out", "json=-", state=tmp_path, stdin=text, env=env
    )

    assert re.search(r"^loyalty_card +Loyalty cards of the shop", listed.stdout.decode(), re.M)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["type"], finding["hits"], finding["distinct"]) == ("customer.loyalty", 2, 2)


def test_the_example_detector_holds_to_its_table(package, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(package))
    detector = importlib.import_module("loyalty_card").plugin
    engine = Engine({"loyalty_card": detector}, load_taxonomy())
    table = tomllib.loads(block_with("toml", "# loyalty_card.toml", PLUGINS.read_text("utf-8")))

    for marked in table["hits"]:
        text = marked.replace("[[", "").replace("]]", "")
        found = [text[m.start : m.end] for m in engine.detect(text)]
        assert found == re.findall(r"\[\[(.+?)\]\]", marked)
    for text in table["silent"]:
        assert engine.detect(text) == [], text


def test_the_example_source_is_found_by_its_scheme_and_read(package, tmp_path) -> None:
    import dbm.dumb

    with dbm.dumb.open(str(tmp_path / "store"), "n") as store:
        store["notes/été!"] = "écrire à zelie@example.org"
        store["clients"] = "nom;email\nA;abel@example.com\nB;zoe@example.com\n"

    env = {"PYTHONPATH": str(package)}
    words = ("scan", f"dbm://{tmp_path}/store", "--only", "contact", "--out", "json=-")
    done = pdscan(*words, state=tmp_path, env=env)

    made = json.loads(done.stdout)
    places = {(f["asset_key"], f["locus"]) for f in made["findings"]}
    assert places == {
        ("dbm://store/clients", "column:email"), ("dbm://store/notes/été%21", "text"),
    }  # fmt: skip
    assert made["coverage"]["complete"]


def test_the_example_source_that_cant_be_opened_is_a_gap(package, tmp_path) -> None:
    env = {"PYTHONPATH": str(package)}

    done = pdscan("scan", f"dbm://{tmp_path}/none", "--out", "json=-", state=tmp_path, env=env)

    assert done.returncode == 3
    assert [g["reason"] for g in json.loads(done.stdout)["coverage"]["gaps"]] == ["unreachable"]


@from_the_tree
def test_every_field_of_pattern_and_reading_is_explained() -> None:
    page = (ROOT / "docs" / "detectors.md").read_text("utf-8")

    for name in (*signature(Pattern).parameters, *signature(Reading).parameters):
        assert f"| `{name}` |" in page, name


@from_the_tree
def test_the_detectors_in_yaml_of_the_page_pass_their_test(tmp_path) -> None:
    page = (ROOT / "docs" / "detectors.md").read_text("utf-8")
    (whole,) = (text for text in blocks(page, "yaml") if text.startswith("pdscan_detectors"))
    (part,) = (text for text in blocks(page, "yaml") if "dictionary:" in text)
    (tmp_path / "customers.txt").write_text("Zoé Durantel\nC-0048-2091\n", "utf-8")
    (tmp_path / "own.yaml").write_text(whole + part, "utf-8")
    text = "carte MIR-204817-1 du client Zoé Durantel, dossier 4820913"

    done = pdscan("test", "own.yaml", state=tmp_path)
    (found,) = api.detect(
        [text],
        types=["customer.loyalty", "custom:case_file", "custom:customers"],
        detectors=[tmp_path / "own.yaml"],
    )

    assert done.stdout.count(b"examples are right") == 3
    assert [line for line in done.stdout.splitlines() if b"refused" in line] == [
        b"refused: own.yaml:21: customers has no example of what it must find"
    ]
    assert [text[m.start : m.end] for m in found] == ["MIR-204817-1", "Zoé Durantel", "4820913"]


@from_the_tree
def test_every_key_of_a_detector_in_yaml_is_explained() -> None:
    page = (ROOT / "docs" / "detectors.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \|", page, re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert set(DetectorEntry.model_fields) <= explained


@from_the_tree
def test_every_duration_of_the_page_is_read_as_it_says() -> None:
    page = (ROOT / "docs" / "declarations.md").read_text("utf-8")
    rows = re.findall(r"^\| « (.+?) » \| `(\S+)` \| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE)

    assert len(rows) >= 8
    for text, iso, trigger, bound in rows:
        read = durations.parse(text)
        assert read is not None, text
        assert (read.iso or "null", read.trigger, read.bound) == (iso, trigger, bound), text


@from_the_tree
def test_every_declaration_of_the_page_is_right(tmp_path) -> None:
    page = (ROOT / "docs" / "declarations.md").read_text("utf-8")
    whole = [block for block in blocks(page, "yaml") if block.startswith("pdscan_declaration")]

    assert whole
    for number, text in enumerate(whole):
        path = tmp_path / f"{number}.yaml"
        path.write_text(textwrap.dedent(text), "utf-8")
        assert declaration_file.problems(path) == ()


@from_the_tree
def test_every_kind_of_verdict_reason_and_status_is_explained() -> None:
    page = (ROOT / "docs" / "reading-a-report.md").read_text("utf-8")
    words = yaml_lines.read(ROOT / "pdscan" / "wording" / "wording.yaml").data

    for group in ("status", "kind", "severity", "certainty", "assurance", "asset_status"):
        for name in words[group]:
            assert f"`{name}`" in page, name
    for name in ("encrypted", "no_ocr", "timeout", "unmapped", "budget"):
        assert f"`{name}`" in page, name


@from_the_tree
def test_the_picture_is_light() -> None:
    assert (ROOT / "docs" / "report.png").stat().st_size <= 200_000
