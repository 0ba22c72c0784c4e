"""Tell secrets from what stands in their place: markers, references, samples of documentation.

A marker (`<password>`, `${DB_PASSWORD}`, `xxxx`, `****`, `your-api-key`, nothing) holds no secret
and is passed over. A sample (`changeme`, a key that an issuer's documentation prints) could be one
that somebody kept: it is reported as a test value.
"""

from __future__ import annotations

import math
import re
from collections import Counter

TEST_VALUE = "test_value"
_MARKERS = """
    none null nil true false string str undefined empty redacted hidden masked masque filtered
    removed sanitized xxx n/a na nan todo tbd required optional varchar text password passwd
    passwort motdepasse_ici yes no oui non your_password votre_mot_de_passe value valeur int env
    os.environ secret_here token pass pwd mdp contrasena senha wachtwoord
"""
_WORDS = frozenset(_MARKERS.split())
_FIRST_INSTALLED = """
    changeme change-me change_me changeit changethis password1 password123 passw0rd p@ssw0rd admin
    root secret secret123 mysecret my-secret mypassword test test123 testing demo example sample
    foobar foo bar guest postgres mysql rabbitmq minioadmin hunter2 letmein default
"""
_SAMPLES = frozenset(_FIRST_INSTALLED.split())
_REFERENCE = re.compile(
    r"[<\[{$%(@]|env[.(]|os\.|process\.|self\.|this\.|get|input\(|vault:|secretref|var\.|config\.|"
    r"settings\.|params?\.|ENC\(|!\w|arn:|ssm:"
)
_FILLER = re.compile(r"(.)\1*|x+\d*|[*•.#_-]+|(?:x{3,}.*|.*x{6,}|.*[*•]{3,}.*|.*\.\.\.)")
_ASKS = re.compile(
    r"(?i)(?:your|votre|my|mon|ma|mes|the|insert|enter|put|replace|example|sample|dummy|fake|some)"
    r"[-_ .]?(?:[a-z]+[-_ .]?){0,3}(?:key|token|secret|password|pass|passe|cle|jeton|here|ici|me)"
)
_EXAMPLE = re.compile(
    r"(?i)example|exemple|sample|dummy|placeholder|0123456789abcdef|1234567890abc"
)


def is_marker(value: str) -> bool:
    """Say whether a text stands where a secret would, and is none.

    >>> is_marker("${DB_PASSWORD}"), is_marker("your-api-key"), is_marker("Soleil1979!")
    (True, True, False)
    """
    plain = value.strip("\"' ").lower()
    if not plain or plain in _WORDS or _FILLER.fullmatch(plain):
        return True
    return _REFERENCE.match(plain) is not None or _ASKS.fullmatch(plain) is not None


def is_sample(value: str) -> bool:
    """Say whether a secret is one that documentation and first installations use.

    >>> is_sample("changeme"), is_sample("AKIAIOSFODNN7EXAMPLE"), is_sample("Soleil1979!")
    (True, True, False)
    """
    return value.lower() in _SAMPLES or _EXAMPLE.search(value) is not None


def entropy(value: str) -> float:
    """Return the bits a sign (Shannon) of a text: about 4 to 6 for random keys, 2 to 3 for words.

    >>> round(entropy("aaaa"), 1), round(entropy("abcd"), 1)
    (0.0, 2.0)
    """
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


def looks_random(value: str, bits: float = 3.0) -> bool:
    """Say whether a text mixes letters and digits as random keys do, and words do not."""
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return mixed and entropy(value) >= bits
