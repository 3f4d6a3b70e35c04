import io
import itertools
from collections.abc import Iterator
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.feeds import FeedReader, iter_entries, parse_feed, parse_sitemap
from migrator.feeds.sitemap import MOST_ADDRESSES
from migrator.model.documents import Extent, PageType, RawPage

ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'>"


def read(body: str | bytes, url: str = "https://saltmarsh.blogspot.com/feeds/posts/default") -> RawPage:
    content = body.encode() if isinstance(body, str) else body
    return RawPage(url=url, final_url=url, status=200, body=content)


def titles(body: str | bytes) -> list[str]:
    return [seen.post.title for seen in parse_feed(read(body)).posts]


def entry(title: str) -> str:
    return f"<entry><id>tag:blogger.com,1999:blog-1.post-2</id><title>{title}</title></entry>"


@pytest.mark.parametrize(
    ("expected", "written"),
    [
        ("Q & A", "Q & A"),
        ("Q & A", "Q &amp; A"),
        ("Q & A", "Q &amp;amp; A"),
        ("R&D", "R&D"),
        ("café", "caf&eacute;"),
        ("a b", "a&nbsp;b"),
        ("ab", "a&#11;b"),
        ("ab", "a&#xFFFF;b"),
        ("a&bogus;b", "a&bogus;b"),
        ("Q & A", "<![CDATA[Q & A]]>"),
        ("1 < 2", "1 &lt; 2"),
    ],
)
def test_no_text_is_lost_at_a_broken_reference(expected: str, written: str) -> None:
    assert [expected] == titles(f"{ATOM}{entry(written)}</feed>")


def test_an_address_in_cdata_keeps_its_ampersands() -> None:
    item = "<item><title>T</title><link><![CDATA[http://a.example/x?b=1&c=2]]></link></item>"

    posts = parse_feed(read(f"<rss><channel>{item}</channel></rss>")).posts

    assert ["http://a.example/x?b=1&c=2"] == [seen.post.url for seen in posts]


def test_entities_that_grow_without_bound_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE feed [<!ENTITY l0 "laughing"> {levels}]>{ATOM}{entry("&l11;")}<x a="&l11;"/></feed>'

    assert ["&l11;"] == titles(bomb)


def test_no_file_is_read_for_an_external_entity() -> None:
    document = f'<!DOCTYPE feed [<!ENTITY f SYSTEM "file:///etc/hostname">]>{ATOM}{entry("&f;")}</feed>'

    assert ["&f;"] == titles(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    document = f"<?xml version='1.0' encoding='{declared}'?>{ATOM}{entry('café')}</feed>"

    assert ["café"] == titles(document.encode(encoding))


def test_bytes_that_are_no_text_do_not_end_the_feed() -> None:
    document = f"{ATOM}{entry('one')}{entry('bad')}{entry('three')}</feed>".encode().replace(b"bad", b"b\xff\xfed")

    assert ["one", "b��d", "three"] == titles(document)


def test_an_entry_that_is_cut_is_not_given() -> None:
    parsed = parse_feed(read(f"{ATOM}{entry('whole')}<entry><title>cut</title><content>half of"))

    assert ["whole"] == [seen.post.title for seen in parsed.posts]
    assert ["truncated"] == [notice.code for notice in parsed.notices]


def test_an_entry_inside_a_body_is_no_entry() -> None:
    body = "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><entry><title>x</title></entry></div></content>"
    document = f"{ATOM}<entry><title>real</title>{body}</entry></feed>"

    assert ["real"] == titles(document)


def test_a_single_entry_is_a_feed_of_one() -> None:
    document = entry("alone").replace("<entry>", "<entry xmlns='http://www.w3.org/2005/Atom'>")

    assert ["alone"] == titles(document)


@pytest.mark.parametrize("body", ["", "<html><body>Not found</body></html>", "{}", "[1]", "{" * 5000, "junk", "<feed"])
def test_what_is_no_feed_says_so(body: str) -> None:
    parsed = parse_feed(read(body))

    assert parsed.page_type is PageType.UNKNOWN
    assert "parse-failed" in {notice.code for notice in parsed.notices}


@pytest.mark.parametrize("body", ["", "<feed/>", "nothing"])
def test_what_is_no_sitemap_says_so(body: str) -> None:
    assert parse_sitemap(read(body)).page_type is PageType.UNKNOWN


def test_deep_nesting_neither_crashes_nor_hides_the_entries_before_it() -> None:
    document = f"{ATOM}{entry('first')}{'<a>' * 50_000}"

    assert ["first"] == titles(document)


def test_json_that_is_deep_is_refused() -> None:
    body = '{"feed":' + '{"link":[' * 100_000

    assert parse_feed(read(body)).page_type is PageType.UNKNOWN


def test_an_entry_that_tells_nothing_is_no_post() -> None:
    assert () == parse_feed(read(f"{ATOM}<entry/><entry><updated>2018-02-12</updated></entry></feed>")).posts


def test_no_address_of_another_scheme_comes_through() -> None:
    document = f"""{ATOM}<link rel='next' href='javascript:n()'/>
      <entry><id>tag:blogger.com,1999:blog-1.post-2</id><link rel='alternate' href='javascript:x()'/>
        <author><name>A</name><uri>javascript:y()</uri>
          <image xmlns='http://schemas.google.com/g/2005' src='data:image/gif;base64,x'/></author></entry></feed>"""

    parsed = parse_feed(read(document))

    assert ("", None) == (parsed.posts[0].post.url, parsed.links.next_feed)
    assert [(None, None)] == [(author.url, author.avatar) for author in parsed.authors]


@pytest.mark.parametrize(
    ("expected", "alternate"),
    [
        ("https://a.example/", "https://a.example/"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/", "https://a.example/search/label/Tea"),
        ("https://a.example/", "https://a.example/2018/02/tide.html"),
        ("https://a.example/", "https://a.example/p/about.html"),
        ("https://a.example/blog/", "https://a.example/blog/2005/03/tide.html"),
        ("https://a.example/shop/", "https://a.example/shop/index.html"),
        ("https://a.example/research/", "https://a.example/research/"),
    ],
)
def test_the_home_is_what_the_feeds_page_lies_below(expected: str, alternate: str) -> None:
    document = f"{ATOM}<id>tag:blogger.com,1999:blog-1</id><link rel='alternate' href='{alternate}'/></feed>"

    blog = parse_feed(read(document)).blog

    assert expected == (blog.url if blog else "")


def test_rss_comments_belong_to_the_post_that_their_feed_names() -> None:
    item = (
        "<item><guid isPermaLink='false'>tag:blogger.com,1999:blog-1.post-8</guid><description>Hello</description>"
        "<link>https://a.example/2018/02/tide.html?showComment=1536998400007#c8</link></item>"
    )
    head = "<id xmlns='http://www.w3.org/2005/Atom'>tag:blogger.com,1999:blog-1.post5..comments</id>"

    (seen,) = parse_feed(read(f"<rss><channel>{head}{item}</channel></rss>", "https://a.example/rss")).posts

    assert ("5", "https://a.example/2018/02/tide.html") == (seen.post.platform_id, seen.post.url)
    assert ["8"] == [comment.id for comment in seen.post.comments]


class EndlessFeed(io.RawIOBase):
    """A feed of a million entries that is never in memory as a whole."""

    def __init__(self) -> None:
        self.given = 0

    def chunks(self) -> Iterator[bytes]:
        yield ATOM.encode()
        while True:
            self.given += 1
            yield entry(f"n{self.given}").encode() * 50


def test_entries_come_before_the_document_has_ended() -> None:
    feed = EndlessFeed()

    entries = FeedReader(feed.chunks()).entries()

    assert "n1" == (next(entries).title or pytest.fail("no title")).value
    assert feed.given < 5


def test_a_file_is_read_entry_by_entry() -> None:
    stream = io.BytesIO(f"{ATOM}{entry('a')}{entry('b')}</feed>".encode())

    assert ["a", "b"] == [found.title.value for found in iter_entries(stream) if found.title]


TRICKY = (
    f"{ATOM}{entry('Q & A &nbsp;&#11; &lt;b&gt;')}{entry('<![CDATA[x && y]]> z')}{entry('é&copy;')}</feed>".encode()
)


@given(st.lists(st.integers(1, len(TRICKY) - 1), max_size=8))
def test_it_does_not_matter_where_chunks_are_cut(cuts: list[int]) -> None:
    edges = sorted({0, *cuts, len(TRICKY)})
    chunks = [TRICKY[start:end] for start, end in itertools.pairwise(edges)]

    assert list(FeedReader([TRICKY]).entries()) == list(FeedReader(chunks).entries())


def body_of(markup: str) -> str:
    """What is read of the body of a feed's one entry."""
    content = f"<content type='html'>{escape(markup)}</content></entry>"
    [seen] = parse_feed(read(f"{ATOM}{entry('One').replace('</entry>', content)}</feed>")).posts
    return seen.post.content_html


@pytest.mark.parametrize(
    "own",
    [
        '<div class="comments"><h4>Letters</h4><p>Dear harbour</p></div>',
        '<p>Before.</p><div class="post-footer">My colophon.</div>',
        '<p>Before.</p><div id="author-bio-box">Who I am</div>',
        '<ul class="related-posts"><li>Read this too</li></ul>',
        '<p>Text</p><div style="clear: both"></div><p><a href="https://www.blogger.com/profile/1">Mara</a></p>',
        '<p><a href="https://twitter.com/share?u=1">a</a> <a href="https://www.facebook.com/sharer.php?u=1">b</a></p>',
        '<div class="blogger-post-footer">Quoted.</div><p>After it.</p>',
        '<p><img src="https://www.saltmarsh.example/~r/boat.jpg"></p>',
    ],
)
def test_whatever_an_authors_block_is_called_it_stays_in_a_feeds_body(own: str) -> None:
    assert own == body_of(own)


@pytest.mark.parametrize(
    "appended",
    [
        '<div class="feedflare"><a href="http://feeds.feedburner.com/~ff/S?a=1">'
        '<img src="http://feeds.feedburner.com/~ff/S?i=1"></a></div>'
        '<img src="http://feeds.feedburner.com/~r/Salt/~4/xyz" height="1" width="1" alt="">',
        '<img src="http://feeds.saltmarsh.example/~r/Salt/~4/xyz" height="1" width="1" alt="">',
        '<div class="blogger-post-footer"><p>Read more at Saltmarsh</p><img width="1" height="1"'
        ' src="https://blogger.googleusercontent.com/tracker/1-2?l=saltmarsh.blogspot.com" alt=""></div>',
    ],
)
def test_what_feedburner_and_the_blogs_own_feed_footer_append_is_not_the_authors(appended: str) -> None:
    assert "<p>Text.</p>" == body_of("<p>Text.</p>" + appended)


def test_of_a_sitemap_that_names_more_than_any_may_the_first_are_read_and_it_is_said() -> None:
    entry = "<url><loc>https://lampe.blogspot.com/2018/02/{}.html</loc></url>"
    named = "".join(entry.format(number) for number in range(MOST_ADDRESSES + 10))
    parsed = parse_sitemap(read(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</urlset>'))

    assert MOST_ADDRESSES == len(parsed.links.posts)
    assert ["skipped-by-bound"] == [notice.code for notice in parsed.notices]


ATTACHING = [
    (
        f"{ATOM}<entry><id>tag:blogger.com,1999:blog-1.post-2</id><title>T</title>"
        "<link rel='enclosure' type='audio/mpeg' href='https://cast.example/one.mp3' length='100'/>"
        "<link rel='related' href='https://elsewhere.example/story'/></entry></feed>"
    ),
    (
        '{"feed": {"entry": [{"id": {"$t": "tag:blogger.com,1999:blog-1.post-2"}, "title": {"$t": "T"}, "link": ['
        '{"rel": "enclosure", "type": "audio/mpeg", "href": "https://cast.example/one.mp3", "length": "100"},'
        '{"rel": "related", "href": "https://elsewhere.example/story"}]}]}}'
    ),
]


@pytest.mark.parametrize("feed", ATTACHING)
def test_what_a_post_attaches_and_where_its_title_leads_are_told(feed: str) -> None:
    [seen] = parse_feed(read(feed)).posts

    [file] = seen.post.enclosures
    assert ("https://cast.example/one.mp3", "audio/mpeg", 100) == (file.url, file.type, file.length)
    assert "https://elsewhere.example/story" == seen.post.link
    assert {"link", "enclosures"} <= seen.tells


def test_rss_attaches_files_as_well() -> None:
    file = '<enclosure url="https://cast.example/one.mp3" length="?" type="audio/mpeg"/>'
    item = f"<item><guid>tag:blogger.com,1999:blog-1.post-2</guid><title>T</title>{file}</item>"

    [seen] = parse_feed(read(f"<rss><channel>{item}</channel></rss>")).posts

    assert [("https://cast.example/one.mp3", None)] == [(one.url, one.length) for one in seen.post.enclosures]


def test_the_comment_that_an_answer_answers_is_no_link_of_a_title() -> None:
    answered = "https://www.blogger.com/feeds/1/2/comments/default/3"
    link = f"<link rel='related' href='{answered}'/>"
    posts = parse_feed(read(f"{ATOM}<entry><id>tag:blogger.com,1999:blog-1.post-2</id>{link}</entry></feed>")).posts

    assert [None] == [seen.post.link for seen in posts]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "", "://"])
def test_an_address_that_is_none_of_the_web_is_neither_attached_nor_linked(address: str) -> None:
    links = f"<link rel='enclosure' href='{address}'/><link rel='related' href='{address}'/>"

    posts = parse_feed(read(f"{ATOM}<entry><id>tag:blogger.com,1999:blog-1.post-2</id>{links}</entry></feed>")).posts

    assert [((), None)] == [(seen.post.enclosures, seen.post.link) for seen in posts]


@pytest.mark.parametrize(
    ("expected", "markup"),
    [
        (["3c740e3a49197e16"], '<object class="BLOG_video_class" contentid="3c740e3a49197e16"></object>'),
        (["no number"], '<object class="BLOG_video_class" id="v"></object>'),
        ([], '<object class="BLOG_video_class"><embed src="https://a.example/player.swf"></object>'),
        ([], "<p>No film</p>"),
    ],
)
def test_a_video_that_is_a_placeholder_alone_is_named_and_its_post_not_whole(expected: list[str], markup: str) -> None:
    content = f"<content type='html'>{escape(markup)}</content></entry>"
    parsed = parse_feed(read(f"{ATOM}{entry('One').replace('</entry>', content)}</feed>"))

    assert expected == [notice.detail for notice in parsed.notices]
    assert [not expected] == [seen.extent is Extent.FULL for seen in parsed.posts]
