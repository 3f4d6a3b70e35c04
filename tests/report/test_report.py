"""The report page: what an archive holds and lacks, on a page that needs nothing else."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from fixtures.torture import write
from migrator.check import verify_archive
from migrator.cli.group import migrate
from migrator.model.notices import Notice
from migrator.report import ArchiveSummary, rendered, survey_of, verdict
from migrator.report.values import Compared, FailureSummary, RunLine
from migrator.store import Archive

MADE = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "torture"
    write(folder, posts=60, huge=False)
    return folder


@pytest.fixture(scope="module")
def survey(torture: Path) -> ArchiveSummary:
    with Archive.open_existing(torture, write=False) as archive:
        return survey_of(archive, verify_archive(archive), made=MADE, integrity=True)


@pytest.fixture(scope="module")
def page(survey: ArchiveSummary) -> html.HtmlElement:
    return html.document_fromstring(rendered(survey))


def large() -> ArchiveSummary:
    """Give a blog of twenty years, ten thousand posts, five hundred labels."""
    months = {f"{year}-{month:02d}": 41 + month for year in range(2006, 2026) for month in range(1, 13)}
    return ArchiveSummary(
        title="Large",
        url="https://large.blogspot.com/",
        language="en",
        made=MADE.isoformat(),
        posts=10_000,
        posts_by_month=months,
        comments_by_month={month: 7 * count for month, count in months.items()},
        labels=tuple((f"label {number}", 500 - number) for number in range(500)),
        authors=tuple((f"author {number}", 100 - number) for number in range(40)),
        media=(("held", 20_000, 9_000_000_000), ("missing", 1_300, 0)),
        compared=tuple(
            Compared(source=source, period=month, wanted=50, held=49) for source in ("a", "b") for month in months
        ),
        missing=(
            FailureSummary(code="post-missing", meaning="m", loss=True, count=9_000, examples=(("https://x/", "y"),)),
        ),
        damaged=tuple(f"media/{number}.jpg" for number in range(5_000)),
        runs=tuple(
            RunLine(number=n, command="crawl", started="2026-01-01T00:00:00Z", ended=None, exit_code=0, notices=0)
            for n in range(2_000)
        ),
    )


def test_every_drawing_is_named_described_and_told_again_as_a_table(page: html.HtmlElement):
    drawn = list(page.iter("svg"))
    named = [page.get_element_by_id(name) for svg in drawn for name in svg.get("aria-labelledby").split()]

    assert 7 == len(drawn)
    assert 2 * len(drawn) == len([element for element in named if element.text_content().strip()])
    assert len(drawn) - 1 <= len(page.xpath("//table"))


def test_no_id_stands_twice(page: html.HtmlElement):
    ids = page.xpath("//@id")

    assert sorted(set(ids)) == sorted(ids)


def test_the_page_loads_nothing_and_runs_nothing(page: html.HtmlElement):
    loading = page.xpath("//script | //img | //iframe | //link[not(starts-with(@href, 'data:'))] | //@src | //@onload")

    assert [] == loading
    assert not re.search(r"@import|url\(", page.xpath("//style")[0].text)


def test_what_the_blog_says_is_text_never_markup():
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    told = ArchiveSummary(
        title=hostile,
        url="javascript:alert(1)",
        language='"><script>',
        made=MADE.isoformat(),
        labels=((hostile, 1),),
        authors=((hostile, 1),),
        missing=(
            FailureSummary(code="x", meaning="", loss=True, count=1, examples=(("javascript:alert(1)", hostile),)),
        ),
        runs=(RunLine(number=1, command=hostile, started="", ended=None, exit_code=None, notices=0),),
        media_failures={hostile: 1},
        media=(("held", 1, 1),),
    )
    page = html.document_fromstring(rendered(told))

    assert [] == page.xpath("//script | //img")
    assert [] == [link for link in page.xpath("//a/@href") if link.startswith("javascript")]


def test_the_counts_are_those_of_the_archive(survey: ArchiveSummary, torture: Path):
    with Archive.open_existing(torture, write=False) as archive:
        posts = list(archive.view().posts())

    assert len(posts) == sum(survey.dates.values()) == sum(survey.bodies.values())
    assert sum(len(post.comments) for post in posts) == sum(survey.comments_by_month.values()) == survey.comments
    assert sum(post.type == "post" for post in posts) == sum(survey.posts_by_month.values())
    assert len(posts) == sum(count for _, count in survey.authors)


def test_dates_are_counted_by_what_is_known_of_them(survey: ArchiveSummary, torture: Path):
    with Archive.open_existing(torture, write=False) as archive:
        days = [post.published or "" for post in archive.view().posts()]

    assert len([day for day in days if len(day) == 10]) == survey.dates.get("day", 0)
    assert days.count("") == survey.dates.get("unknown", 0)


def test_what_a_run_changed_is_told(survey: ArchiveSummary):
    changed = html.document_fromstring(rendered(survey)).xpath("//section[@aria-labelledby='runs']//td[3]")

    assert [f"{sum(survey.dates.values())} new posts, {survey.comments} new comments"] == [one.text for one in changed]


def test_a_large_blog_makes_no_large_page():
    text = rendered(large())

    assert 200_000 > len(text)
    assert "480 further labels stand on posts" in text
    assert "… and 8,999 more" in text
    assert "… and 4,900 more" in text
    assert "… and 1,970 earlier ones" in text


@pytest.mark.parametrize(
    ("damaged", "missing", "expected"),
    [
        ((), 0, "Complete as far as the blog tells, and undamaged."),
        ((), 1, "Undamaged; 1 thing is missing or failed."),
        (("a", "b"), 2, "Damaged: 2 of its files or records. 2 things are missing or failed."),
        (None, 0, "Nothing that the blog tells of is missing; no file was held against its digest."),
    ],
)
def test_the_verdict_says_no_more_than_was_looked_at(damaged: tuple[str, ...] | None, missing: int, expected: str):
    failures = (FailureSummary(code="x", meaning="", loss=True, count=missing, examples=()),) if missing else ()
    made = ArchiveSummary(title="", url="", language="", made="", damaged=damaged, missing=failures)

    assert expected == verdict(made)


def test_an_empty_archive_has_a_report_too():
    text = rendered(ArchiveSummary(title="New", url="https://new.blogspot.com/", language="", made=MADE.isoformat()))

    assert "No post has a date that is known." in text


def test_of_each_notice_the_last_run_that_noted_it_counts(tmp_path: Path):
    with Archive.create_or_open(tmp_path / "blog") as archive:
        for started, urls in (
            ("2024-01-01T00:00:00Z", "abc"),
            ("2024-02-01T00:00:00Z", "ab"),
            ("2024-03-01T00:00:00Z", ""),
        ):
            run = archive.begin_run("crawl", started)
            archive.notices.add(run, [Notice(code="dead-link", url=url) for url in urls])
        counted = archive.insight().statistics.notices()

    assert [("dead-link", 2, (("a", ""), ("b", "")))] == [(one.code, one.count, one.examples) for one in counted]


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_page_is_written_beside_the_database(torture: Path, tmp_path: Path):
    shutil.copytree(torture, tmp_path / "blog")
    done = CliRunner().invoke(migrate, ["report", str(tmp_path / "blog"), "--json"])

    assert 0 == done.exit_code
    assert str(tmp_path / "blog" / "report.html") == json.loads(done.stdout)["output"]
    assert "</html>" in (tmp_path / "blog" / "report.html").read_text(encoding="utf-8")
    assert [] == list((tmp_path / "blog").glob(".new-*"))


def test_a_damaged_file_is_named_and_a_quick_report_says_that_it_did_not_look(torture: Path, tmp_path: Path):
    shutil.copytree(torture, tmp_path / "blog")
    picture = next((tmp_path / "blog" / "media").iterdir())
    picture.write_bytes(b"another")
    whole = CliRunner().invoke(migrate, ["report", str(tmp_path / "blog")])
    quick = CliRunner().invoke(migrate, ["report", str(tmp_path / "blog"), "--quick", "-o", str(tmp_path / "q.html")])

    assert "Damaged: 1 of its files" in whole.stderr
    assert picture.name in (tmp_path / "blog" / "report.html").read_text(encoding="utf-8")
    assert "no file was held against its digest" in quick.stderr
    assert picture.name not in (tmp_path / "q.html").read_text(encoding="utf-8")


def test_a_place_that_can_not_be_written_is_wrong_usage(torture: Path, tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(migrate, ["report", str(torture), "-o", str(tmp_path / "file" / "report.html")])

    assert 2 == done.exit_code
    assert "--output" in done.stderr
