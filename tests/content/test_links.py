import pytest

from migrator.addresses import images
from migrator.addresses.urls import BlogAddress
from migrator.content.links import BodyLinks, held_files, rewrite_html

HOME = "https://lampe.example.com/"
ADDRESS = BlogAddress(HOME, frozenset({"lampe.blogspot.com"}))
POSTS = {"2018/02/le-gardien.html": "../le-gardien/", "p/contact.html": "../../p/contact/"}
PICTURE = "https://1.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s0/phare.jpg"
LINKS = BodyLinks(
    address=ADDRESS,
    base=HOME + "2018/03/autre.html",
    post=POSTS.get,
    files=held_files({"phare.jpg": (PICTURE,)}),
)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://lampe.example.com/2018/02/le-gardien.html",
        "http://lampe.example.com/2018/02/le-gardien.html",
        "http://LAMPE.blogspot.fr/2018/02/le-gardien.html",
        "http://lampe.blogspot.com.br/2018/02/le-gardien.html",
        "http://www.lampe.blogspot.com/2018/02/le-gardien.html",
        "//lampe.blogspot.com/2018/02/le-gardien.html",
        "/2018/02/le-gardien.html",
        "../02/le-gardien.html",
        "../02/le-gardien.html?m=1",
        " https://lampe.example.com/2018/02/le-\ngardien.html ",
        "https://lampe.example.com:443/2018/02/le-gardien.html?utm_source=x&spref=fb",
    ],
)
def test_every_spelling_of_a_post_leads_to_its_new_place(spelling):
    assert "../le-gardien/" == LINKS.target(spelling)


def test_the_anchor_of_a_comment_is_kept():
    assert "../le-gardien/#c801" == LINKS.target("/2018/02/le-gardien.html?showComment=1#c801")


def test_a_static_page_leads_to_its_new_place():
    assert "../../p/contact/" == LINKS.target("http://lampe.blogspot.de/p/contact.html")


def test_a_jump_inside_the_same_post_stays_inside():
    assert "#note" == LINKS.target("http://lampe.blogspot.fr/2018/03/autre.html#note")


def test_a_label_without_a_new_place_gets_its_canonical_address():
    assert HOME + "search/label/Mer" == LINKS.target("/search/label/Mer")


def test_every_size_of_a_held_picture_leads_to_its_file():
    small = "http://3.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s320/PHARE.JPG"
    page = "//1.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s1600-h/phare.jpg"

    assert ["phare.jpg", "phare.jpg"] == [LINKS.target(small), LINKS.target(page)]


@pytest.mark.parametrize(
    "url", ["http://elsewhere.example/2018/02/le-gardien.html", "mailto:a@b.example", "#note", "", "www.example.org/x",
            "javascript:void(0)", "http://[broken", "data:image/gif;base64,R0lG", "file:///c:/x.html"]
)  # fmt: skip
def test_what_leads_elsewhere_stays(url):
    assert LINKS.target(url) is None


def test_a_link_without_scheme_to_elsewhere_becomes_absolute():
    assert "https://elsewhere.example/x" == LINKS.target("//elsewhere.example/x")


def test_all_links_of_a_body_are_rewritten():
    html = (
        f'<a href="{PICTURE.replace("s0", "s1600-h")}"><img src="{PICTURE.replace("s0", "s320")}" alt="x"></a>'
        '<video poster="/2018/02/le-gardien.html"></video>'
    )

    assert (
        '<a href="phare.jpg"><img src="phare.jpg" alt="x"></a><video poster="../le-gardien/"></video>'
        == rewrite_html(html, LINKS.target)
    )


def test_a_source_set_that_is_one_file_goes():
    html = f'<img src="{PICTURE}" srcset="{PICTURE.replace("s0", "s320")} 320w, {PICTURE} 640w">'

    assert '<img src="phare.jpg">' == rewrite_html(html, LINKS.target)


def test_a_source_set_of_strangers_is_kept():
    html = '<img src="http://x.example/a.jpg" srcset="http://x.example/a.jpg 1x, http://x.example/b.jpg 2x">'

    assert html == rewrite_html(html, LINKS.target)


def test_keys_of_held_files_are_those_of_media():
    assert {images.key(PICTURE): "phare.jpg"} == held_files({"phare.jpg": (PICTURE,)})


DATA = "data:image/png;base64," + "iVBORw0KGgo" + "A" * 300
WITH_DATA = BodyLinks(
    address=ADDRESS, base=HOME, post=POSTS.get, files=held_files({"media/a b.jpg": (PICTURE,), "image.png": (DATA,)})
)


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        (f'<p style="background: url({PICTURE}) no-repeat">x</p>', 'background: url("media/a%20b.jpg") no-repeat'),
        (f"<td background='{PICTURE}'>x</td>", 'background="media/a b.jpg"'),
        (f'<img src="{DATA}">', 'src="image.png"'),
        (f"<i style=\"color: red; background-image: URL('{DATA}')\">x</i>", 'url("image.png")'),
        ('<p style="background: url(#own); color: rgb(1, 2, 3)">x</p>', "url(#own); color: rgb(1, 2, 3)"),
        ('<img src="data:image/png;base64,AAAA">', 'src="data:image/png;base64,AAAA"'),
    ],
)
def test_every_place_that_names_a_held_file_leads_to_it(written, rewritten):
    made = rewrite_html(f"<table><tr>{written}</tr></table>" if "<td" in written else written, WITH_DATA.target)
    assert rewritten in made
