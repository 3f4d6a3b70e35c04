from migrator.model.documents import Extent, PageType, RawPage
from migrator.pages import parse_page

ITEM = """<!DOCTYPE html><html dir='ltr' class='v2'><head><meta content='blogger' name='generator'/>
<link href='https://atelier-lune.blogspot.com/2018/02/papier.html' rel='canonical'/>
<title>Atelier Lune: Papier</title></head><body><div class='widget Blog' id='Blog1'>
<div class='date-outer'><h2 class='date-header'><span>lundi 12 février 2018</span></h2><div class='date-posts'>
<div class='post-outer'><div class='post hentry'><a name='4711'></a>
<h3 class='post-title entry-title'>Papier &amp; encre</h3>
<div class='post-body entry-content' id='post-body-4711'>Le <b>corps</b>.<div style='clear: both;'></div></div>
<div class='post-footer'><span class='post-author vcard'>Publié par <span class='fn'>Ada</span></span>
<a class='timestamp-link' href='https://atelier-lune.blogspot.com/2018/02/papier.html' rel='bookmark'>
<abbr class='published' title='2018-02-12T08:15:00+01:00'>08:15</abbr></a>
<span class='post-labels'>Libellés :
<a href='https://atelier-lune.blogspot.com/search/label/encre' rel='tag'>encre</a></span>
</div></div><div class='comments' id='comments'><h4>Aucun commentaire:</h4></div></div></div></div></div>
</body></html>"""


def page(html: str, url: str = "https://atelier-lune.blogspot.com/2018/02/papier.html") -> RawPage:
    return RawPage(url=url, final_url=url, status=200, body=html.encode())


def test_a_post_page_gives_one_whole_post() -> None:
    parsed = parse_page(page(ITEM))

    (seen,) = parsed.posts
    assert PageType.POST == parsed.page_type
    assert Extent.FULL == seen.extent
    assert "Papier & encre" == seen.post.title
    assert "2018-02-12T08:15:00+01:00" == seen.post.published
    assert "4711" == seen.post.platform_id
    assert ("encre",) == seen.post.labels
    assert "Le <b>corps</b>." == seen.post.content_html
    assert 0 == seen.post.comment_count
    assert ["Ada"] == [author.name for author in parsed.authors]


def listed(headers: list[str]) -> list[str | None]:
    posts = "".join(
        f"<h2 class='date-header'>{header}</h2><div class='post hentry'><h3 class='post-title'>"
        f"<a href='/2018/{number:02}/a.html'>t</a></h3><div class='post-body' id='post-body-{number}'>b</div></div>"
        for number, header in enumerate(headers, start=1)
    )
    html = f"<meta name='generator' content='blogger'><div class='widget Blog'>{posts}</div>"
    return [seen.post.published for seen in parse_page(page(html, "https://atelier-lune.blogspot.com/")).posts]


def test_another_date_of_the_page_decides_which_number_is_the_day() -> None:
    assert ["2018-12-02", "2018-12-25"] == listed(["2/12/2018", "25/12/2018"])


def test_a_date_that_nothing_decides_stays_open() -> None:
    assert [None] == listed(["4/12/2018"])


def test_an_element_that_cleaning_put_in_a_body_disturbs_no_later_reading() -> None:
    html = (
        "<meta name='generator' content='blogger'><div class='post-body' id='post-body-1'>"
        "<span class='comment-timestamp'><script type='math/tex'>x</script></span></div>"
    )

    (seen,) = parse_page(page(html)).posts

    assert "\\(x\\)" in seen.post.content_html
