"""Time pdscan beside DataFog and Presidio on the same text, each in an environment of its own.

    python bench/peers.py

The environments are made at the first run, in the user's cache folder; this needs a package
registry. Slow peers get a small part of the text. Prints MB/s of processor time and the ratios.
Presidio runs with its pattern recognizers and an empty language model: its models are slower still.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import mixes
import platformdirs

PLACE = Path(platformdirs.user_cache_dir("pdscan")) / "bench-peers"
PEERS = {
    "datafog": (
        ("datafog",),
        400_000,
        "from datafog.processing.text_processing.regex_annotator import RegexAnnotator\n"
        "annotate = RegexAnnotator().annotate\n",
    ),
    "presidio": (
        ("presidio-analyzer", "spacy"),
        20_000,
        "import spacy\n"
        "from presidio_analyzer import AnalyzerEngine\n"
        "from presidio_analyzer.nlp_engine import SpacyNlpEngine\n"
        "class Blank(SpacyNlpEngine):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.nlp = {'en': spacy.blank('en')}\n"
        "    def load(self):\n"
        "        pass\n"
        "engine = AnalyzerEngine(nlp_engine=Blank(), supported_languages=['en'])\n"
        "annotate = lambda text: engine.analyze(text, language='en')\n",
    ),
}
TIMED = (
    "import sys, time\n"
    "text = open(sys.argv[1], encoding='utf-8').read()\n"
    "annotate(text[:2000])\n"
    "start = time.process_time()\n"
    "for place in range(0, len(text), 4000):\n"
    "    annotate(text[place:place + 4000])\n"
    "print(time.process_time() - start)\n"
)
OURS = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "import scan_text\n"
    "engine = scan_text.Engine(scan_text.structured(), scan_text.taxonomy.load())\n"
    "print(scan_text.whole(engine, Path(sys.argv[1]))[0])\n"
)


def python_of(name: str, packages: tuple[str, ...]) -> Path:
    """Return the Python of a peer's environment, made where it isn't there yet."""
    folder = PLACE / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
        (folder / "ready").touch()
    return python


def seconds(python: Path, program: str, path: Path) -> float:
    """Return the processor time that a program says it took for a file."""
    done = subprocess.run(
        [python, "-c", program, path],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text"
        for mix in ("application log", "French prose"):
            size = mixes.write_exactly(mix, path, 10_000_000)
            own = size / seconds(Path(sys.executable), OURS, path) / 1e6
            print(f"{mix}: pdscan {own:.1f} MB/s")
            for name, (packages, limit, program) in PEERS.items():
                size = mixes.write_exactly(mix, path, limit)
                speed = size / seconds(python_of(name, packages), program + TIMED, path) / 1e6
                print(f"  {name:10} {speed:8.4f} MB/s   pdscan is {own / speed:,.0f} times as fast")


if __name__ == "__main__":
    main()
