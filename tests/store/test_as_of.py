"""What time a reading counts for when it took several runs."""

from store_sample import FIRST, SECOND

from migrator.model.documents import DocumentKind, Reference

PAGE = Reference(url="https://lampe.blogspot.com/2018/02/a.html", kind=DocumentKind.POST, reason="t")


def read_one(archive, state="done"):
    if state == "queued":
        archive.frontier.enqueue([PAGE])
    else:
        archive.frontier.settle(PAGE, state, status=200)


def test_a_run_after_a_killed_one_counts_for_the_time_of_that_one(archive):
    archive.begin_run("crawl", FIRST, source="auto")
    read_one(archive)

    assert FIRST == archive.runs.as_of(archive.begin_run("crawl", SECOND, source="auto"))


def test_a_run_after_one_that_left_references_queued_counts_for_the_time_of_that_one(archive):
    run = archive.begin_run("crawl", FIRST, source="auto")
    read_one(archive, "queued")
    archive.end_run(run, ended=FIRST, exit_code=3, counts={})

    assert FIRST == archive.runs.as_of(archive.begin_run("crawl", SECOND, source="auto"))


def test_a_run_after_one_that_came_to_its_end_counts_for_its_own_time(archive):
    run = archive.begin_run("crawl", FIRST, source="auto")
    read_one(archive)
    archive.end_run(run, ended=FIRST, exit_code=0, counts={})

    assert SECOND == archive.runs.as_of(archive.begin_run("crawl", SECOND, source="auto"))


def test_a_run_that_reads_something_else_counts_for_its_own_time(archive):
    archive.begin_run("crawl", FIRST, source="auto")
    read_one(archive)

    assert SECOND == archive.runs.as_of(archive.begin_run("crawl", SECOND, source="pages"))
