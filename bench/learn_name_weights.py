"""Learn how much each piece of evidence for a name weighs, from made-up texts, and write it down.

    python bench/learn_name_weights.py [--texts N] [--show]

Fills the sentences of name_templates.toml with names of the project's own lists, a third of the
surnames made of two halves so that no list knows them, and the documents of name_documents.toml
that aren't held back. The search runs on these texts as it does
in a scan; each possible name is right or wrong, and a logistic regression with a penalty (from the
search's own first guess on) learns `pdscan/naming/weights.toml`. To learn what is certain without a
model too, a model's word is left out of half of the examples at random. The labelled corpora are
never read here; `bench/names.py` measures on them. It needs `pdscan[names]` for the second
model's weights.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from name_documents import documents

from pdscan import plugins
from pdscan.naming import names, opinions, page, weighing

HERE = Path(__file__).parent
TARGET = HERE.parent / "pdscan" / "naming" / "weights.toml"
PERSONS = ("full", "last", "LAST", "first", "upper", "given_upper", "initial", "small")
MODEL_CHARS = 100_000_000
PENALTY = 3.0
_SLOT = re.compile(r"\{(\w+)\}")
Example = tuple[dict[str, float], bool]


class Writer:
    """Fill templates with names; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.templates = tomllib.loads((HERE / "name_templates.toml").read_text("utf-8"))
        given, last = names._listed("given_names.txt"), names._listed("surnames.txt")
        self.given = sorted(word for word, kind in given.items() if kind == 2 and len(word) > 3)
        self.words = sorted(
            word for word, kind in (given | last).items() if kind == 1 and names.is_ordinary(word)
        )
        self.last = sorted(word for word in last if len(word) > 3)

    def given_name(self) -> str:
        if self.dice.random() < 0.12:
            return self.dice.choice(self.templates["slots"]["given_that_is_a_word"])
        return self.accented(self.dice.choice(self.given).title())

    def surname(self) -> str:
        one, other = self.dice.sample(self.last, 2)
        made = self.dice.random() < 0.33
        word = one[: len(one) // 2 + 1] + other[len(other) // 2 :] if made else one
        word = "-".join(part.capitalize() for part in word.split("-"))
        return self.accented(self.dice.choice(("", "", "", "", "", "de ", "Le ", "Ben ")) + word)

    def accented(self, word: str) -> str:
        if self.dice.random() < 0.3:
            return word.replace("e", "é", 1)
        return word

    def slot(self, name: str) -> str:
        given, last = self.given_name(), self.surname()
        made = {
            "full": f"{given} {last}", "last": last, "LAST": last.upper(), "first": given,
            "upper": f"{last.upper()} {given}", "given_upper": f"{given} {last.upper()}",
            "initial": f"{given[0]}. {last}", "small": given.lower(), "given_place": given,
            "surname_place": last, "brand": self.brand, "BRAND": self.brand.upper(),
            "Word": self.dice.choice(self.words).title(),
            "WORD": self.dice.choice(self.words).upper(),
        }  # fmt: skip
        if name in made:
            return made[name]
        chosen = self.dice.choice(self.templates["slots"][name])
        return _SLOT.sub(lambda slot: self.slot(slot[1]), chosen)

    def text(self, language: str) -> tuple[str, list[tuple[int, int]]]:
        """Return a text of some paragraphs, and where its persons stand."""
        self.brand = self.given_name() if self.dice.random() < 0.4 else self.surname()
        text, spans = "", []
        kinds = [language if self.dice.random() < 0.55 else f"{language}_without" for _ in range(4)]
        count = 4 if language == "french" else 1
        for kind in kinds[:count]:
            template, done = self.dice.choice(self.templates[kind]), 0
            for slot in _SLOT.finditer(template):
                text += template[done : slot.start()]
                value = self.slot(slot[1])
                if slot[1] in PERSONS:
                    spans.append((len(text), len(text) + len(value)))
                text, done = text + value, slot.end()
            text += template[done:] + "\n"
        return text, spans


def examples(count: int, seed: int) -> Iterator[Example]:
    """Yield the evidence of each possible name in so many made-up texts, and whether it is one."""
    writer, dice = Writer(seed), random.Random(seed)
    made = [writer.text("english" if at % 3 == 0 else "french") for at in range(count)]
    rounds = count // 60  # of whole documents too, of the templates that are not held back
    made += [(text, spans) for _, text, spans in documents(rounds, seed, held=False)]
    person_name = __import__(plugins.detector("person_name").__module__, fromlist=["candidates"])
    pages = [page.read(text) for text, _ in made]
    for one in pages:
        page.joined([one])
    first = opinions.first_opinions(pages, MODEL_CHARS, always=True)
    second = opinions.second_opinions(pages, first, MODEL_CHARS, always=True)
    for one, (_, spans), said, also in zip(pages, made, first, second, strict=True):
        for cue in person_name.candidates(one, said, also):
            right = any(start < cue.end and cue.start < end for start, end in spans)
            words = said.of(cue.start, cue.end), also.of(cue.start, cue.end)
            heard = [word if dice.random() < 0.5 else "" for word in words]
            if cue.why == person_name.THE_MODEL:
                heard = list(words)
            yield weighing.features(one, cue, heard[0], heard[1]), right


def learned(found: list[Example]) -> dict[str, float]:
    """Return the weights that fit the examples best, by gradient steps with a penalty."""
    known = sorted({name for one, _ in found for name in one})
    index = {name: at for at, name in enumerate(known)}
    fixed = [index[weighing.PRIOR], len(known)]  # the search's own first guess is kept
    table = np.zeros((len(found), len(known) + 1))
    table[:, -1] = 1.0
    for row, (one, _) in enumerate(found):
        for name, size in one.items():
            table[row, index[name]] = size
    truth = np.array([right for _, right in found], float)
    start = np.zeros(len(known) + 1)
    start[index[weighing.PRIOR]] = 1.0
    least = np.array([0.0 if name.endswith(" PERSON") else -np.inf for name in [*known, ""]])
    most = np.array(
        [0.0 if name.endswith((" NONE", " OTHER")) else np.inf for name in [*known, ""]]
    )
    weights, loss = start.copy(), np.inf
    for _ in range(40):  # Newton's steps, halved while they lead up
        guess = 1 / (1 + np.exp(-(table @ weights)))
        slope = table.T @ (guess - truth) + PENALTY * (weights - start)
        bend = (table * (guess * (1 - guess))[:, None]).T @ table + PENALTY * np.eye(len(weights))
        slope[fixed], bend[fixed], bend[:, fixed] = 0, 0, 0
        bend[fixed, fixed] = 1
        step = np.linalg.solve(bend, slope)
        before, loss = loss, cost(table, truth, weights - step, start)
        while loss > before and np.abs(step).max() > 1e-4:
            step /= 2
            loss = cost(table, truth, weights - step, start)
        weights = np.clip(weights - step, least, most)
    named = {name: round(float(weights[at]), 2) for name, at in index.items()}
    return {"always": round(float(weights[-1]), 2), **named}


def cost(table: np.ndarray, truth: np.ndarray, weights: np.ndarray, start: np.ndarray) -> float:
    """Return the log loss of the weights with their penalty."""
    sums = table @ weights
    loss = np.logaddexp(0, sums) - truth * sums
    return float(loss.sum() + PENALTY / 2 * ((weights - start) ** 2).sum())


def write(weights: dict[str, float], count: int) -> None:
    lines = [
        "# How much each piece of evidence for a name weighs, in units of log odds.",
        f"# Written by bench/learn_name_weights.py from {count} possible names in made-up texts.",
        "[weights]",
    ]
    lines += [f'"{name}" = {size:.2f}' for name, size in weights.items()]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", type=int, default=1500)
    parser.add_argument("--show", action="store_true", help="print the weights, write nothing")
    asked = parser.parse_args()
    found = list(examples(asked.texts, 1))
    weights = learned(found)
    if asked.show:
        print(*(f"{size:6.2f} {name}" for name, size in weights.items()), sep="\n")
    else:
        write(weights, len(found))
    held = list(examples(asked.texts // 5, 2))
    right = sum((weighing_of(weights, one) >= 0.5) == truth for one, truth in held)
    print(f"{len(found)} examples; right on {right / len(held):.3f} of {len(held)} unseen ones")


def weighing_of(weights: dict[str, float], found: dict[str, float]) -> float:
    total = weights["always"] + sum(weights.get(name, 0.0) * size for name, size in found.items())
    return float(1 / (1 + np.exp(-total)))


if __name__ == "__main__":
    main()
