import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.merge import (
    SOURCES,
    Evidence,
    HeldComment,
    HeldPost,
    disagreements,
    evidence_for,
    join_blogs,
    join_comments,
    join_posts,
    observed_blog,
    observed_comment,
    observed_post,
    tells_substance,
)
from migrator.model.documents import Extent, PageType, Parsed, SeenPost
from migrator.model.schema import Blog, Comment, Commenter, CommentStatus, Location, Post, PostStatus

MAY, JUNE = "2024-05-01T10:00:00Z", "2024-06-01T10:00:00Z"
URL = "https://lampe.blogspot.com/2018/02/a.html"


def told(source="page", as_of=MAY, *, extent=Extent.FULL, trusted_feed=True, **fields):
    evidence = Evidence(source=source, as_of=as_of, trusted_feed=trusted_feed)
    return observed_post(
        SeenPost(post=Post(id="1", url=URL, **fields), extent=extent, tells=frozenset(fields)), evidence
    )


def test_a_field_that_a_document_does_not_tell_changes_nothing():
    assert "Lamp" == join_posts(told(title="Lamp"), told("feed", JUNE, labels=("x",))).title.value


def test_the_newer_run_wins_between_equally_precise_values():
    assert "New" == join_posts(told(title="Old"), told("feed", JUNE, title="New")).title.value


def test_the_page_wins_between_equally_precise_values_of_one_run():
    assert "Page" == join_posts(told("feed", title="Feed"), told("page", title="Page")).title.value


def test_a_whole_body_stands_against_a_newer_cut_one():
    whole, cut = told(content_html="<p>all</p>"), told("list", JUNE, extent=Extent.CUT, content_html="<p>a</p>")

    assert "<p>all</p>" == join_posts(whole, cut).content_html.value
    assert Extent.FULL is join_posts(whole, cut).extent


def test_a_body_from_a_feed_that_was_found_cut_counts_as_cut():
    cut = told("feed", JUNE, trusted_feed=False, content_html="<p>a</p>")

    assert Extent.CUT is cut.extent
    assert "<p>all</p>" == join_posts(told(content_html="<p>all</p>"), cut).content_html.value


def test_an_empty_body_does_not_push_out_a_text():
    assert (
        "<p>a</p>"
        == join_posts(told("feed", content_html="<p>a</p>"), told("page", content_html="")).content_html.value
    )


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("2018-02-12T08:00:00.001+01:00", "2018-02-12T08:00:00+01:00"),
        ("2018-02-12T08:00:00+01:00", "2018-02-12T07:00:00.001-00:00"),
        ("2018-02-12T07:00:00-00:00", "2018-02-12"),
        ("2018-02-12", None),
    ],
)
def test_the_more_precise_time_wins_even_if_it_is_older(better, worse):
    assert better == join_posts(told(published=better), told("feed", JUNE, published=worse)).published.value


def test_a_later_edit_is_news_even_if_it_is_told_without_milliseconds():
    before, after = "2018-02-12T08:00:00.001+01:00", "2024-05-20T08:00:00-00:00"

    assert after == join_posts(told("feed", updated=before), told("sitemap", JUNE, updated=after)).updated.value


def test_of_one_run_the_more_precise_time_of_an_edit_wins():
    exact, plain = "2018-02-12T08:00:00.001+01:00", "2018-02-12T07:00:00-00:00"

    assert exact == join_posts(told("sitemap", updated=plain), told("feed", updated=exact)).updated.value


def test_an_author_with_a_profile_stands_against_a_bare_name():
    assert "123" == join_posts(told("feed", author="123"), told("page", JUNE, author="n-0123456789abcdef")).author.value


def test_labels_keep_the_order_of_the_page_when_a_newer_feed_tells_the_same_ones():
    joined = join_posts(told("page", labels=("b", "a")), told("feed", JUNE, labels=("a", "b")))

    assert ("b", "a") == joined.labels_in_order


def test_other_labels_of_a_newer_feed_replace_those_of_the_page():
    assert ("c",) == join_posts(told("page", labels=("b", "a")), told("feed", JUNE, labels=("c",))).labels_in_order


def test_label_pages_tell_one_label_each_where_no_document_tells_all():
    def listed(label, as_of=MAY):
        seen = SeenPost(post=Post(id="1", url=URL), tells=frozenset({"title"}), listed_under=label)
        return observed_post(seen, Evidence(source="list", as_of=as_of))

    assert ("a", "b") == join_posts(listed("b"), listed("a")).labels_in_order
    assert ("c",) == join_posts(join_posts(listed("b"), listed("a")), listed("c", JUNE)).labels_in_order
    assert ("x",) == join_posts(listed("b", JUNE), told("page", labels=("x",))).labels_in_order


def test_a_location_with_coordinates_stands_against_a_name_alone():
    exact, name = Location(name="Lyon", latitude=45.7, longitude=4.8), Location(name="Lyon")

    assert exact == join_posts(told("feed", location=exact), told("page", JUNE, location=name)).location.value


def test_a_feeds_count_of_comments_stands_above_a_pages_heading_of_the_same_run():
    assert 1 == join_posts(told("page", comment_count=0), told("feed", comment_count=1)).comment_count.value
    assert 2 == join_posts(told("page", JUNE, comment_count=2), told("feed", comment_count=1)).comment_count.value


def test_a_post_that_is_seen_again_is_published_again():
    removed = told("feed", MAY, status=PostStatus.REMOVED)

    assert PostStatus.PUBLISHED is join_posts(removed, told("page", JUNE, title="Back")).status.value


def test_a_draft_stays_a_draft_when_an_older_crawl_is_merged_in():
    draft = told("backup", JUNE, status=PostStatus.DRAFT)

    assert PostStatus.DRAFT is join_posts(draft, told("page", MAY, title="Lamp")).status.value


# -- comments and the blog ------------------------------


def comment_told(source="page", as_of=MAY, **fields):
    given = {"author": Commenter(name="Bea"), "published": "2018-02-13", "content_html": "<p>Yes</p>"} | fields
    return observed_comment(Comment(id="9", **given), Evidence(source=source, as_of=as_of))


def test_a_removed_comment_wins_only_from_a_newer_run():
    gone = {"status": CommentStatus.REMOVED, "content_html": ""}

    assert CommentStatus.PUBLISHED is join_comments(comment_told(), comment_told("feed", MAY, **gone)).status.value
    assert CommentStatus.REMOVED is join_comments(comment_told(), comment_told("feed", JUNE, **gone)).status.value


def test_a_parent_that_one_document_tells_stays_when_a_newer_one_tells_none():
    assert "8" == join_comments(comment_told("feed", parent_id="8"), comment_told("page", JUNE)).parent_id.value


def test_a_commenter_keeps_the_name_of_the_page_and_the_avatar_of_the_feed():
    page = comment_told("page", author=Commenter(name="Anonyme"))
    joined = join_comments(
        comment_told("comments-feed", author=Commenter(name="Anonymous", avatar="https://a/b.png")), page
    )

    assert "Anonyme" == joined.author.value.name
    assert "https://a/b.png" == joined.avatar.value


def test_the_located_home_stands_above_what_a_page_calls_the_home():
    found = observed_blog(Blog(url="https://lampe.example/"), Evidence(source="located", as_of=MAY))
    said = observed_blog(Blog(url="http://lampe.blogspot.com/"), Evidence(source="page", as_of=JUNE))

    assert "https://lampe.example/" == join_blogs(found, said).url.value


def test_a_language_with_its_region_stands_above_one_without():
    exact = observed_blog(Blog(url=URL, language="pt-BR"), Evidence(source="page", as_of=MAY))
    plain = observed_blog(Blog(url=URL, language="pt"), Evidence(source="feed", as_of=JUNE))

    assert "pt-BR" == join_blogs(exact, plain).language.value


# -- what a document is ------------------------------


def parsed(page_type, *tells):
    posts = tuple(SeenPost(post=Post(id="1", url=URL), tells=frozenset(names)) for names in tells)
    return Parsed(page_type=page_type, url=URL, posts=posts)


@pytest.mark.parametrize(
    ("source", "document"),
    [
        ("page", parsed(PageType.POST, {"title"})),
        ("page", parsed(PageType.PAGE, {"title"})),
        ("list", parsed(PageType.HOME, {"title"})),
        ("feed", parsed(PageType.FEED, {"title", "content_html"})),
        ("comments-feed", parsed(PageType.FEED, {"comments"})),
        ("sitemap", parsed(PageType.FEED, {"type", "url", "slug", "updated"})),
    ],
)
def test_a_document_is_worth_what_it_turned_out_to_be(source, document):
    assert source == evidence_for(document, as_of=MAY).source


def test_a_sitemap_only_names_a_post():
    assert not tells_substance(SeenPost(post=Post(id="1", url=URL), tells=frozenset({"url", "updated", "type"})))


# -- disagreements ------------------------------


def fields_of(one, other):
    return [found.field for found in disagreements(one, other)]


def test_two_sources_of_one_run_that_tell_different_titles_disagree():
    found = next(disagreements(told("feed", title="Feed"), told("page", title="Page")))

    assert ("title", "Page", "Feed") == (found.field, found.ours, found.theirs)


def test_a_change_between_two_runs_is_no_disagreement():
    assert [] == fields_of(told("feed", title="Old"), told("page", JUNE, title="New"))


def test_the_same_labels_in_another_order_are_no_disagreement():
    assert [] == fields_of(told("feed", labels=("a", "b")), told("page", labels=("b", "a")))
    assert ["labels"] == fields_of(told("feed", labels=("a", "b")), told("page", labels=("b",)))


def test_days_are_compared_however_precisely_they_are_told():
    exact = told("feed", published="2018-02-12T08:00:00+01:00")

    assert [] == fields_of(exact, told("page", published="2018-02-12"))
    assert ["published"] == fields_of(exact, told("page", published="2018-02-13"))


def test_where_the_offset_is_unknown_the_neighbouring_day_is_no_disagreement():
    assert [] == fields_of(told("feed", published="2018-02-12T23:30:00-00:00"), told("page", published="2018-02-13"))


def test_a_cut_body_does_not_disagree_with_a_whole_one():
    cut = told("list", extent=Extent.CUT, content_html="<p>a</p>")

    assert [] == fields_of(cut, told("page", content_html="<p>all</p>"))


# -- the lattice ------------------------------

_EVIDENCE = st.builds(
    Evidence,
    # Few sources and times, so that ties, which are where order could creep in, are common.
    source=st.sampled_from(["page", "page", "feed", SOURCES[-1]]),
    as_of=st.sampled_from([MAY, JUNE]),
    trusted_feed=st.booleans(),
)
_TIMES = st.sampled_from(
    [None, "2018-02-12", "2018-02-13", "2018-02-12T08:00:00+01:00", "2018-02-12T07:00:00.001-00:00"]
)
_POSTS = st.builds(
    Post,
    id=st.just("1"),
    url=st.sampled_from([URL, URL.replace("https", "http")]),
    title=st.sampled_from(["", "A", "B"]),
    status=st.sampled_from(PostStatus),
    published=_TIMES,
    updated=_TIMES,
    author=st.sampled_from([None, "1", "2", "n-a"]),
    labels=st.permutations(["a", "b", "c"]).flatmap(lambda all_: st.sampled_from([tuple(all_), tuple(all_[:2]), ()])),
    content_html=st.sampled_from(["", "<p>a</p>", "<p>b</p>"]),
    comment_count=st.sampled_from([None, 0, 3]),
    location=st.sampled_from([None, Location(name="L"), Location(name="L", latitude=1.0, longitude=2.0)]),
)
_TELLS = st.frozensets(
    st.sampled_from(
        [
            "title",
            "status",
            "published",
            "updated",
            "author",
            "labels",
            "content_html",
            "comment_count",
            "location",
            "type",
        ]
    )
)
_SEEN = st.builds(
    SeenPost, post=_POSTS, extent=st.sampled_from(Extent), tells=_TELLS, listed_under=st.sampled_from(["", "x", "y"])
)
_OBSERVED = st.builds(observed_post, _SEEN, _EVIDENCE)
_COMMENTS = st.builds(
    Comment,
    id=st.just("9"),
    author=st.builds(
        Commenter,
        name=st.sampled_from(["", "Bea"]),
        url=st.sampled_from([None, "u"]),
        avatar=st.sampled_from([None, "v"]),
    ),
    parent_id=st.sampled_from([None, "7", "8"]),
    published=_TIMES,
    content_html=st.sampled_from(["", "<p>a</p>", "<p>b</p>"]),
    status=st.sampled_from(CommentStatus),
    is_blog_author=st.booleans(),
)


def joined(join, empty, observations):
    state = empty
    for one in observations:
        state = join(state, one)
    return state


@given(st.lists(_OBSERVED, max_size=6), st.data())
def test_posts_come_out_the_same_in_any_order_and_however_often(observations, data):
    again = data.draw(
        st.permutations(
            observations + data.draw(st.lists(st.sampled_from(observations), max_size=3)) if observations else []
        )
    )

    assert joined(join_posts, HeldPost(), observations) == joined(join_posts, HeldPost(), again)


@given(st.lists(_OBSERVED, min_size=2, max_size=6), st.integers(1, 5))
def test_two_archives_joined_are_as_one_that_saw_everything(observations, cut):
    one = joined(join_posts, HeldPost(), observations[:cut])
    other = joined(join_posts, HeldPost(), observations[cut:])

    assert joined(join_posts, HeldPost(), observations) == join_posts(one, other) == join_posts(other, one)


@given(st.lists(st.builds(observed_comment, _COMMENTS, _EVIDENCE), max_size=6), st.data())
def test_comments_come_out_the_same_in_any_order_and_however_often(observations, data):
    again = data.draw(st.permutations(observations * 2))

    assert joined(join_comments, HeldComment(), observations) == joined(join_comments, HeldComment(), again)


@given(_OBSERVED, _OBSERVED)
def test_a_join_invents_nothing(one, other):
    both = join_posts(one, other)

    assert both.title in {one.title, other.title}
    assert both.content_html in {one.content_html, other.content_html}
