"""Whatever the bytes: an answer, soon, and of bounded size."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_of import cases

from migrator.model.documents import PageType, RawPage
from migrator.pages import parse_page

PIECES = [
    b"<div class='post-body entry-content' id='post-body-1'>",
    b"</div>",
    b"<a name='more'></a>",
    b"<script>",
    b"</script>",
    b"<h2 class='date-header'>",
    b"<li class='comment' id='c12345'>",
    b"<dt class='comment-author' id='c1'>",
    b"<!--",
    b"-->",
    b"<abbr class='published' title='9999-99-99T99:99:99+99:99'>",
    b"<template>",
    b"<svg><title>x</title></svg>",
    b"\x00",
    b"\xff\xfe",
    b"&#xD800;",
    b"&#1114112;",
    b"&#1;&#8;",
    b"<a href='&#1;x' {&#1;x='1'>",
    b"<script type=\"math/tex\">&#1;\x01",
    b"<p" + b" x" * 300 + b">",
    b"<table><tr><td>",
    b"<noscript>",
    b"<a href='http://[::1'>",
    b"<a href='http://x.blogspot.com/%ff%00/2018/02/'>",
    b"<base href='http://['>",
    b"_SetDataContext([{'name': 'blog', 'data': {'title': '\\u12",
    b"<link rel='canonical' href='//['>",
    b"<img src='http://[' srcset=', ,'>",
    b"<frameset>",
    b"<plaintext>",
    b"</body></html>",
    b"<script type='application/ld+json'>[[[[{\"@type\": \"BlogPosting\", \"headline\": 3, \"author\": [[]]}]]]]",
    b"<div style='clear:both;'></div>",
    b"<div style='clear:both; padding-bottom:0.25em'></div>",
    b"<span class='comment-timestamp'>",
    b"<a href='?showComment=99999999999999#c1'>",
    b"<option value='http://['>",
    b"<math><mi>",
]  # fmt: skip


def page(body: bytes) -> RawPage:
    return RawPage(
        url="http://x.blogspot.com/", final_url="http://x.blogspot.com/2018/02/a.html", status=200, body=body
    )


def mutated(body: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 12)):
        start = dice.randrange(len(body) + 1)
        end = min(len(body), start + dice.randint(0, 400))
        body = (
            body[:start] + dice.choice([b"", body[start:end] * 2, dice.choice(PIECES), dice.randbytes(8)]) + body[end:]
        )
    return body


@pytest.mark.parametrize("seed", range(25))
def test_mutated_pages_are_read_without_a_crash_and_soon(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - repeatable, nothing secret
    for path in cases():
        body = mutated(path.read_bytes(), dice)
        started = time.process_time()

        assert parse_page(page(body)).page_type in PageType
        assert time.process_time() - started < 2


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=40))
def test_any_mixture_of_markup_is_read_without_a_crash(pieces: list[bytes]) -> None:
    assert parse_page(page(b"<meta name='generator' content='blogger'>" + b"".join(pieces))).page_type in PageType


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 1000,
        "\ufeff".encode("utf-16"),
        b"<div>" * 20_000,
        b"<div class='post-body'>" * 3_000 + b"x",
        b"<li class='comment' id='c12345'>" * 3_000,
        b"<a href='http://x.blogspot.com/2018/02/a.html'>" * 20_000,
        b"<div class='post'><h3 class='post-title'><a href='/a.html'>t</a></h3><div class='post-body'>b</div></div>"
        * 2_000,
        b"<dl id='comments-block'>"
        + b"<dt class='comment-author' id='c11111'>a said...<dd class='comment-body'>b" * 3_000,
        b"<script>_SetDataContext([{'name': 'blog', 'data': {" + b"'a': '" * 50_000,
        b"<p>" + b"&lt;" * 200_000,
        b"<!--" * 100_000,
        b"<div style='clear:both;'></div>x<div style='clear:both; padding-bottom:0.25em'></div>" * 3_000,
    ],
    ids=lambda body: f"{body[:24]!r}",
)
def test_pages_made_to_be_slow_are_read_soon(body: bytes) -> None:
    started = time.process_time()

    parse_page(page(b"<meta name='generator' content='blogger'>" + body))

    assert time.process_time() - started < 5
