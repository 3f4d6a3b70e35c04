import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.content.clean import clean_body
from migrator.content.images import LINKED, PLACEHOLDER, count_references, media_urls, references_of
from migrator.content.tree import parse_fragment
from migrator.model.schema import MediaKind

IDS = "_Lune/Rabc/AAAA/x"


def test_one_picture_under_five_urls_is_one_medium_with_all_of_them() -> None:
    urls = (
        f"https://1.bp.blogspot.com/{IDS}/s320/a.jpg",
        f"http://3.bp.blogspot.com/{IDS}/s1600-h/a.jpg",
        f"https://bp1.blogger.com/{IDS}/s72-c/a.jpg",
        f"https://2.bp.blogspot.com/{IDS}/w640-h480/b.jpg",
    )

    uses = media_urls(
        f'<a href="{urls[1]}"><img src="{urls[0]}"></a><img src="{urls[2]}">'
        f'<img src="{urls[3]}" data-original="{urls[1]}">'
    )

    assert [urls] == [use.urls for use in uses]
    assert f"https://3.bp.blogspot.com/{IDS}/s0/a.jpg" == uses[0].url


def test_the_linked_original_on_a_foreign_host_is_the_best_candidate() -> None:
    (use,) = media_urls('<a href="http://p.example/full.jpg"><img src="http://p.example/small.jpg"></a>')

    assert "http://p.example/full.jpg" == use.url
    assert ("http://p.example/small.jpg", "http://p.example/full.jpg") == use.urls


def test_a_button_that_links_to_several_pictures_is_not_their_preview() -> None:
    uses = media_urls(
        '<a href="http://p.example/1.jpg"><img src="http://p.example/zoom.gif"></a>'
        '<a href="http://p.example/2.jpg"><img src="http://p.example/zoom.gif"></a>'
    )

    assert ["1.jpg", "2.jpg", "zoom.gif"] == sorted(use.url.rpartition("/")[2] for use in uses)


def test_a_picture_that_links_to_a_page_is_only_itself() -> None:
    (use,) = media_urls('<a href="http://p.example/page.html"><img src="http://p.example/a.jpg"></a>')

    assert ("http://p.example/a.jpg",) == use.urls


def test_the_largest_source_of_a_set_is_the_candidate() -> None:
    (use,) = media_urls(
        '<img src="http://p.example/a.jpg" srcset="http://p.example/b.jpg 1x, http://p.example/c.jpg 2x">'
    )

    assert "http://p.example/c.jpg" == use.url


def test_bloggers_icons_and_inline_data_are_no_media() -> None:
    assert () == media_urls(
        '<img src="https://resources.blogblog.com/img/icon18_email.gif"><img src="data:image/png;base64,AAAA">'
    )


def test_an_uploaded_video_keeps_its_id_when_its_token_changes() -> None:
    frame = '<iframe id="BLOGGER-video-0123456789abcdef-{}" src="https://www.blogger.com/video.g?token={}"></iframe>'

    (first,), (second,) = media_urls(frame.format(1, "AA")), media_urls(frame.format(77, "BB"))

    assert MediaKind.VIDEO == first.kind
    assert first.id == second.id


def test_a_film_and_its_poster_are_two_media_and_a_sound_is_audio() -> None:
    uses = media_urls(
        '<video poster="http://p.example/p.jpg"><source src="http://p.example/v.mp4"></video>'
        '<audio src="http://p.example/s.mp3"></audio>'
    )

    assert [MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO] == [use.kind for use in uses]


_PICTURE = f"https://1.bp.blogspot.com/{IDS}/s1600/a.jpg"
DATA = "data:image/png;base64," + "iVBORw0KGgo" + "A" * 300

REFERENCES = [
    (f'<img src="{_PICTURE}">', 1),
    (f'<a href="{_PICTURE}"><img src="{_PICTURE}"></a>', 2),
    (f'<a href="{_PICTURE}">large</a>', 1),
    ('<a href="https://tide.example/"><img src="https://tide.example/a.png" title="5 &lt; 6 > <img src=x>"></a>', 1),
    ('<img src="data:image/gif;base64,R0lG">', 1),
    ('<img alt="lost">', 1),
    ('<img src="https://resources.blogblog.com/img/icon18_email.gif">', 1),
    ('<a href="https://tide.example/table.pdf?year=1&amp;half=2#top">table</a>', 1),
    ('<a href="https://tide.example/page.html">page</a> <a href="https://tide.com">com</a> <a name="more"></a>', 0),
    ('<iframe src="https://player.example/embed/1"></iframe>', 1),
    ('<object data="https://www.blogger.com/video.g?token=A"><embed src="https://player.example/p.swf"></object>', 2),
    ('<video src="https://tide.example/a.mp4" poster="https://tide.example/a.jpg"></video>', 2),
    ('<audio controls><source src="https://tide.example/a.ogg"><source src="a.mp3"></audio>', 2),
    ('<picture><source srcset="https://tide.example/a.webp"><img src="https://tide.example/a.jpg"></picture>', 1),
    ("<div style=\"background-image: url('https://tide.example/bg.jpg'); color: red\">x</div>", 1),
    ('<table background="https://tide.example/t.jpg"><tr><td background="//tide.example/u.jpg">x</td></tr></table>', 2),
    (f'<img src="{DATA}"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', 2),
    (f'<p style="background: #fff URL( {DATA} ) no-repeat">x</p><p style="background: url(#a)">y</p>', 1),
    ('<a href="https://tide.example/song.mp3">a</a><a href="https://tide.example/boat.zip">b</a>', 2),
    ("<pre>&lt;img src=x&gt;</pre><!-- <img src=y> --><p data-src='https://tide.example/b.jpg'>words</p>", 0),
]


@pytest.mark.parametrize(("markup", "count"), REFERENCES)
def test_references_are_counted_in_the_text_alone(markup: str, count: int) -> None:
    assert count == count_references(markup)


@given(st.lists(st.sampled_from(REFERENCES), max_size=6))
def test_every_reference_leads_to_a_medium_or_to_a_rule(parts: list[tuple[str, int]]) -> None:
    body = clean_body(parse_fragment("<p>".join(markup for markup, _ in parts)), "https://tide.example/", themed=False)
    media, passed = references_of(parse_fragment(body))

    assert count_references(body) == sum(use.times for use in media) + passed.total()


@pytest.mark.parametrize("name", ["boat.zip", "boat.exe", "boat.swf"])
def test_a_program_or_packed_file_that_is_linked_to_is_passed_over_by_rule(name: str) -> None:
    media, passed = references_of(parse_fragment(f'<a href="https://tide.example/{name}">the boat</a>'))

    assert {LINKED: 1} == passed
    assert () == media


@pytest.mark.parametrize(
    ("name", "kind"),
    [("table.pdf", "file"), ("Song.MP3", "audio"), ("tide.mp4?dl=1", "video"), ("pier.jpg#top", "image")],
)
def test_what_is_linked_to_read_hear_or_see_is_a_medium(name: str, kind: str) -> None:
    media, passed = references_of(parse_fragment(f'<p><a href="https://tide.example/{name}">it</a></p>'))

    assert [kind] == [use.kind for use in media]
    assert not passed


def test_a_link_to_a_page_is_no_medium() -> None:
    markup = '<a href="https://tide.example/">a</a><a href="https://tide.example/a.html">b</a><a href="x.pdf">c</a>'
    assert ((), {}) == references_of(parse_fragment(markup))


def test_media_keep_the_order_in_which_they_appear() -> None:
    markup = '<a href="https://tide.example/a.pdf">a</a><img src="https://tide.example/b.jpg">'
    assert ["a.pdf", "b.jpg"] == [use.url.rpartition("/")[2] for use in media_urls(markup)]


def test_the_original_that_a_placeholder_leads_to_is_wanted() -> None:
    original = "https://1.bp.blogspot.com/-x/y/z/w/s1600/pier.png"
    for source in (DATA, "pier_files/pier.png", "data:image/gif;base64,R0lGODlhAQABAAAAACw="):
        media = media_urls(f'<a href="{original}"><img src="{source}"></a>')
        assert ["https://1.bp.blogspot.com/-x/y/z/w/s0/pier.png"] == [use.url for use in media]


def test_a_picture_in_its_own_address_is_one_medium_however_it_is_wrapped() -> None:
    media = media_urls(f'<img src="{DATA}"><img src="{DATA[:60]}\n  {DATA[60:]}">')

    assert [2] == [use.times for use in media]
    assert [DATA] == [use.url for use in media]


def test_what_only_keeps_the_place_of_a_picture_is_no_medium() -> None:
    media, passed = references_of(parse_fragment('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))

    assert () == media
    assert {PLACEHOLDER: 1} == passed


def test_the_link_of_a_picture_to_its_original_leads_to_the_same_medium() -> None:
    media, _ = references_of(parse_fragment(REFERENCES[1][0]))

    assert [2] == [use.times for use in media]


def test_a_picture_to_press_is_a_picture() -> None:
    markup = '<input type="image" src="https://tide.example/press.jpg"><input type="text" value="x">'
    body = clean_body(parse_fragment(markup), "https://tide.example/", themed=False)

    assert ["https://tide.example/press.jpg"] == [use.url for use in media_urls(body)]
    assert 1 == count_references(body)
