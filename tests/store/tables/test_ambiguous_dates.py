"""Dates that their own document leaves open: what settles them, and what leaves them open."""

from dataclasses import replace
from itertools import permutations

import pytest
from store_sample import BLOG, FIRST, HOME, SECOND, comment, document, feed, page, seen, told

from migrator.model.documents import OpenDate
from migrator.model.notices import Notice
from migrator.store import Archive

DAY_FIRST, MONTH_FIRST = "2018-12-02", "2018-02-12"
READINGS = (("dmy/", DAY_FIRST), ("mdy/", MONTH_FIRST))


def left_open(name="a", *, comment_id="", **fields):
    """Give a document of a post whose date, or whose comment's date, can be two days."""
    one = OpenDate(comment=comment_id, readings=READINGS)
    published = "2018-02-12T08:00:00+01:00" if comment_id else None
    return document(replace(seen(name, **{"published": published} | fields), open_dates=(one,)))


def proving(*orders, name="z"):
    return replace(document(seen(name)), orders=orders)


def day_of(archive, name="a"):
    return next(post.published for post in archive.view().posts() if post.url.endswith(f"/{name}.html"))


def settled(archive, *documents):
    for parsed, evidence in documents:
        archive.keep(parsed, evidence, run=1)
    archive.settle_dates(1, [])
    return day_of(archive)


def test_an_order_that_another_date_proves_settles_an_open_one(archive):
    assert settled(archive, (left_open(), page()), (proving(("post", "dmy/")), page())) == DAY_FIRST


def test_without_any_proof_a_date_stays_open(archive):
    assert settled(archive, (left_open(), page())) is None


def test_orders_that_contradict_each_other_leave_it_open_with_a_notice(archive):
    proof = proving(("post", "dmy/"), ("post", "mdy/"))

    assert settled(archive, (left_open(), page()), (proof, page())) is None
    detail = "1 dates stay open: other dates of this blog prove day/month/year and month/day/year"
    assert [Notice(code="ambiguous-date", url=HOME, detail=detail)] == archive.settle_dates(1, [])


def test_a_proof_of_another_separator_proves_nothing(archive):
    assert settled(archive, (left_open(), page()), (proving(("post", "dmy.")), page())) is None


def test_dates_of_comments_count_for_posts_where_no_date_of_a_post_proves_anything(archive):
    assert settled(archive, (left_open(), page()), (proving(("comment", "dmy/")), page())) == DAY_FIRST


def test_dates_of_posts_count_for_posts_before_those_of_comments(archive):
    proof = proving(("post", "mdy/"), ("comment", "dmy/"))

    assert settled(archive, (left_open(), page()), (proof, page())) == MONTH_FIRST


def test_what_the_same_run_proves_counts_before_what_a_later_one_does(archive):
    """An owner may have changed the format in between."""
    proofs = (proving(("post", "dmy/")), page(FIRST)), (proving(("post", "mdy/")), page(SECOND))

    assert settled(archive, (left_open(), page(FIRST)), *proofs) == DAY_FIRST


def test_a_feed_that_tells_one_post_exactly_proves_what_the_pages_of_others_mean(archive):
    exact = document(seen("b", published="2018-12-01T23:30:00-00:00"))

    assert settled(archive, (left_open("a"), page()), (left_open("b"), page()), (exact, feed())) == DAY_FIRST


def test_the_date_of_a_comment_is_settled_too(archive):
    undated = comment("5", published=None)
    settled(archive, (left_open(comment_id="5", comments=(undated,)), page()), (proving(("comment", "dmy/")), page()))

    assert [DAY_FIRST] == [one.published for post in archive.view().posts() for one in post.comments]


@pytest.mark.parametrize("as_of", [FIRST, SECOND])
def test_any_document_that_tells_the_time_stands_above_what_was_settled(archive, as_of):
    settled(archive, (left_open(), page(SECOND)), (proving(("post", "dmy/")), page(SECOND)))

    assert settled(archive, (document(seen("a", published="2018-02-12")), page(as_of))) == "2018-02-12"


def test_a_later_contradiction_opens_a_settled_date_again(archive):
    settled(archive, (left_open(), page()), (proving(("post", "dmy/")), page()))

    assert settled(archive, (proving(("post", "mdy/"), name="y"), page())) is None


def test_the_order_of_documents_leaves_no_trace(tmp_path):
    documents = [
        (left_open("a", comment_id=""), page(FIRST)),
        (left_open("b", comment_id="5", comments=(comment("5", published=None),)), page(SECOND)),
        (document(seen("c", published="2018-12-02T10:00:00+01:00")), feed()),
        (left_open("c"), page(FIRST)),
    ]
    outcomes = []
    for number, order in enumerate(permutations(documents)):
        with Archive.create_or_open(tmp_path / str(number)) as archive:
            archive.begin_run("import", FIRST)
            archive.blogs.keep_located(BLOG, page())
            for parsed, evidence in order:
                archive.keep(parsed, evidence, run=1)
                archive.settle_dates(1, [])
            outcomes.append(told(archive))

    assert DAY_FIRST in {post.published for post in outcomes[0][2]}
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_the_notice_of_a_date_goes_with_its_settling(archive):
    notice = Notice(code="ambiguous-date", url=f"{HOME}2018/02/a.html", detail="'2/12/2018' can be either")
    archive.notices.add(1, [notice])
    archive.keep(left_open(), page(), run=1)
    before = archive.settle_dates(1, [notice])
    archive.keep(proving(("post", "dmy/")), page(), run=1)
    after = archive.settle_dates(1, [notice])

    assert [notice] == before
    assert ["date-by-blog"] == [one.code for one in after]
    assert ["date-by-blog"] == [one.code for one in archive.notices.of()]
