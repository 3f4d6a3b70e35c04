from dataclasses import replace

import pytest
from store_sample import ALL, FIRST, HOME, SECOND, comment, document, page, seen, url_of

from migrator.addresses.images import media_id
from migrator.model.documents import DocumentKind, Extent
from migrator.model.errors import ArchiveError
from migrator.model.notices import Notice
from migrator.model.schema import Enclosure, Location, MediaKind, PostStatus
from migrator.store import Archive


def keep(archive, *posts):
    archive.keep(document(*posts), page(), run=1)


def test_a_post_comes_out_as_it_went_in(archive):
    place = Location(name="Lyon", latitude=45.75, longitude=4.85)
    fields = {
        "updated": "2018-03-01T08:00:00+01:00",
        "labels": ("b", "a"),
        "comment_count": 3,
        "location": place,
        "content_html": '<p>Hi <img src="https://1.bp.blogspot.com/-a/b/c/d/s320/x.jpg"/></p>',
    }
    keep(archive, seen("a", number="5", tells=ALL | {"updated", "comment_count", "location"}, **fields))

    [post] = archive.view().posts()
    assert fields == {name: getattr(post, name) for name in fields}
    assert ("5", "5", "a", "Title a", "123") == (post.id, post.platform_id, post.slug, post.title, post.author)
    assert [use.id for use in archive.view().media()] == list(post.media)


CAST = "https://cast.example/one.mp3"


def attaching(name="a", **fields):
    file = Enclosure(media=media_id(CAST), url=CAST, type="audio/mpeg", length=100)
    tells = ALL | {"link", "enclosures"}
    return seen(name, number="5", tells=tells, enclosures=(file,), link="https://elsewhere.example/", **fields)


def test_attached_files_and_the_link_of_a_title_come_out_as_they_went_in(archive):
    keep(archive, attaching())

    [post] = archive.view().posts()
    assert ("https://elsewhere.example/", (CAST,)) == (post.link, tuple(one.url for one in post.enclosures))
    assert [(media_id(CAST), MediaKind.AUDIO, CAST)] == [(one.id, one.kind, one.url) for one in archive.view().media()]
    assert (media_id(CAST),) == post.media


def test_a_page_that_shows_no_attached_file_takes_none_away(archive):
    keep(archive, attaching())
    keep(archive, seen("a", number="5", content_html="<p>Other words</p>"))

    [post] = archive.view().posts()
    assert ((media_id(CAST),), 1) == (post.media, len(post.enclosures))


def test_labels_are_counted_by_the_standing_of_their_posts(archive):
    keep(
        archive, seen("a", labels=("x", "y")), seen("b", labels=("x",), status=PostStatus.DRAFT, tells=ALL | {"status"})
    )

    assert [("x", 2), ("y", 1)] == list(archive.view().labels())
    assert [("x", 1), ("y", 1)] == list(archive.view().labels(("published",)))


def test_comments_without_time_come_by_the_number_of_their_id(archive):
    keep(archive, seen("a", comments=(comment("110", published=None), comment("99", published=None))))

    [post] = archive.view().posts()
    assert ["99", "110"] == [one.id for one in post.comments]


def test_posts_come_newest_first_by_instant_and_not_by_text(archive):
    keep(
        archive,
        seen("utc", published="2018-02-12T23:00:00-00:00"),
        seen("east", published="2018-02-13T01:00:00+09:00"),
        seen("day", published="2018-02-13"),
        seen("none", published=None),
    )

    assert ["day", "utc", "east", "none"] == [post.slug for post in archive.view().posts()]


def test_posts_of_one_time_come_by_id(archive):
    keep(archive, seen("b", number="12"), seen("a", number="13"), seen("c", number="11"))

    assert ["11", "12", "13"] == [post.id for post in archive.view().posts()]


def test_summaries_are_in_the_order_of_the_posts_and_tell_the_same(archive):
    keep(archive, seen("a", number="5"), seen("b", published="2019-01-01"))

    posts, summaries = list(archive.view().posts()), list(archive.view().summaries())
    assert [(p.id, p.url, p.slug, p.title, p.published, p.type, p.status) for p in posts] == [
        (s.id, s.url, s.slug, s.title, s.published, s.type, s.status) for s in summaries
    ]
    assert ["2018/02/b.html", "2018/02/a.html"] == [summary.key for summary in summaries]


def test_labels_are_counted(archive):
    keep(archive, seen("a", labels=("x", "é")), seen("b", labels=("x",)))

    assert [("x", 2), ("é", 1)] == list(archive.view().labels())


def test_removed_posts_are_shown_as_such(archive):
    keep(archive, seen("a", status=PostStatus.REMOVED, tells=ALL | {"status"}))

    assert [PostStatus.REMOVED] == [post.status for post in archive.view().posts()]


def test_addresses_follow_the_scheme_and_host_that_the_blog_calls_its_own(archive):
    keep(archive, seen("a"))
    moved = replace(archive.blog(), url="https://lampe.example/")
    archive.blogs.keep_located(moved, page(SECOND))
    archive.blogs.add_hosts({"lampe.blogspot.com"})

    assert ["https://lampe.example/2018/02/a.html"] == [post.url for post in archive.view().posts()]
    assert frozenset({"lampe.blogspot.com"}) == archive.view().aliases()


def test_an_archive_without_a_blog_says_so(tmp_path):
    with Archive.create_or_open(tmp_path / "new") as archive, pytest.raises(ArchiveError, match="no blog yet"):
        archive.view().blog()


def test_an_archive_can_be_read_while_another_process_writes(archive):
    keep(archive, *(seen(f"p{number}") for number in range(20)))
    with Archive.open_existing(archive.path, write=False) as reader:
        posts = reader.view().posts()
        first = next(posts)
        keep(archive, seen("new", published="2017-01-01"))

        assert 20 == 1 + len(list(posts))
        assert first.title.startswith("Title")


def test_the_words_of_posts_can_be_searched(archive, read):
    keep(archive, seen("a", content_html="<p>A lamp in the <b>har</b>bour</p>"), seen("b"))
    if not read("SELECT name FROM sqlite_master WHERE name = 'search'"):
        pytest.skip("this SQLite was built without FTS5")

    found = "SELECT posts.title FROM search JOIN posts ON number = search.rowid WHERE search MATCH ?"
    archive.end_run(1, ended=FIRST, exit_code=0, counts={})
    assert [("Title a",)] == read(found, "harbour")
    archive.keep(document(seen("a", content_html="<p>gone</p>")), page(SECOND), run=1)
    archive.end_run(1, ended=SECOND, exit_code=0, counts={})
    assert [] == read(found, "harbour")
    assert [("Title a",)] == read(found, "gone")


# -- what is declared against what is held ------------------------------


def test_totals_count_what_is_shown(archive):
    keep(
        archive,
        seen("a", labels=("x",), comments=(comment("1"), comment("2"))),
        seen("b", url=HOME + "p/b.html", tells=ALL - {"type"}),
        seen("named", tells=frozenset({"url"})),
    )
    totals = archive.declared.totals()

    assert (1, 2, 1, 1) == (totals.posts, totals.comments, totals.labels, totals.authors)


def test_a_page_counts_as_a_page_even_if_only_its_address_says_so(archive):
    keep(archive, seen("b", url=HOME + "p/b.html", tells=ALL - {"type"}))

    assert (0, 1) == (archive.declared.totals().posts, archive.declared.totals().pages)


def test_posts_that_a_source_names_are_compared_with_those_held(archive):
    keep(archive, seen("a"))
    archive.mentions.note([url_of("a"), url_of("b").replace("https", "http")], "sitemap")

    assert [(url_of("b").replace("https", "http"), "sitemap")] == list(archive.mentions.not_held())
    assert [("sitemap", 2, 1)] == list(archive.mentions.counts())


def test_months_are_counted_by_the_blogs_own_clock(archive):
    keep(
        archive,
        seen("a", published="2018-02-28T23:30:00-11:00"),
        seen("b", published="2018-03-01T02:00:00-00:00"),
        seen("c", published="2018-03-05"),
    )
    for name, count in (("2018", 4), ("2018-02", 2), ("2018-03", 2)):
        archive.declared.keep(DocumentKind.ARCHIVE, name, count, HOME + name.replace("-", "/") + "/")

    assert [("2018-02", 2, 2), ("2018-03", 2, 1)] == list(archive.declared.month_counts())
    assert ["2018-03"] == list(archive.declared.months_that_differ())
    assert 4 == archive.declared.counts()["archive"]


def test_a_year_is_compared_where_its_months_are_not_all_named(archive):
    keep(archive, seen("a"))
    for name, count in (("2018", 3), ("2018-02", 1), ("2017", 1)):
        archive.declared.keep(DocumentKind.ARCHIVE, name, count, HOME)

    assert [("2017", 1, 0), ("2018", 3, 1)] == list(archive.declared.month_counts())


def test_posts_without_their_whole_body_are_named(archive):
    keep(archive, seen("a", extent=Extent.CUT), seen("b"))

    assert [url_of("a")] == list(archive.declared.posts_not_whole())


def test_posts_that_declare_more_comments_than_are_held_are_named(archive):
    tells = ALL | {"comment_count"}
    keep(
        archive,
        seen("a", number="5", comment_count=3, comments=(comment("1"),), tells=tells),
        seen("b", comment_count=0, tells=tells),
    )

    assert [(url_of("a"), "5", 3, 1)] == [
        (gap.url, gap.platform_id, gap.declared, gap.held) for gap in archive.declared.comment_gaps()
    ]


def test_notices_are_kept_by_run_and_once_each(archive):
    notice = Notice(code="post-missing", url=url_of("a"), detail="404")
    archive.notices.add(1, [notice, notice])
    archive.notices.add(archive.begin_run("repair", FIRST), [notice])

    assert [notice] == list(archive.notices.of(1))
    assert 2 == len(list(archive.notices.of()))
