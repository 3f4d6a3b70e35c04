from migrator.crawl.feed_trust import sample
from migrator.model.documents import PageType, Parsed, SeenPost
from migrator.model.schema import Post


def feed(*bodies: str) -> Parsed:
    posts = tuple(
        SeenPost(post=Post(id=str(n), url=f"https://example.org/{n}.html", content_html=body))
        for n, body in enumerate(bodies)
    )
    return Parsed(page_type=PageType.FEED, url="https://example.org/", posts=posts)


def test_without_any_jump_break_the_shortest_posts_are_looked_at():
    bodies = ["x" * (100 + 10 * n) for n in range(40)]
    bodies[17] = "cut"

    assert "17" == sample(feed(*bodies))[0].post.id
    assert 8 == len(sample(feed(*bodies)))


def test_a_jump_break_in_the_feed_proves_that_it_does_not_end_there():
    bodies = ["x" * (100 + 10 * n) for n in range(40)] + ['before<a name="more"></a>after']

    assert 3 == len(sample(feed(*bodies)))


def test_an_empty_feed_has_no_sample():
    assert () == sample(feed())
