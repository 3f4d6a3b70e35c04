from migrator.addresses.urls import BlogAddress
from migrator.model.documents import Declared, DocumentKind, Links, PageType, Parsed, SeenPost
from migrator.model.schema import Comment, Commenter, Post
from migrator.sources.feeds import FeedsSource
from migrator.sources.window import Window

HOME = "https://example.blogspot.com/"


def source(window: Window | None = None) -> FeedsSource:
    return FeedsSource(BlogAddress(HOME), window or Window())


def feed(count: int, *, total: int | None, start: int = 1, following: str | None = None) -> Parsed:
    return Parsed(
        page_type=PageType.FEED,
        url=HOME,
        posts=tuple(SeenPost(post=Post(id=str(number), url="")) for number in range(count)),
        declared=Declared(feed_total=total, start_index=start),
        links=Links(next_feed=following),
    )


def test_three_feeds_are_the_seeds():
    assert [DocumentKind.POSTS_FEED, DocumentKind.PAGES_FEED, DocumentKind.COMMENTS_FEED] == [
        seed.kind for seed in source().seeds()
    ]


def test_the_next_page_begins_after_the_entries_really_given():
    first = next(iter(source().seeds()))

    (following,) = source().follow(first, feed(25, total=51))

    assert "start-index=26&" in following.url + "&"


def test_the_last_page_has_no_next():
    first = next(iter(source().seeds()))

    assert [] == list(source().follow(first, feed(1, total=51, start=51)))


def test_an_empty_page_ends_a_feed_that_declares_more():
    first = next(iter(source().seeds()))

    assert [] == list(source().follow(first, feed(0, total=51, start=26)))


def test_a_comments_feed_counts_comments_not_posts():
    comments = tuple(Comment(id=str(number), author=Commenter(name="A")) for number in range(4))
    parsed = Parsed(
        page_type=PageType.FEED,
        url=HOME,
        posts=(SeenPost(post=Post(id="1", url="", comments=comments)),),
        declared=Declared(feed_total=9, start_index=1),
    )
    seed = list(source().seeds())[2]

    (following,) = source().follow(seed, parsed)

    assert "start-index=5&" in following.url + "&"


def test_a_window_bounds_the_posts_feed_a_day_wider():
    first = next(iter(source(Window.of("2018-02", "2018-02-10")).seeds()))

    assert "published-min=2018-01-31T00:00:00Z" in first.url
    assert "published-max=2018-02-12T00:00:00Z" in first.url
