"""Write again what README.md and docs/detectors.md show of the product: tables, session, picture.

    python docs/refresh.py            the tables and the session
    python docs/refresh.py --picture  also docs/report.png (needs chromium and Pillow)

A part lies between `<!-- name -->` and `<!-- /name -->`; `tests/test_readme.py` holds the pages to
the same functions, so that no part can go stale.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from pdscan import api, plugins, report, taxonomy
from pdscan.cli import ways
from pdscan.demo import company

README = Path(__file__).parents[1] / "README.md"
DETECTORS = Path(__file__).with_name("detectors.md")
PICTURE = Path(__file__).with_name("report.png")
SHOWN_ROOT = "/srv/demo"
SHOWN_TYPES = ("special.health", "payment.card.pan", "gov.nir", "location.precise")
SHOWN_UNREAD = "What was not read"
COMMAND = "pdscan scan --estate demo/pdscan.yaml --full --lang en"
SHORTENED = "  […]"
NOT_SOUGHT = " \u2020"
NAME_ONLY = " \u2021"
FEW = 4


def parts(made: report.Report) -> dict[str, str]:
    """Return each part of README.md by name; `made` is the report of the demo."""
    return {
        "sources": plugin_table("source"),
        "types": type_table(),
        "reports": plugin_table("report"),
        "session": session(made),
    }


def plugin_table(kind: str) -> str:
    """Return a table of the plugins of a kind, as `pdscan list` has them."""
    rows = ((f"`{name}`", plugins.title(kind, name)) for name in plugins.names(kind))
    return table((kind, "what it is"), rows)


def detector_table() -> str:
    """Return a table of the detectors and the types that each can find."""
    rows = []
    for name, detector in plugins.detectors().items():
        many = len(detector.types) > FEW
        found = f"{len(detector.types)} types" if many else ", ".join(detector.types)
        rows.append((f"`{name}`", plugins.title("detector", name), found))
    return table(("detector", "what it finds", "types"), rows)


def type_table() -> str:
    """Return a table of all types by family; marks say which are found by names only, or not."""
    found = ways.ways()
    families: dict[str, list[str]] = {}
    for name, kind in taxonomy.load().types.items():
        mark = NOT_SOUGHT if found[name] == ("none",) else ""
        mark = NAME_ONLY if set(found[name]) <= {"field", "file"} else mark
        families.setdefault(name.partition(".")[0], []).append(kind.en + mark)
    return table(("family", "types"), ((f"`{f}`", "; ".join(ts)) for f, ts in families.items()))


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def session(made: report.Report) -> str:
    """Return the command and the terminal report of the demo, abridged where marked."""
    out = io.BytesIO()
    plugins.report("terminal")("en").write(made, out)
    first, *others = out.getvalue().decode("utf-8").strip("\n").split("\n\n")
    shown = [f"$ {COMMAND}\n{first}"]
    for block in others:
        head = block.partition("\n")[0]
        if head.endswith(SHOWN_TYPES) or head.startswith(SHOWN_UNREAD):
            shown.append(block)
        elif shown[-1] != SHORTENED:
            shown.append(SHORTENED)
    return "```console\n{}\n$ echo $?\n4\n```".format("\n\n".join(shown))


def demo(folder: Path) -> report.Report:
    """Write the made-up company, scan it, and return the report as if it lay in /srv/demo."""
    company.write(folder)
    made = api.scan(estate=folder / "pdscan.yaml", full=True)
    return report.parse(made.to_json().replace(str(folder.resolve()), SHOWN_ROOT))


def with_parts(text: str, made: Mapping[str, str]) -> str:
    """Return the text with each part replaced."""
    for name, part in made.items():
        whole = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        text, count = whole.subn(lambda m, part=part: m[1] + part + m[2], text)
        if count != 1:
            raise SystemExit(f"the page has {count} parts named {name!r}; it needs one")
    return text


def take_picture(made: report.Report, folder: Path) -> None:
    """Write docs/report.png: the top of the HTML page, in 64 colours."""
    from PIL import Image

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("the picture needs chromium: apt-get install chromium")
    page, raw = folder / "page.html", folder / "page.png"
    with page.open("wb") as out:
        plugins.report("html")("en").write(made, out)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    size = ["--window-size=1200,1500", f"--screenshot={raw}"]
    subprocess.run([chromium, *flags, *size, page.as_uri()], check=True, capture_output=True)
    Image.open(raw).convert("RGB").quantize(64).save(PICTURE, optimize=True)


def main() -> None:
    """Write README.md again, and the picture where it is asked for."""
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument("--picture", action="store_true", help="also take docs/report.png")
    asked = words.parse_args()
    listed = with_parts(DETECTORS.read_text("utf-8"), {"detectors": detector_table()})
    DETECTORS.write_text(listed, "utf-8")
    with tempfile.TemporaryDirectory() as name:
        made = demo(Path(name) / "demo")
        README.write_text(with_parts(README.read_text("utf-8"), parts(made)), "utf-8")
        if asked.picture:
            take_picture(made, Path(name))


if __name__ == "__main__":
    main()
