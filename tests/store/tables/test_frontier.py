import pytest
from store_sample import FIRST, HOME, SECOND, document, page, seen, url_of

from migrator.model.documents import DocumentKind, Reference, Validators
from migrator.store import Archive


def post(name, *, reason="test", priority=0, kind=DocumentKind.POST):
    return Reference(url=url_of(name), kind=kind, reason=reason, priority=priority)


def taken(archive, limit=10, kinds=None):
    return [reference.url for reference in archive.frontier.peek(limit, kinds)]


def test_references_come_by_priority_then_in_the_order_they_were_found(archive):
    archive.frontier.enqueue([post("a"), post("b", priority=5), post("c")])

    assert [url_of("b"), url_of("a"), url_of("c")] == taken(archive)


def test_only_so_many_are_taken_and_only_of_the_kinds_asked_for(archive):
    archive.frontier.enqueue([post("a"), post("b"), post("c", kind=DocumentKind.PAGE)])

    assert [url_of("a")] == taken(archive, 1)
    assert [url_of("c")] == taken(archive, 5, [DocumentKind.PAGE])


def test_one_document_under_many_addresses_is_queued_once(archive):
    archive.blogs.add_hosts({"lampe.example"})
    twins = (
        "http://lampe.blogspot.com/2018/02/a.html",
        "http://www.lampe.blogspot.co.uk/2018/02/a.html?m=1",
        "https://lampe.example/2018/02/a.html?showComment=1",
    )
    new = archive.frontier.enqueue(
        [post("a"), *(Reference(url=url, kind=DocumentKind.POST, reason="twin") for url in twins)]
    )

    assert 1 == new
    assert [url_of("a")] == taken(archive)


def test_the_first_reason_stays_and_further_ones_are_remembered(archive, read):
    archive.frontier.enqueue([post("a", reason="the home page")])
    archive.frontier.enqueue(
        [post("a", reason="the sitemap"), post("a", reason="the home page"), post("a", reason="the sitemap")]
    )

    assert [("the home page", "the sitemap\n")] == read("SELECT reason, further_reasons FROM frontier")


def test_reasons_of_a_popular_page_do_not_grow_without_end(archive, read):
    for number in range(200):
        archive.frontier.enqueue([post("a", reason=f"linked from page {number}")])

    assert 400 > read("SELECT length(further_reasons) FROM frontier")[0][0]


def test_what_is_taken_stays_queued_until_it_is_finished(archive):
    archive.frontier.enqueue([post("a")])
    archive.frontier.peek(1)

    assert [url_of("a")] == taken(archive)
    archive.frontier.settle(post("a"), "done", status=200)
    assert [] == taken(archive)


def test_references_are_counted_by_state(archive):
    archive.frontier.enqueue([post(name) for name in "abcd"])
    archive.frontier.settle(post("a"), "done", status=200)
    archive.frontier.settle(post("b"), "failed", status=500, error="it broke")

    assert {"queued": 2, "done": 1, "failed": 1} == archive.frontier.counts()
    archive.close()
    with Archive.open_existing(archive.path, write=False) as again:
        assert {"queued": 2, "done": 1, "failed": 1} == again.frontier.counts()


def test_a_reference_that_was_never_queued_can_be_finished(archive):
    archive.frontier.settle(post("a"), "skipped", status=None, error="robots.txt")

    assert {"skipped": 1} == {state: count for state, count in archive.frontier.counts().items() if count}


def test_an_unknown_state_is_a_mistake_of_the_caller(archive):
    with pytest.raises(ValueError, match="finished"):
        archive.frontier.settle(post("a"), "finished", status=200)


def test_a_new_run_queues_again_what_it_asks_for(archive):
    archive.frontier.enqueue([post("a"), post("b", kind=DocumentKind.PAGE)])
    for reference in archive.frontier.peek(5):
        archive.frontier.settle(reference, "done", status=200)

    assert 1 == archive.frontier.requeue([DocumentKind.PAGE])
    assert [url_of("b")] == taken(archive)
    assert {"queued": 1, "done": 1} == archive.frontier.counts()


def test_validators_outlive_an_answer_that_repeats_none(archive):
    archive.frontier.settle(post("a"), "done", status=200, etag='"x"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    archive.frontier.settle(post("a"), "done", status=304)

    assert Validators(etag='"x"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT") == archive.frontier.validators(
        url_of("a")
    )
    assert Validators() == archive.frontier.validators(url_of("b"))


def test_a_url_is_known_when_it_is_queued_or_its_post_is_held(archive):
    archive.frontier.enqueue([post("a")])
    archive.keep(document(seen("b")), page(), run=1)

    assert [True, True, False] == [archive.known(url_of(name)) for name in "abc"]
    assert archive.known(url_of("b").replace("https", "http") + "?m=1")


# -- going on after a run that was cut short ------------------------------


def second_run(archive):
    return archive.begin_run("crawl", SECOND)


def end(archive, code, run=1):
    archive.end_run(run, ended=FIRST, exit_code=code, counts={"requests": 3})


def test_a_run_that_was_killed_while_reading_is_gone_on_with(archive):
    archive.frontier.enqueue([post("a")])

    assert archive.runs.cut_short("crawl")
    assert archive.runs.resuming(second_run(archive))


def test_a_run_that_was_killed_after_reading_everything_is_gone_on_with(archive):
    archive.frontier.settle(post("a"), "done", status=200)

    assert archive.runs.resuming(second_run(archive))


def test_a_run_that_was_killed_before_reading_anything_is_begun_anew(archive):
    robots = Reference(url=HOME + "robots.txt", kind=DocumentKind.ROBOTS, reason="asked first")
    archive.frontier.settle(robots, "done", status=200)

    assert not archive.runs.resuming(second_run(archive))


def test_a_run_that_came_to_its_end_is_not_gone_on_with(archive):
    archive.frontier.settle(post("a"), "done", status=200)
    end(archive, 0)

    assert not archive.runs.resuming(second_run(archive))


def test_a_run_that_used_up_its_requests_is_gone_on_with(archive):
    archive.frontier.enqueue([post("a")])
    end(archive, 3)

    assert archive.runs.resuming(second_run(archive))


def test_going_on_may_itself_be_cut_short(archive):
    archive.frontier.settle(post("a"), "done", status=200)
    second_run(archive)

    assert archive.runs.resuming(archive.begin_run("crawl", "2024-07-01T10:00:00Z"))


def test_runs_of_other_commands_do_not_matter(archive):
    archive.frontier.enqueue([post("a")])
    end(archive, 130)
    archive.begin_run("reparse", SECOND)

    assert archive.runs.resuming(archive.begin_run("crawl", "2024-07-01T10:00:00Z"))
    assert not archive.runs.cut_short("import")


def test_an_unfinished_run_is_seen_to_be_interrupted(archive):
    second_run(archive)
    end(archive, 3)

    assert [False, True] == [run.interrupted for run in archive.runs.all()]
    assert {"requests": 3} == next(archive.runs.all()).counts


def test_what_a_whole_reading_left_queued_does_not_make_the_next_run_go_on_with_it(archive, read):
    archive.frontier.enqueue([post("a"), post("b"), post("never", kind=DocumentKind.LIST)])
    archive.frontier.settle(post("a"), "done", status=200)
    archive.frontier.settle(post("b"), "failed", status=404)
    archive.frontier.requeue([DocumentKind.POST])
    archive.frontier.drop_queue()

    assert [(url_of("a"), "done"), (url_of("b"), "failed")] == read("SELECT url, state FROM frontier ORDER BY url")
