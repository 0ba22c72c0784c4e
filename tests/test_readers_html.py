"""HTML: whatever is written on a page or hidden in it comes out as text."""

import time

import pytest

from pdscan.readers import html_page

PAGE = """<!DOCTYPE html><html><head><title>&Eacute;quipe</title>
<meta name=author content='Paul Durantel'><style>.x{color:red}</style>
<script type="text/javascript">if (a < b && c > d) { mail = "js@example.org"; }</script></head>
<body class="secret-class"><!-- <b>tel</b> 0199001234 --><p>Jean&nbsp;<b>Du</b>rand</p>
<a href="mailto:jean@example.org" title='a > b'>lui</a><a href=tel:0199001235>elle</a>
<img alt="photo de Paul" src="data:image/png;base64,AAAA"><input value="Petit"/>
<p it's>après</p><td>un</td><td>deux</td> 1 < 2 et <anne@example.org> & AT&T
<![CDATA[cdata@example.org]]><?php $m = $o->send("php@example.org"); ?><?xml:bad prefix = o />
<textarea>texte &lt;libre&gt;</textarea></body></html>"""

HOSTILE = ["<a ", "<!--", '<a ="', "<", "</", "<![CDATA[", "<?php", "<script>", "<style>", "<b>"]


def text_in_windows(page, size):
    gathered = html_page.Page()
    for start in range(0, len(page), size):
        gathered.feed(page[start : start + size])
    gathered.close()
    return gathered.take()


@pytest.mark.parametrize(
    "wanted",
    [
        *("Équipe", "Paul Durantel", 'a < b && c > d) { mail = "js@example.org"', "0199001234"),
        *("Jean\xa0Durand", "mailto:jean@example.org", "a > b", "tel:0199001235", "photo de Paul"),
        *("Petit", "après", "un\t\tdeux", "1 < 2 et <anne@example.org> & AT&T"),
        *("cdata@example.org", '$o->send("php@example.org")', "texte <libre>"),
    ],
)
def test_text_attributes_comments_and_scripts_are_read(wanted):
    assert wanted in html_page.text_of(PAGE)


@pytest.mark.parametrize("hidden", ["color", "secret-class", "base64", "DOCTYPE"])
def test_marks_and_styles_are_left_out(hidden):
    assert hidden not in html_page.text_of(PAGE)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 333])
def test_windows_may_end_anywhere(size):
    assert text_in_windows(PAGE, size) == html_page.text_of(PAGE)


@pytest.mark.parametrize(
    "before", ["<!-- ", "<style>", "<script>", "<a href='", "<p ", "<![CDATA["]
)
def test_what_never_ends_is_text(before):
    assert "jean@example.org" in html_page.text_of(f"<p>a</p>{before}jean@example.org, <b")


@pytest.mark.parametrize("mark", HOSTILE)
@pytest.mark.parametrize("end", ["", ">", '">'])
def test_hostile_page_takes_no_more_than_its_length(mark, end):
    page = mark * ((1 << 20) // len(mark)) + end

    start = time.process_time()
    html_page.text_of(page)

    assert time.process_time() - start < 5
