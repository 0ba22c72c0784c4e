"""Damaged files of a public corpus, where one lies beside the checkout: nothing escapes readers."""

import random
from pathlib import Path

import pytest
from test_readers_fuzz import check, mutated

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "docs"
LARGEST = 200_000


def files():
    found = (path for path in sorted(CORPUS.rglob("*")) if path.is_file())
    return [path for path in found if 0 < path.stat().st_size <= LARGEST]


def damage(chosen, seed):
    """Read each file with bytes changed, cut short, or with a part of another in its midst."""
    dice, others = random.Random(seed), files()
    for path in chosen:
        data = path.read_bytes()
        other = dice.choice(others).read_bytes()
        at = dice.randrange(len(data))
        pieces = (mutated(data, dice), data[:at], data[:at] + other[dice.randrange(len(other)) :])
        try:
            check(dice.choice(pieces), path.name)
        except Exception as error:
            error.add_note(f"{path.name}, seed {seed}")
            raise


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="there is no corpus of documents")


@needs_corpus
def test_damaged_files_of_a_corpus_raise_nothing():
    damage(random.Random(0).sample(files(), 60), seed=0)


@needs_corpus
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
def test_many_damaged_files_of_a_corpus_raise_nothing(seed):
    damage(files(), seed)
