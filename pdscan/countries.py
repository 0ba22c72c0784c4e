"""Know the countries: the codes of ISO 3166-1, and the country that a cloud region lies in.

Regions as the provider's own list of regions and endpoints has them, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pdscan.folding import fold

# Since when a decision of the European Commission finds a country's protection adequate, for some
# (CA, US) of certain organisations only. Source: the Commission's list of decisions in force.
ADEQUATE = {
    "AD": "2010-10-19", "AR": "2003-06-30", "CA": "2001-12-20", "CH": "2000-07-26",
    "FO": "2010-03-05", "GB": "2021-06-28", "GG": "2003-11-21", "IL": "2011-01-31",
    "IM": "2004-04-28", "JE": "2008-05-08", "JP": "2019-01-23", "KR": "2021-12-17",
    "NZ": "2012-12-19", "US": "2023-07-10", "UY": "2012-08-21",
}  # fmt: skip
_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
CODES = frozenset(_CODES.split())
EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "AX",
        "GF",
        "GP",
        "MF",
        "MQ",
        "RE",
        "YT",
    ]  # territories where the Union's law holds (TFEU, article 355)
)
EEA = EU | {"IS", "LI", "NO"}
"""The European Economic Area, where the GDPR holds (EEA Joint Committee decision 154/2018)."""
_FRENCH = frozenset(["FR", "BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"])
Same = Callable[[str, str], bool]
_MORE_NAMES = {"usa": "US", "grande bretagne": "GB", "angleterre": "GB", "uk": "GB",
               "hollande": "NL", "tchequie": "CZ", "czechia": "CZ", "coree": "KR"}  # fmt: skip
_REGIONS = {
    "af-south-1": "ZA",
    "ap-east-1": "HK",
    "ap-east-2": "TW",
    "ap-northeast-1": "JP",
    "ap-northeast-2": "KR",
    "ap-northeast-3": "JP",
    "ap-south-1": "IN",
    "ap-south-2": "IN",
    "ap-southeast-1": "SG",
    "ap-southeast-2": "AU",
    "ap-southeast-3": "ID",
    "ap-southeast-4": "AU",
    "ap-southeast-5": "MY",
    "ap-southeast-6": "NZ",
    "ap-southeast-7": "TH",
    "ca-central-1": "CA",
    "ca-west-1": "CA",
    "cn-north-1": "CN",
    "cn-northwest-1": "CN",
    "eu-central-1": "DE",
    "eu-central-2": "CH",
    "eu-north-1": "SE",
    "eu-south-1": "IT",
    "eu-south-2": "ES",
    "eu-west-1": "IE",
    "eu-west-2": "GB",
    "eu-west-3": "FR",
    "eusc-de-east-1": "DE",
    "il-central-1": "IL",
    "me-central-1": "AE",
    "me-south-1": "BH",
    "mx-central-1": "MX",
    "sa-east-1": "BR",
}


def of_region(region: str | None) -> str | None:
    """Return the country of a cloud region, None where it isn't known.

    >>> of_region("eu-west-3"), of_region("us-east-1"), of_region("FR"), of_region("nowhere")
    ('FR', 'US', 'FR', None)
    """
    if region is None or region in CODES:
        return region
    if region.startswith("us-"):
        return "US"
    return _REGIONS.get(region)


def of_name(name: str) -> str | None:
    """Return the code of a country by its French or English name, None where it isn't known.

    >>> of_name("Norvège"), of_name("United States"), of_name("Atlantide")
    ('NO', 'US', None)
    """
    return _names().get(fold(name).replace("-", " "))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from phonenumbers.geodata.locale import LOCALE_DATA

    found = dict(_MORE_NAMES)
    for code in sorted(CODES & LOCALE_DATA.keys()):
        for language in ("fr", "en"):
            name = LOCALE_DATA[code].get(language, "")
            # A star stands before the language that has the same name.
            name = LOCALE_DATA[code].get(name[1:], "") if name.startswith("*") else name
            found.setdefault(fold(name).replace("-", " "), code)
    return found


def is_in(country: str, named: str) -> bool:
    """Say whether a country is the one named; a territory of France is in France.

    >>> is_in("RE", "FR"), is_in("FR", "RE"), is_in("MC", "FR")
    (True, False, False)
    """
    return country == named or (named == "FR" and country in _FRENCH)


def is_in_region(country: str, region: str) -> bool:
    """Say whether a country lies in a region: `EEA`, `EU`, or a country's code.

    >>> is_in_region("IE", "EU"), is_in_region("NO", "EU"), is_in_region("GB", "EEA")
    (True, False, False)
    """
    area = {"EEA": EEA, "EU": EU, "UE": EU, "EEE": EEA}.get(region.upper())
    return is_in(country, region) if area is None else country in area
