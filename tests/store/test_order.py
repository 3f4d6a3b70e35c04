"""Whatever order documents come in, and however often, the archive shows the same."""

import itertools
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_sample import ALL, BLOG, FIRST, SECOND, comment, document, page, profile, seen, told

from migrator.merge import Evidence
from migrator.model.documents import Extent, PageType, SeenPost
from migrator.model.schema import Author, Commenter, CommentStatus, Post
from migrator.store import Archive

RUN = "2024-08-01T10:00:00Z"


def shown(documents, folder):
    with Archive.create_or_open(folder) as archive:
        run = archive.begin_run("import", RUN)
        archive.blogs.keep_located(BLOG, page())
        for parsed, evidence in documents:
            archive.keep(parsed, evidence, run=run)
        return told(archive)


def picture(size):
    return f'<p>text <img src="https://1.bp.blogspot.com/-a/b/c/d/{size}/x.jpg"/></p>'


SAMPLE = (
    (
        document(seen("a", content_html=picture("s320"), labels=("b", "a"), comments=(comment("1"), comment("0")))),
        page(),
    ),
    (
        document(seen("a", number="5", title="Edited", content_html=picture("s400"), labels=("a", "b"))),
        Evidence(source="feed", as_of=SECOND),
    ),
    (
        document(seen("a", extent=Extent.CUT, content_html=picture("s72-c")), page_type=PageType.HOME),
        Evidence(source="list", as_of=SECOND),
    ),
    (
        document(
            SeenPost(
                post=Post(id="5", platform_id="5", url="", comments=(comment("2", parent_id="1"), comment("1"))),
                extent=Extent.NONE,
                tells=frozenset({"comments"}),
            )
        ),
        Evidence(source="comments-feed", as_of=FIRST),
    ),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_four_documents_of_one_post_in_every_order(tmp_path, order):
    assert shown(SAMPLE, tmp_path / "one") == shown([SAMPLE[number] for number in order], tmp_path / "other")


_TEXTS = st.sampled_from(["", "<p>a</p>", "<p>b</p>", picture("s320"), picture("s1600")])
_TIMES = st.sampled_from([None, "2018-02-12", "2018-02-12T08:00:00+01:00", "2018-02-12T07:00:00.001-00:00"])
_COMMENTS = st.builds(
    comment,
    st.sampled_from(["1", "2", "3"]),
    _TEXTS,
    author=st.builds(
        Commenter,
        name=st.sampled_from(["Bea", "Ada"]),
        url=st.sampled_from([None, profile("123"), profile("9")]),
        avatar=st.sampled_from([None, "https://a/b.png"]),
    ),
    parent_id=st.sampled_from([None, "1", "2"]),
    published=_TIMES,
    status=st.sampled_from(CommentStatus),
)
# Of each post, an address and a number that belong together: any document tells one, the other or both.
_NAMES = st.sampled_from([("a", "5"), ("b", "6")])


@st.composite
def documents(draw):
    posts = []
    for _ in range(draw(st.integers(1, 2))):
        name, number = draw(_NAMES)
        known = draw(st.sampled_from(["address", "number", "both"]))
        post = seen(
            name,
            number=None if known == "address" else number,
            extent=draw(st.sampled_from(Extent)),
            tells=draw(st.frozensets(st.sampled_from(sorted(ALL)))),
            title=draw(st.sampled_from(["", "A", "B"])),
            published=draw(_TIMES),
            author=draw(st.sampled_from(["123", "n-a", None])),
            labels=draw(st.sampled_from([(), ("x",), ("x", "y"), ("y", "x")])),
            content_html=draw(_TEXTS),
            comments=tuple(draw(st.lists(_COMMENTS, max_size=2))),
        )
        posts.append(post if known != "number" else replace(post, post=replace(post.post, url="")))
    parsed = replace(
        document(*posts), authors=(Author(id="123", name="Ada", url=profile("123")), Author(id="n-a", name="Zoe"))
    )
    source = draw(st.sampled_from(["page", "feed", "list"]))
    return parsed, Evidence(source=source, as_of=draw(st.sampled_from([FIRST, SECOND])))


# One document that tells number and address of both posts: without it, rows known by one alone may stay apart.
TYING = (
    document(*(seen(name, number=number, tells=frozenset({"title"})) for name, number in (("a", "5"), ("b", "6")))),
    Evidence(source="feed", as_of=FIRST),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(documents(), max_size=5), st.data())
def test_any_documents_in_any_order_and_however_often(some, data):
    whole = [*some, TYING]
    again = data.draw(st.permutations(whole + data.draw(st.lists(st.sampled_from(whole), max_size=2))))

    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        assert shown(whole, Path(one)) == shown(again, Path(other))
