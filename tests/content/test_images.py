from migrator.content.images import media_urls
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

    assert ["http://p.example/zoom.gif"] == [use.url for use in uses]


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
