"""Organisers' Markdown: what is let through, and what never is."""

import pytest

from agenda.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Bold** and *soft*", "<p><strong>Bold</strong> and <em>soft</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("ភាសាខ្មែរ", "<p>ភាសាខ្មែរ</p>"),
    ],
)
def test_markdown_becomes_html(text, html):
    assert to_html(text).strip() == html


@pytest.mark.parametrize(("top", "levels"), [(2, "2234"), (3, "3345")])
def test_headings_begin_where_the_page_wants_them(top, levels):
    html = to_html("# a\n\n## b\n\n### c\n\n#### d", top)

    assert [html[html.index(f">{letter}<") - 1] for letter in "abcd"] == list(levels)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,x)",
        "![picture](https://elsewhere.example/spy.png)",
        '<p style="color:red" onclick="x()">a</p>',
    ],
)
def test_markdown_lets_nothing_active_through(text):
    html = to_html(text)

    for active in ("<script", "<img", "<p style", 'href="javascript', 'href="data', "<p onclick"):
        assert active not in html


def test_links_pass_on_no_referrer():
    assert to_html("[a](https://example.org)") == '<p><a href="https://example.org" rel="noopener noreferrer">a</a></p>\n'
