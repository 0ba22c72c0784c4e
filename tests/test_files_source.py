"""Local files, folders and standard input as a source."""

import io
import os
import socket
import sys

import pytest

from pdscan import plugins
from pdscan.contracts import OWN_FILE, ReadOptions
from pdscan.model import Asset, Block, Gap, Reason, UnreadableError


def source(target, **options):
    return plugins.source("files")(str(target), ReadOptions(name="share", **options))


def listed(target, **options):
    with source(target, **options) as opened:
        return list(opened.assets())


def names(found, root):
    return [a.locator.removeprefix(f"file://{root}/") for a in found if isinstance(a, Asset)]


def text_of(opened, asset):
    pieces = [piece for _, piece in opened.blocks(asset)]
    return "".join(p.text for p in pieces if isinstance(p, Block) and p.locus == "text")


def test_folder_is_listed_in_the_order_of_names_with_what_lies_below(tmp_path):
    for name in ("b.txt", "a.txt", "d/é.txt", "d/c/z.txt", "a/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)

    found = listed(tmp_path)

    assert names(found, tmp_path) == ["a.txt", "b.txt", "a/x.txt", "d/é.txt", "d/c/z.txt"]
    assert listed(tmp_path) == found


def test_asset_tells_size_time_and_content_key(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("bonjour")
    os.utime(path, ns=(0, 1_767_225_600_000_000_007))

    (asset,) = listed(path)

    assert (asset.size, asset.kind, asset.source) == (7, "file", "share")
    assert asset.modified == "2026-01-01T00:00:00Z"
    assert asset.content_key == f"7-1767225600000000007-{path.stat().st_ino}"


@pytest.mark.parametrize("name", ["100%!#é.txt", "a\nb", os.fsdecode(b"caf\xe9.txt")])
def test_any_name_is_quoted_and_found_again(tmp_path, name):
    path = tmp_path / name
    path.write_text("bonjour")

    opened = source(tmp_path)
    (asset,) = opened.assets()

    assert asset.locator.isprintable()
    assert text_of(opened, asset) == "bonjour"
    assert text_of(source(asset.locator), asset) == "bonjour"


def test_file_url_is_a_target(tmp_path):
    (tmp_path / "un deux.txt").write_text("bonjour")

    assert len(listed(f"file://{tmp_path}/un%20deux.txt")) == 1


def test_missing_target_is_one_sentence():
    with pytest.raises(UnreadableError, match="there is no file or folder /no/such/place"):
        source("/no/such/place")


def test_link_loop_ends_and_a_link_inside_is_not_read_twice(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_text("x")
    (tmp_path / "d" / "loop").symlink_to(tmp_path)
    (tmp_path / "again.txt").symlink_to(tmp_path / "d" / "a.txt")

    assert names(listed(tmp_path), tmp_path) == ["d/a.txt"]
    assert len(listed(tmp_path)) == 1


def test_link_that_leads_out_is_a_gap(tmp_path):
    (tmp_path / "share").mkdir()
    (tmp_path / "out.txt").write_text("x")
    (tmp_path / "share" / "link").symlink_to(tmp_path / "out.txt")
    (tmp_path / "share" / "nowhere").symlink_to("nothing")
    (tmp_path / "share" / "self").symlink_to("self")

    found = listed(tmp_path / "share")

    assert [gap.reason for gap in found] == [Reason.OTHER] * 3


def test_target_itself_may_be_a_link(tmp_path):
    (tmp_path / "a.txt").write_text("bonjour")
    (tmp_path / "link").symlink_to("a.txt")

    opened = source(tmp_path / "link")
    (asset,) = opened.assets()

    assert text_of(opened, asset) == "bonjour"


def test_pipes_and_sockets_are_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "sock"))

        found = listed(tmp_path)

    assert [gap.reason for gap in found] == [Reason.UNSUPPORTED] * 2


def test_file_replaced_by_a_pipe_does_not_block(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    opened = source(tmp_path)
    (asset,) = opened.assets()
    path.unlink()
    os.mkfifo(path)

    with pytest.raises(UnreadableError) as caught:
        list(opened.blocks(asset))

    assert caught.value.reason is Reason.UNSUPPORTED


def test_vanished_file_says_so(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    opened = source(tmp_path)
    (asset,) = opened.assets()
    path.unlink()

    with pytest.raises(UnreadableError) as caught:
        list(opened.blocks(asset))

    assert caught.value.reason is Reason.VANISHED


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_folder_is_a_gap(tmp_path):
    (tmp_path / "d").mkdir(mode=0)

    (gap,) = listed(tmp_path)

    assert (gap.locator, gap.reason) == (f"file://{tmp_path}/d", Reason.PERMISSION)


def test_forbidden_file_says_so(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x")
    opened = source(tmp_path)
    (asset,) = opened.assets()

    def refuse(*_):
        raise PermissionError(13, "Permission denied", "secret value")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableError, match="may not be read by this user") as caught:
        list(opened.blocks(asset))

    assert caught.value.reason is Reason.PERMISSION


def test_own_files_are_listed_as_such(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "catalog.db").write_text("x")

    found = listed(tmp_path, own_files=frozenset({str(tmp_path / "catalog.db")}))

    kinds = {asset.locator.rpartition("/")[2]: asset.kind for asset in found}
    assert kinds == {"a.txt": "file", "catalog.db": OWN_FILE}


def test_standard_input_is_read_whatever_it_is(monkeypatch):
    class Piped(io.BytesIO):
        buffer = property(lambda self: self)

        def seekable(self):
            return False

    monkeypatch.setattr(sys, "stdin", Piped(b"nom;tel\nDurantel;0199001234\n" * 5))
    opened = plugins.source("stdin")("-", ReadOptions(name="stdin"))

    (asset,) = opened.assets()
    pieces = [piece for _, piece in opened.blocks(asset)]

    assert asset.locator == "stdin:"
    assert not [p for p in pieces if isinstance(p, Gap)]
