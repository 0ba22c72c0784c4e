"""Places on earth: pairs of coordinates in every spelling, and single named ones.

Shape: `48.8566, 2.3522`; `lat=48.8566`; GeoJSON, WKT, GPX, KML; `geo:` and map URLs; degrees,
minutes and seconds; NMEA sentences; EXIF keys.
Check: latitude within 90, longitude within 180, four decimals at least (a precision of some ten
metres); with two or three decimals a named one is coarse. Bare pairs near zero or with more than
eight decimals are measurements, not places; (0, 0) is nowhere.
Category: cat.location.
Source: RFC 5870; RFC 7946; ISO 6709; OGC 06-103r4 (WKT); GPX 1.1; NMEA 0183; Exif 2.32, 4.6.6.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.model import Form

_NUMBER = r"[-+]?[0-9]{1,3}\.[0-9]{4,16}"
_KEY = (
    r"(?:GPS[_ ]?)?(?:lat(?:itude)?|lng|lon(?:gitude)?|breitengrad|l(?:ä|a)ngengrad|latitud|"
    r"longitud|latitudine|longitudine|breedtegraad|lengtegraad)(?:_?(?:deg|gps|wgs84|client|livraison))?"
)
_JOINED = r"[\"']?(?:=| ?[:=] ?)[\"']?"
_GEOJSON = r"coordinates\"?(?: ?: ?|>)\s?\[{0,3}\s?"
_DMS = (
    r"[0-9]{1,3} ?(?:°|º|deg) ?[0-9]{1,2} ?(?:'|′|’) ?[0-9]{1,2}(?:\.[0-9]+)? ?"
    r"(?:\"|″|”|''|’’) ?[NSEWO]"
)
_NMEA = (
    r"\$G[PNL](?:GGA|RMC|GLL),[0-9A-Z.,-]{0,20}?[0-9]{4}\.[0-9]{2,6},[NS],"
    r"[0-9]{5}\.[0-9]{2,6},[EW]?"
)
_LON_FIRST = re.compile(r"(?i)point|coordinates|linestring|polygon")
_NUMBERS = re.compile(r"[-+]?[0-9]{1,3}\.[0-9]+")


def _check(candidate: str) -> Reading | None:
    if candidate.startswith("$G") or "°" in candidate or "º" in candidate or " deg " in candidate:
        return _reading(0.9, candidate, 0, "written as degrees")
    numbers = [match.group() for match in _NUMBERS.finditer(candidate)]
    if len(numbers) == 1 and re.match(rf"(?i){_KEY}", candidate):
        return _single(candidate, numbers[0])
    if len(numbers) < 2:
        return None
    one, other = numbers[-2:]
    named = candidate[0].isalpha() or candidate[0] in '"@<'
    lon_first = _LON_FIRST.match(candidate.lstrip('"<')) is not None
    lat, lon = (other, one) if lon_first else (one, other)
    if abs(float(lat)) > 90 or abs(float(lon)) > 180 or float(lat) == 0 == float(lon):
        return None
    if not named and not _is_place(one, other):
        return None
    start = candidate.index(one)
    return _reading(0.9 if named else 0.6, f"{lat},{lon}", start, "pair")


def _single(candidate: str, number: str) -> Reading | None:
    most = 90 if re.match(r"(?i)(?:gps[_ ]?)?(?:lat|breit|breed)", candidate) else 180
    decimals = len(number.partition(".")[2])
    if abs(float(number)) > most or decimals < 2 or not float(number):
        return None
    start = candidate.rindex(number)
    kind = "location.precise" if decimals >= 4 else "location.coarse"
    form = Form.FULL if decimals >= 4 else Form.GENERALISED
    return Reading(kind, 0.85, 0.9, number, form=form, masked="••••", why=("named",), start=start,
                   end=start + len(number))  # fmt: skip


def _is_place(one: str, other: str) -> bool:
    """Say whether a bare pair may be a place: written alike, not near zero, not too fine."""
    sizes = [len(number.partition(".")[2]) for number in (one, other)]
    near_zero = abs(float(one)) < 1 and abs(float(other)) < 1
    return max(sizes) <= 8 and max(sizes) - min(sizes) <= 2 and not near_zero


def _reading(score: float, value: str, start: int, why: str) -> Reading:
    return Reading(
        "location.precise", score, max(0.9, score), value, score > 0.8, masked="••••", why=(why,),
        start=start,
    )  # fmt: skip


plugin = Pattern(
    title="Coordinates",
    types=("location.precise", "location.coarse"),
    regexes=(
        r"[0-9]\.[0-9]{4,16} ?[,;] ?[-+]?[0-9]{1,3}\.[0-9]{4}",
        rf"(?i)\b{_KEY}{_JOINED}[-+]?[0-9]{{1,3}}\.[0-9]{{2}}",
        r"(?i)\bpoint ?(?:Z ?)?\([-+]?[0-9]{1,3}\.[0-9]{4,16} [-+]?[0-9]{1,2}\.[0-9]{4}",
        rf"(?i){_GEOJSON}[-+]?[0-9]{{1,3}}\.[0-9]{{4,16}},\s?[-+]?[0-9]{{1,2}}\.[0-9]{{4}}",
        _DMS.removeprefix("[0-9]{1,3} ?").replace("[0-9]+", "[0-9]{1,8}"),
        r"\$G[PNL](?:GGA|RMC|GLL),[0-9A-Z.,-]{0,20}[0-9]{4}\.[0-9]{2,6},[NS],[0-9]{5}\.[0-9]{2}",
    ),
    exact=(
        rf"(?:geo:|[?&@/](?:ll|q|center|daddr|saddr|query)?=?)?(?<![0-9A-Za-z.,;-])(?<![,;] )"
        rf"{_NUMBER} ?[,;] ?{_NUMBER}(?![0-9A-Za-z]|\.[0-9]| ?[,;] ?[-+]?[0-9]+\.[0-9]{{4}})",
        rf"(?i)(?<![A-Za-z]){_KEY}{_JOINED}[-+]?[0-9]{{1,3}}\.[0-9]{{2,16}}(?![0-9A-Za-z.])",
        rf"(?i)point ?(?:Z ?)?\({_NUMBER} {_NUMBER}",
        rf"(?i){_GEOJSON}{_NUMBER},\s?{_NUMBER}",
        _DMS,
        _NMEA,
    ),
    check=_check,
    near=("lat", "lon", "lng", "latitude", "longitude", "gps", "position", "coordonnees", "geo",
          "localisation", "geolocalisation", "coord", "coordinates", "maps", "location"),
    fields=("gps", "latlng", "lat_lng", "coordonnees_gps", "gps_position", "geoloc", "position"),
    reach=120,
)  # fmt: skip
