"""Rebuild the name lists of pdscan from permissive packages.

Run it in an environment of its own, never in the project's:

    pip install Faker==40.* mimesis==22.* names==0.3.0        (MIT, MIT, MIT)
    npm pack an-array-of-french-words an-array-of-english-words   (MIT; unpack both here)
    python bench/rebuild_name_lists.py --words DIR

It writes `given_names.txt`, `surnames.txt`, `ordinary_words.txt` and `dictionary.txt.gz` (all other
words of the two word lists) beside `pdscan/naming/names.py`: one folded word a line, sorted. A name
that is also an ordinary word or a town ends in `~`: it is believed only beside other evidence. A
given name usual in French ends in `!`: with a capital it is believed alone. No list of leaked or
scraped persons is ever used.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "pdscan" / "naming"
WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
NEAR = ("fr", "en", "de", "es", "it", "nl", "pt")
CENSUS_SURNAMES = 25_000
CENSUS_GIVEN = 3_000
TITLES = {"dr", "mr", "mrs", "ms", "miss", "mme", "mlle", "monsieur", "madame", "ing", "prof"}


def fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def single_words(texts: Iterable[str], least: int = 3) -> set[str]:
    folded = (fold(text).strip() for text in texts)
    return {word for word in folded if WORD.fullmatch(word) and len(word) >= least} - TITLES


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part if isinstance(part, dict | list) else key)
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from strings(part)


def every_word(value: object) -> set[str]:
    return {word for text in strings(value) for word in WORD.findall(fold(text)) if len(word) > 2}


def faker_lists(prefix: str, near: bool) -> set[str]:
    package = importlib.import_module("faker.providers.person")
    found: list[str] = []
    for module in pkgutil.iter_modules(package.__path__):
        if (module.name[:2] in NEAR) is not near:
            continue
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for key in dir(provider):
            if key.startswith(prefix):
                found.extend(strings(getattr(provider, key)))
    return single_words(found)


def mimesis_file(locale: str, name: str) -> dict[str, object]:
    import mimesis

    path = Path(mimesis.__file__).parent / "datasets" / locale / f"{name}.json"
    loaded: dict[str, object] = json.loads(path.read_text("utf-8"))
    return loaded


def mimesis_lists(key: str) -> set[str]:
    found: list[str] = []
    for locale in NEAR:
        found.extend(strings(mimesis_file(locale, "person")[key]))
    return single_words(found)


def census(name: str, count: int) -> set[str]:
    listed = next(file for file in metadata.files("names") or () if file.name == f"dist.{name}")
    lines = Path(str(listed.locate())).read_text("ascii").splitlines()
    return single_words(line.split()[0] for line in lines[:count])


def towns() -> set[str]:
    places = (strings(mimesis_file(locale, "address")["city"]) for locale in NEAR)
    return {word for listed in places for word in single_words(listed, 2)}


def ordinary() -> set[str]:
    found: set[str] = set()
    for locale in ("fr_FR", "en_US"):
        for kind, key in (("lorem", "word_list"), ("job", "jobs")):
            provider = importlib.import_module(f"faker.providers.{kind}.{locale}").Provider
            found |= every_word(getattr(provider, key))
    for locale in ("fr", "en"):
        for name, key in (("text", "words"), ("text", "color"), ("person", "occupation")):
            found |= every_word(mimesis_file(locale, name)[key])
    own = Path(__file__).with_name("business_words.txt").read_text("utf-8")
    return found | {fold(word) for word in own.split()}


def basic_words() -> set[str]:
    """Return the few thousand words that every text is made of."""
    names = ("faker.providers.lorem.fr_FR", "faker.providers.lorem.en_US")
    return {
        fold(word) for name in names for word in importlib.import_module(name).Provider.word_list
    }


def usual_given() -> set[str]:
    """Return the given names so usual that a word list that holds them proves nothing."""
    listed = importlib.import_module("faker.providers.person.fr_FR").Provider
    found = single_words([*strings(listed.first_names_male), *strings(listed.first_names_female)])
    return found | census("male.first", 200) | census("female.first", 200)


def usual_in_french(doubtful: set[str]) -> set[str]:
    """Return given names that are one to every reader: those of Faker's France whatever they mean,
    and of its French-speaking neighbours, mimesis' French and the census' first where they are
    nothing else.
    """
    found: set[str] = set()
    for locale in ("fr_BE", "fr_CH", "fr_DZ"):
        listed = importlib.import_module(f"faker.providers.person.{locale}").Provider
        keys = [key for key in dir(listed) if key.startswith("first_name")]
        found |= single_words(strings([list(strings(getattr(listed, key))) for key in keys]))
    found |= single_words(strings(mimesis_file("fr", "person")["names"]))
    found |= census("male.first", 200) | census("female.first", 200)
    france = importlib.import_module("faker.providers.person.fr_FR").Provider
    own = single_words([*strings(france.first_names_male), *strings(france.first_names_female)])
    return {word for word in found - doubtful if len(word) > 3} | own


def dictionary(folder: Path) -> set[str]:
    found: set[str] = set()
    for name in ("french", "english"):
        path = next(folder.glob(f"**/*{name}*/**/index.json"))
        found |= single_words(json.loads(path.read_text("utf-8")))
    return found


def write(name: str, listed: set[str], doubtful: set[str], usual: set[str] = frozenset()) -> None:
    marks = {word: "~" * (word in doubtful) + "!" * (word in usual) for word in listed}
    lines = [word + marks[word] for word in sorted(listed)]
    (TARGET / name).write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{name}: {len(lines)} words, {len(listed & doubtful)} doubtful")


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild the name lists")
    parser.add_argument("--words", type=Path, required=True, help="folder of the word lists")
    known = dictionary(parser.parse_args().words)
    common = ordinary()
    doubtful = common | towns()
    given = faker_lists("first_name", near=True) | mimesis_lists("names")
    given |= census("male.first", CENSUS_GIVEN) | census("female.first", CENSUS_GIVEN)
    given |= faker_lists("first_name", near=False) - known - doubtful
    last = faker_lists("last_name", near=True) | mimesis_lists("surnames")
    last |= census("all.last", CENSUS_SURNAMES)
    last |= faker_lists("last_name", near=False) - known
    plain = usual_given() - basic_words()
    write("given_names.txt", given, doubtful - plain, usual_in_french(doubtful))
    write("surnames.txt", last, doubtful | known)
    write("ordinary_words.txt", common - (given - basic_words()), set())
    words = sorted(word for word in known - given - last if len(word) > 3)
    packed = gzip.compress("\n".join(words).encode(), 9, mtime=0)
    (TARGET / "dictionary.txt.gz").write_bytes(packed)
    print(f"dictionary.txt.gz: {len(words)} words, {len(packed)} bytes")


if __name__ == "__main__":
    main()
