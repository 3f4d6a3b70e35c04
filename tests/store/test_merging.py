from dataclasses import replace

import pytest
from store_sample import (
    ALL,
    BLOG,
    FIRST,
    HOME,
    SECOND,
    comment,
    document,
    feed,
    page,
    profile,
    seen,
    url_of,
)

from migrator.addresses.urls import author_id
from migrator.merge import Evidence
from migrator.model.documents import Extent, PageType, SeenPost
from migrator.model.schema import Author, Commenter, CommentStatus, Post, PostStatus, PostType
from migrator.store import Archive

COMMENTS = frozenset({"comments"})


def posts(archive):
    return list(archive.view().posts())


def keep(archive, *seen_posts, evidence=None, **options):
    return archive.keep(document(*seen_posts), evidence or page(), run=1, **options)


def of_comments_feed(number, *comments, url=""):
    return SeenPost(
        post=Post(id=number, platform_id=number, url=url, comments=comments), extent=Extent.NONE, tells=COMMENTS
    )


# -- who is meant ------------------------------


def test_a_post_known_by_its_address_gets_its_number_from_a_later_document(archive):
    keep(archive, seen("a"))
    keep(archive, seen("a", number="5"))

    assert ["5"] == [post.id for post in posts(archive)]


def test_a_post_known_by_its_number_takes_what_a_page_without_number_tells(archive):
    keep(archive, seen("a", number="5", title="Old"), evidence=feed())
    keep(archive, seen("a", title="New"), evidence=page(SECOND))

    assert [("5", "New")] == [(post.id, post.title) for post in posts(archive)]


def test_two_rows_are_joined_when_a_document_tells_that_they_are_one(archive):
    keep(archive, seen("a", comments=(comment("1"),), labels=("x",)))
    keep(archive, of_comments_feed("5", comment("2"), comment("1")))
    keep(archive, seen("a", number="5", tells=frozenset({"title"})), evidence=page(SECOND))

    [post] = posts(archive)
    assert "5" == post.id
    assert ["1", "2"] == [one.id for one in post.comments]
    assert ("x",) == post.labels
    assert "<p>Words of a</p>" == post.content_html


def test_the_same_address_in_any_spelling_is_the_same_post(archive):
    archive.blogs.add_hosts({"lampe.example"})
    for url in (
        "http://lampe.blogspot.de/2018/02/a.html",
        "https://lampe.example/2018/02/a.html?m=1",
        url_of("a") + "?showComment=9#c9",
    ):
        keep(archive, seen("a", url=url))

    assert [url_of("a")] == [post.url for post in posts(archive)]


def test_posts_that_share_an_old_archive_page_are_told_apart_by_their_numbers(archive):
    for number in ("85123456", "85123457"):
        keep(archive, seen(number, url=f"{HOME}2002_02_01_archive.html#{number}"))

    assert 2 == len(posts(archive))
    assert {f"{HOME}2002_02_01_archive.html#{number}" for number in ("85123456", "85123457")} == {
        post.url for post in posts(archive)
    }


def test_two_posts_that_had_one_address_stay_two(archive):
    keep(archive, seen("a", number="5", title="First"))
    keep(archive, seen("a", number="6", title="Second"), evidence=page(SECOND))
    keep(archive, seen("a", title="Second, edited"), evidence=page("2024-07-01T10:00:00Z"))

    assert {"5": "First", "6": "Second, edited"} == {post.id: post.title for post in posts(archive)}


def test_a_draft_has_no_address_and_is_known_by_its_number(archive):
    draft = seen("a", number="5", url="", status=PostStatus.DRAFT, tells=ALL | {"status"})
    keep(archive, draft)
    keep(archive, draft)

    assert [(PostStatus.DRAFT, "")] == [(post.status, post.url) for post in posts(archive)]


def test_a_post_that_nothing_identifies_is_told_and_the_others_are_kept(archive):
    result = keep(archive, seen("a", url=""), seen("b"))

    assert ["parse-failed"] == [notice.code for notice in result.notices]
    assert ["Title b"] == [post.title for post in posts(archive)]


def test_a_sitemap_names_posts_without_holding_them(archive):
    named = seen("a", tells=frozenset({"url", "updated", "type"}))
    result = keep(archive, named, evidence=Evidence(source="sitemap", as_of=FIRST))

    assert 0 == result.new_posts
    assert [] == posts(archive)


def test_new_posts_are_counted_once(archive):
    assert 2 == keep(archive, seen("a"), seen("b")).new_posts
    assert 0 == keep(archive, seen("a", number="5")).new_posts


def test_text_that_utf8_cannot_hold_does_not_stop_the_run(archive):
    keep(archive, seen("a", title="half \ud83d", comments=(comment("1", "<p>\udc00</p>"),)))

    assert ["half ?"] == [post.title for post in posts(archive)]


# -- type ------------------------------


def test_a_page_is_known_by_its_address_where_no_document_tells_its_type(archive):
    keep(archive, seen("a", url=HOME + "p/about.html", tells=ALL - {"type"}))

    assert [PostType.PAGE] == [post.type for post in posts(archive)]


# -- comments ------------------------------


def test_comments_wait_for_their_post(archive):
    keep(archive, of_comments_feed("5", comment("1")))
    assert [] == posts(archive)

    keep(archive, seen("a", number="5", tells=ALL - COMMENTS))

    assert [["1"]] == [[one.id for one in post.comments] for post in posts(archive)]


def test_an_import_makes_a_stub_for_comments_without_a_post(archive):
    result = keep(archive, of_comments_feed("5", comment("1"), url=url_of("a")), stubs=True)

    assert ["post-not-held"] == [notice.code for notice in result.notices]
    assert [("5", url_of("a"), "")] == [(post.id, post.url, post.content_html) for post in posts(archive)]


def test_a_stub_is_filled_by_a_later_document(archive):
    keep(archive, of_comments_feed("5", comment("1"), url=url_of("a")), stubs=True)
    result = keep(archive, seen("a", number="5"))

    assert 1 == result.new_posts
    assert ["<p>Words of a</p>"] == [post.content_html for post in posts(archive)]


def test_a_second_telling_of_a_stub_says_nothing_again(archive):
    for expected in (1, 0):
        result = keep(archive, of_comments_feed("5", comment("1"), url=url_of("a")), stubs=True)
        assert expected == len(result.notices)


def test_comments_are_the_union_of_what_all_documents_tell(archive):
    assert 2 == keep(archive, seen("a", number="5", comments=(comment("1"), comment("2")))).new_comments
    assert 1 == keep(archive, of_comments_feed("5", comment("2"), comment("3"))).new_comments

    assert ["1", "2", "3"] == [one.id for one in posts(archive)[0].comments]


def test_comments_come_by_time_then_by_id(archive):
    late, early = {"published": "2018-02-14T09:00:00+01:00"}, {"published": "2018-02-13T23:00:00-11:00"}
    keep(archive, seen("a", comments=(comment("3", published=None), comment("2", **early), comment("1", **late))))

    assert ["1", "2", "3"] == [one.id for one in posts(archive)[0].comments]


def test_a_removed_comment_keeps_author_and_place_but_shows_no_text(archive):
    keep(archive, seen("a", comments=(comment("1"), comment("2", parent_id="1"))))
    gone = comment("1", "", status=CommentStatus.REMOVED)
    keep(archive, seen("a", comments=(gone,)), evidence=page(SECOND))

    removed, answer = posts(archive)[0].comments
    assert (CommentStatus.REMOVED, "", "Bea") == (removed.status, removed.content_html, removed.author.name)
    assert "1" == answer.parent_id


@pytest.mark.parametrize("parents", [("1", None), ("2", "1"), ("9", None)], ids=["itself", "circle", "elsewhere"])
def test_a_parent_that_cannot_be_one_is_dropped(archive, parents):
    first, second = parents
    keep(archive, seen("a", comments=(comment("1", parent_id=first), comment("2", parent_id=second))))

    assert [None, None] == [one.parent_id for one in posts(archive)[0].comments]


def test_a_comment_is_the_blogs_own_by_profile_and_never_by_name(archive):
    own = comment("1", author=Commenter(name="Somebody", url=profile("123").replace("https", "http")))
    namesake = comment("2", author=Commenter(name="Ada"))
    marked = comment("3", is_blog_author=True)
    keep(archive, seen("a", comments=(own, namesake, marked)))

    assert [True, False, True] == [one.is_blog_author for one in posts(archive)[0].comments]


# -- authors ------------------------------


def test_an_author_by_name_alone_is_the_one_with_the_profile_and_that_name(archive):
    nameless = Author(id=author_id("Ada", None), name="Ada")
    archive.keep(document(seen("a")), page(), run=1)
    by_name = replace(document(seen("b", author=nameless.id)), authors=(nameless,))
    archive.keep(by_name, page(), run=1)

    assert ["123"] == [author.id for author in archive.view().authors()]
    assert 1 == archive.declared.totals().authors
    assert {"123"} == {post.author for post in posts(archive)}


def test_only_authors_of_shown_posts_are_listed(archive):
    other = Author(id="9", name="Zoe")
    archive.keep(replace(document(seen("a")), authors=(Author(id="123", name="Ada"), other)), page(), run=1)

    assert ["123"] == [author.id for author in archive.view().authors()]


# -- what changed ------------------------------


def revisions(read):
    return read("SELECT field, value, as_of, source, noted FROM revisions ORDER BY id")


def test_an_edit_keeps_what_stood_there_before(archive, read):
    keep(archive, seen("a", title="Old", content_html="<p>old</p>"))
    result = keep(archive, seen("a", title="New", content_html="<p>new</p>"), evidence=page(SECOND))

    assert 1 == result.changed_posts
    assert [
        ("title", "Old", FIRST, "page", SECOND),
        ("content_html", "<p>old</p>", FIRST, "page", SECOND),
    ] == revisions(read)


def test_labels_and_status_are_kept_as_they_were(archive, read):
    tells = ALL | {"status"}
    keep(archive, seen("a", labels=("x", "y")))
    keep(archive, seen("a", labels=("y",), status=PostStatus.REMOVED, tells=tells), evidence=page(SECOND))

    assert [("status", "published"), ("labels", "x, y")] == [row[:2] for row in revisions(read)]
    assert [PostStatus.REMOVED] == [post.status for post in posts(archive)]


def test_the_same_text_in_other_markup_is_no_edit(archive, read):
    keep(archive, seen("a", content_html="<p>Two&#32;words</p>"), evidence=feed())
    result = keep(archive, seen("a", content_html='<div style="a">Two words</div>'), evidence=page(SECOND))

    assert 0 == result.changed_posts
    assert [] == revisions(read)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<p><a href="https://a/">x</a></p>', '<p><a href="https://b/">x</a></p>'),
        ('<p><img src="https://a/1.png"/></p>', '<p><img src="https://a/2.png"/></p>'),
    ],
    ids=["link", "picture"],
)
def test_another_link_or_picture_is_an_edit(archive, read, before, after):
    keep(archive, seen("a", content_html=before))
    keep(archive, seen("a", content_html=after), evidence=page(SECOND))

    assert [before] == [row[1] for row in revisions(read)]


def test_a_whole_body_after_a_cut_one_is_no_edit(archive, read):
    keep(archive, seen("a", extent=Extent.CUT, content_html="<p>be</p>"), evidence=Evidence(source="list", as_of=FIRST))
    result = keep(archive, seen("a", content_html="<p>beginning and end</p>"), evidence=page(SECOND))

    assert 0 == result.changed_posts
    assert [] == revisions(read)


def test_an_older_document_that_comes_late_becomes_a_revision(archive, read):
    keep(archive, seen("a", title="New"), evidence=page(SECOND))
    result = keep(archive, seen("a", title="Old"))

    assert ["New"] == [post.title for post in posts(archive)]
    assert [("title", "Old", FIRST)] == [row[:3] for row in revisions(read)]
    assert 0 == result.changed_posts


def test_a_run_that_finds_all_as_it_was_changes_nothing(archive, read):
    keep(archive, seen("a", comments=(comment("1"),)))
    before = posts(archive)
    result = keep(archive, seen("a", comments=(comment("1"),)), evidence=page(SECOND))

    assert (0, 0, 0, ()) == (result.new_posts, result.changed_posts, result.new_comments, result.notices)
    assert before == posts(archive)
    assert [] == revisions(read)


# -- disagreements ------------------------------


def test_two_sources_of_one_run_that_disagree_are_told_with_both_values(archive):
    keep(archive, seen("a", number="5", title="Feed title"), evidence=feed())
    result = keep(archive, seen("a", number="5", title="Page title"))

    assert [("sources-disagree", url_of("a"))] == [(one.code, one.url) for one in result.notices]
    assert "'Page title' kept, 'Feed title' told as well" in result.notices[0].detail


def test_bodies_disagree_only_where_their_words_differ(archive):
    keep(archive, seen("a", content_html="<p>one two three</p>"), evidence=feed())
    same = keep(archive, seen("a", content_html="<div>one two <b>three</b></div>"))
    other = keep(archive, seen("a", content_html="<p>one 2 three</p>"), evidence=feed())

    assert () == same.notices
    assert "from word 2: 'two three', '2 three'" in other.notices[0].detail


# -- the blog ------------------------------


def test_the_blog_of_single_documents_does_not_move_the_home(archive):
    told = replace(document(seen("a")), blog=replace(BLOG, url="http://lampe.blogspot.com/", description="Light"))
    archive.keep(told, page(SECOND), run=1)

    blog = archive.blog()
    assert (HOME, "Light", SECOND) == (blog.url, blog.description, blog.crawled_at)


def test_a_post_is_kept_before_anything_tells_of_the_blog(tmp_path):
    with Archive.create_or_open(tmp_path / "new") as archive:
        run = archive.begin_run("import", FIRST)
        archive.keep(document(seen("a"), page_type=PageType.FEED), feed(), run=run)
        archive.keep(replace(document(seen("a", number="5")), blog=BLOG), feed(), run=run)

        assert ["5"] == [post.id for post in posts(archive)]


def test_a_body_told_again_by_another_source_of_an_unchanged_post_changes_nothing(archive, read):
    tells = ALL | {"updated"}
    body, links = '<p>See <a href="/a">this</a></p>', '<p>See <a href="https://lampe.blogspot.com/a">this</a></p>'
    archive.keep(document(seen("a", updated=FIRST, content_html=body, tells=tells)), feed(FIRST), run=1)
    archive.keep(document(seen("a", updated=FIRST, content_html=links, tells=tells)), page(SECOND), run=1)

    assert [body] == [post.content_html for post in archive.view().posts()]
    assert [] == read("SELECT field FROM revisions")


def test_a_body_told_by_another_source_is_an_edit_only_if_its_words_differ(archive, read):
    archive.keep(document(seen("a", content_html='<p>See <a href="/a">this</a></p>')), feed(FIRST), run=1)
    archive.keep(document(seen("a", content_html='<p>See <a href="/b">this</a></p>')), page(SECOND), run=1)
    assert [] == read("SELECT field FROM revisions")

    archive.keep(document(seen("a", content_html="<p>See that</p>")), feed("2024-07-01T10:00:00Z"), run=1)
    assert [("content_html",)] == read("SELECT field FROM revisions")


def test_a_text_that_was_changed_before_a_killed_reading_went_on_is_kept(archive, read):
    archive.keep(document(seen("a", content_html="<p>Old words</p>", updated="2018-02-12T09:00:00Z")), feed(), run=1)
    archive.keep(document(seen("a", content_html="<p>New words</p>", updated="2018-02-13T09:00:00Z")), feed(), run=1)
    texts = {value for (value,) in read("SELECT value FROM revisions WHERE field = 'content_html'")}
    texts |= {value for (value,) in read("SELECT content_html FROM posts")}

    assert {"<p>Old words</p>", "<p>New words</p>"} == texts


def untimed(text, **values):
    """A post whose document does not tell when it was last changed, as many a page does not."""
    return seen("a", content_html=f"<p>{text}</p>", tells=ALL - {"updated"}, **values)


def test_the_text_that_a_killed_run_read_is_kept_when_the_run_that_goes_on_reads_another_one(archive, read):
    killed = archive.begin_run("crawl", FIRST)
    archive.keep(document(untimed("Old words", title="Old", labels=("x",))), feed(), run=killed)
    archive.close()
    with Archive.open_existing(archive.path, write=True) as again:
        resumed = again.begin_run("crawl", SECOND)
        again.keep(document(untimed("New words", title="New", labels=("y",))), page(), run=resumed)

    kept = {("title", "Old"), ("labels", "x"), ("content_html", "<p>Old words</p>")}
    assert kept == set(read("SELECT field, value FROM revisions"))


def test_page_and_feed_of_the_run_that_goes_on_are_compared_with_the_killed_run_alone(archive, read):
    killed = archive.begin_run("crawl", FIRST)
    archive.keep(document(untimed("Words")), feed(), run=killed)
    resumed = archive.begin_run("crawl", SECOND)
    archive.keep(document(untimed("Words")), feed(), run=resumed)
    archive.keep(document(untimed("Words and a caption")), page(), run=resumed)

    assert [] == read("SELECT value FROM revisions")


def test_what_page_and_feed_of_one_run_tell_otherwise_is_no_edit(archive, read):
    run = archive.begin_run("crawl", FIRST)
    archive.keep(document(untimed("Words")), feed(), run=run)
    archive.keep(document(untimed("Words and a caption")), page(), run=run)

    assert [] == read("SELECT value FROM revisions")


def test_captures_of_two_runs_that_are_read_again_keep_both_texts(archive, read):
    again = archive.begin_run("reparse", SECOND)
    archive.keep(document(untimed("Old words")), feed(), run=again, read_in=1)
    archive.keep(document(untimed("New words")), page(), run=again, read_in=2)

    assert [("<p>Old words</p>",)] == read("SELECT value FROM revisions")


def test_what_was_held_before_captures_are_read_again_is_no_other_text(archive, read):
    archive.keep(document(untimed("Words")), feed(), run=1)
    archive.close()
    with Archive.open_existing(archive.path, write=True) as again:
        again.keep(document(untimed("Words and a caption")), page(), run=3, read_in=1)

    assert [] == read("SELECT value FROM revisions")


def test_two_rows_that_turn_out_to_be_one_post_keep_the_texts_of_both(archive, read):
    keep(archive, seen("a", content_html="<p>Old words</p>"))
    keep(archive, seen("b", number="5", content_html="<p>New words</p>"), evidence=feed(SECOND))
    keep(archive, seen("a", number="5", tells=frozenset({"type"})), evidence=page(SECOND))

    assert ["5"] == [post.id for post in posts(archive)]
    assert [("<p>Old words</p>",)] == read("SELECT value FROM revisions WHERE field = 'content_html'")
