"""Recordings and pictures of persons, and mails, by the name of the file.

Shape: a whole file name or path in a cell: `appel_20260512_0639981011.wav`, `rec-2026…mp3`,
`cam03_2026-05-12.mp4`, `photo_identite_durantel.jpg`, `signature_durantel.png`, `12.eml`.
Check: words of calls, cameras, portraits or signatures beside the suffix; sounds and films without
one are an audio recording or video only where the name has a date of recording. A name inside a
sentence or a line of a log is not the file.
Category: cat.voice, cat.audiovisual, cat.customer_relation; a signature customarily
cat.identification.
Source: file naming of Asterisk, 3CX, Dahua, Hikvision, Axis and telephones, read 2026-11.
"""

from __future__ import annotations

import re

from pdscan.contracts import Pattern, Reading
from pdscan.folding import name_words
from pdscan.model import Container

_SOUND = r"\.(?:wav|mp3|ogg|oga|m4a|gsm|amr|opus|aac|wma|flac)"
_FILM = r"\.(?:mp4|mkv|avi|mov|dav|h264|h265|264|265|wmv|webm|ts|asf|3gp)"
_MAIL = r"\.(?:eml|msg|mbox|pst)"
_PICTURE = r"\.(?:jpe?g|png|gif|tiff?|heic|webp|bmp|svg|pdf)"
_NAME = r"[^\n\r\t\x1e<>|\"*?]{1,200}"
_CALL_WORDS = """
    appel appels call calls rec recording recordings enregistrement enregistrements conversation
    phone telephone voicemail voicemails messagerie repondeur inbound outbound entrant sortant
    queue monitor callrecording anruf llamada chiamata gesprek msg
"""
_CAMERA_WORDS = """
    cam camera cameras cctv dvr nvr ipcam dashcam videosurveillance surveillance bodycam ptz ch
    channel kamera camara telecamera parking entree accueil motion hik dahua axis
"""
_PORTRAIT_WORDS = "portrait portraits trombinoscope trombi avatar selfie headshot passfoto badge"
_CALLS = frozenset(_CALL_WORDS.split())
_CAMERAS = frozenset(_CAMERA_WORDS.split())
_PORTRAITS = frozenset(_PORTRAIT_WORDS.split())
_RECORDED = re.compile(r"(?:19|20)[0-9]{2}[-_.]?[01][0-9][-_.]?[0-3][0-9]")
_OF_A_PERSON = ("identite", "profil", "profile", "id", "visage", "face", "employe", "client")


def _check(candidate: str) -> Reading | None:
    words = name_words(candidate.rpartition(".")[0])
    if re.search(rf"(?i){_SOUND}$", candidate):
        return _sound(candidate, set(words))
    if re.search(rf"(?i){_FILM}$", candidate):
        return _film(candidate, set(words))
    if re.search(rf"(?i){_MAIL}$", candidate):
        return _reading("content.message", 0.85, candidate, "file name of a mail")
    return _picture(candidate, words)


def _sound(name: str, words: set[str]) -> Reading | None:
    number = re.search(r"(?<![0-9])(?:0[1-9][0-9]{8}|33[1-9][0-9]{8})(?![0-9])", name)
    if words & _CALLS or number:
        return _reading("media.call_recording", 0.85, name, "file name of a call")
    if _RECORDED.search(name) or words & {
        "vocal",
        "dictee",
        "dictaphone",
        "memo",
        "audio",
        "voice",
    }:
        return _reading("media.audio", 0.7, name, "file name of a recording")
    return None


def _film(name: str, words: set[str]) -> Reading | None:
    if words & _CAMERAS:
        return _reading("media.video", 0.85, name, "file name of a camera")
    recorded = _RECORDED.search(name)
    return _reading("media.video", 0.6, name, "file name of a recording") if recorded else None


def _picture(name: str, words: tuple[str, ...]) -> Reading | None:
    if words[-1:] == ("signature",) or words[:1] == ("signature",):
        return _reading("person.signature", 0.7, name, "file name of a signature")
    portrait = {"photo", "picture", "image", "foto"} & set(words) and set(words) & {*_OF_A_PERSON}
    if portrait or set(words) & _PORTRAITS:
        return _reading("person.photo", 0.75, name, "file name of a portrait")
    return None


def _reading(kind: str, score: float, name: str, why: str) -> Reading:
    return Reading(
        kind, score, max(score, 0.85), name.lower(), masked="••••", why=(why,),
        container=Container.MEDIA,
    )  # fmt: skip


_ENDS = (_SOUND, _FILM, _PICTURE, _MAIL)
plugin = Pattern(
    title="Recordings, pictures and mails, by file name",
    types=(
        "media.call_recording", "media.audio", "media.video", "person.photo", "person.signature",
        "content.message",
    ),
    regexes=(
        rf"(?i){_SOUND}(?:\x1e|$)",
        rf"(?i){_FILM}(?:\x1e|$)",
        rf"(?i)(?:signature|photo|portrait|trombi|avatar|selfie|headshot|picture|badge|foto)"
        rf"[^\n\r\t\x1e<>|\"*?]{{0,60}}{_PICTURE}(?:\x1e|$)",
        rf"(?i){_MAIL}(?:\x1e|$)",
    ),
    exact=tuple(rf"(?i)(?:\A|(?<=\x1e)){_NAME}{end}(?:\x1e|\Z)" for end in _ENDS),
    check=lambda candidate: _check(candidate.rstrip("\x1e")),
    near=("enregistrement", "recording", "fichier", "photo", "video", "appel"),
    fields=("recording_path", "call_recording", "recording_url", "video_path", "audio_path",
            "photo", "signature", "fichier"),
    reach=220,
)  # fmt: skip
