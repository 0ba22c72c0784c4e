"""Files that beg to be fetched from: a listener that they all name must hear nothing."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdscan import api

MAIL = "zoe.durantel@example.org"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Return the URL of a server on this machine, and the list of who called it."""
    server = socket.create_server(("127.0.0.1", 0))
    heard: list[str] = []

    def listen() -> None:
        while True:
            try:
                connection, who = server.accept()
            except OSError:
                return
            heard.append(str(who))
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    server.close()


def zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def pdf(url: str) -> bytes:
    """Return a PDF whose page opens a URL, fetches another document and submits a form."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI ({url}/open) >>"
        f" /AcroForm << /Fields [] /XFA ({url}/xfa) >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Annots [<<"
        f" /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F ({url}/a.pdf) /D [0 /Fit]"
        f" /Next << /S /SubmitForm /F ({url}/form) >> >> >>] /Resources << /Font << /F1 <<"
        " /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(MAIL) + 38} >>\nstream\nBT /F1 12 Tf 20 200 Td ({MAIL}) Tj ET\nendstream",
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{one}\nendobj\n".encode())
    table = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{table}\n%%EOF\n".encode())
    return out.getvalue()


def files(url: str) -> dict[str, bytes]:
    """Return files by name, each with the address in it and at least one way to fetch a URL."""
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="r1" TargetMode="External" Target="{url}/t.dotm"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        "/></Relationships>"
    )
    word = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        f'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{MAIL}</w:t></w:r></w:p><w:p><w:r><w:instrText>'
        f'INCLUDEPICTURE "{url}/p.png"</w:instrText></w:r></w:p></w:body></w:document>'
    )
    entity = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "{url}/e">]><a>&e; {MAIL}</a>'
    dtd = f'<?xml version="1.0"?><!DOCTYPE a SYSTEM "{url}/a.dtd"><a><mail>{MAIL}</mail></a>'
    page = (
        f'<!DOCTYPE html><html><head><link rel=stylesheet href="{url}/a.css"><base href="{url}/">'
        f'<meta http-equiv=refresh content="0;url={url}/r"><script src="{url}/a.js"></script>'
        f'</head><body><img src="{url}/a.png"><iframe src="{url}/f"></iframe>{MAIL}</body></html>'
    )
    mail = (
        f"From: {MAIL}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        f'--b\nContent-Type: text/html\n\n<img src="{url}/m.png">{MAIL}\n--b\nContent-Type:'
        f' message/external-body; access-type=URL; URL="{url}/body"\n\nContent-Type: text/plain\n\n'
        "--b--\n"
    )
    made = {
        "a.html": page,
        "a.eml": mail,
        "a.xml": entity,
        "b.xml": dtd,
        "a.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/i"/>{MAIL}</svg>',
        "a.yaml": f"a: !!python/object/apply:urllib.request.urlopen ['{url}']\nm: {MAIL}\n",
        "a.vcf": f"BEGIN:VCARD\nPHOTO;VALUE=uri:{url}/p\nEMAIL:{MAIL}\nEND:VCARD\n",
        "a.rtf": rf"{{\rtf1 {{\field{{\*\fldinst INCLUDEPICTURE {url}/p}}}} {MAIL}}}",
        "a.pdf": pdf(url),
        "a.docx": zipped(
            **{
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": word,
                "word/_rels/settings.xml.rels": rels,
            }
        ),
        "a.sql": f"INSERT INTO t (mail, u) VALUES ('{MAIL}', LOAD_FILE('{url}'));\n",
        "a.json": f'{{"$ref": "{url}/s.json", "mail": "{MAIL}"}}',
        "a.m3u": f"#EXTM3U\n{url}/a.mp3\n{MAIL}\n",
    }
    return {name: one if isinstance(one, bytes) else one.encode() for name, one in made.items()}


def test_no_reader_fetches_what_a_file_names(
    tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    url, heard = listener
    for name, content in files(url).items():
        (tmp_path / name).write_bytes(content)

    report = api.scan(tmp_path, only=("contact.email",))

    places = {one.asset_key.rpartition("/")[2] for one in report.findings}
    unseen = [name for name in files(url) if not any(one.startswith(name) for one in places)]
    assert unseen == []
    assert heard == []


def test_the_listener_hears_who_calls(listener: tuple[str, list[str]]) -> None:
    url, heard = listener
    code = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)"
    subprocess.run([sys.executable, "-c", code, url], check=False, capture_output=True)

    assert len(heard) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process of its own")
def test_a_scan_asks_for_no_name_and_opens_no_connection(tmp_path: Path) -> None:
    """Hold all of a scan, its workers too, to what Python tells of sockets."""
    (tmp_path / "scanned").mkdir()
    for name, content in files("http://pdscan.invalid").items():
        (tmp_path / "scanned" / name).write_bytes(content)
    told = tmp_path / "told.txt"
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "def told(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        f"        open({str(told)!r}, 'a').write(f'{{event}} {{args}}\\n')\n"
        "def started():\n"
        f"    open({str(told)!r} + '.started', 'a').write('x')\n"
        "sys.addaudithook(told)\n"
        "os.register_at_fork(after_in_child=started)\n"
        "started()\n"
    )
    asked = [sys.executable, "-m", "pdscan", "scan", str(tmp_path / "scanned"), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}

    done = subprocess.run(asked, env=environment, capture_output=True, check=False, timeout=300)

    assert done.returncode in (0, 3), done.stderr
    assert len(Path(f"{told}.started").read_text()) >= 4  # this one, two workers, a reader's
    assert not told.exists() or told.read_text() == ""
