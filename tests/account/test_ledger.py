import pytest

from migrator.account import OFFERED, Gap, Outcome, Passed, Row, Tally, Unit, entries_in, gaps_of, lines_of


def row(unit, outcome, count, run=1, name="a.xml"):
    return Row(run=run, input=name, unit=unit, outcome=outcome, count=count)


@pytest.mark.parametrize(
    ("count", "body"),
    [
        (0, b""),
        (0, b"<feed><title>the <b>entry</b></title></feed>"),
        (2, b"<feed><entry><id>1</id></entry><entry a='1'/></feed>"),
        (1, b"<rss><channel><item>x</item><items/></channel></rss>"),
        (2, b"<a:feed><a:entry>x</a:entry><a:entry>cut"),
        (1, b"<feed><entry><![CDATA[<entry>no</entry>]]></entry></feed>"),
        (1, b"<feed><!-- <entry></entry> --><entry></entry></feed>"),
        (1, "<feed><entry></entry></feed>".encode("utf-16")),
        (1, b"<feed><entry>&lt;entry&gt;</entry></feed>"),
        (1, b'{"feed":{"id":{"$t":"blog"},"entry":[{"id":{"$t":"post"}}]}}'),
        (0, b'{"feed":{"id":{"$t":"blog"}}}'),
    ],
)
def test_entries_are_counted_in_bytes(count, body):
    assert count == entries_in(body)


def test_sums_that_close_have_no_gap():
    assert [] == gaps_of([row(Unit.ENTRY, OFFERED, 3), row(Unit.ENTRY, "kept", 2), row(Unit.ENTRY, "unreadable", 1)])


@pytest.mark.parametrize("kept", [1, 3])
def test_a_sum_that_does_not_close_is_a_gap_of_its_input(kept):
    rows = [row(Unit.ENTRY, OFFERED, 2), row(Unit.ENTRY, "kept", kept), row(Unit.ENTRY, OFFERED, 5, name="b.xml")]
    rows.append(row(Unit.ENTRY, "kept", 5, name="b.xml"))

    assert [Gap(run=1, input="a.xml", unit=Unit.ENTRY, offered=2, settled=kept)] == gaps_of(rows)


def test_an_account_of_one_unit_is_one_line():
    rows = [
        row(Unit.ENTRY, OFFERED, 4312),
        row(Unit.ENTRY, "kept", 4200),
        row(Unit.ENTRY, "merged", 97),
        row(Unit.ENTRY, "without-post", 12),
        row(Unit.ENTRY, "unreadable", 3),
    ]
    told = "4,312 entries read: 4,297 kept, 12 comments of posts that are not here, 3 unreadable, named below"

    assert (told,) == lines_of(rows)


def test_an_account_takes_four_lines_at_most():
    assert 4 == len(lines_of([row(unit, OFFERED, 1) for unit in Unit]))


def test_a_line_tells_of_what_nobody_accounts_for():
    assert ("1 entry read: 1 unaccounted for, named below",) == lines_of([row(Unit.ENTRY, OFFERED, 1)])


def test_entries_that_are_repeated_for_others_to_be_understood_count_for_nothing():
    tally = Tally("a.xml")
    settings = [Passed(outcome=Outcome.NO_DOCUMENT, reason="a setting")] * 3
    tally.settle_passed(Unit.ENTRY, settings, repeated=2)

    assert {(Unit.ENTRY, "no-document"): 1} == dict(tally.counts)


def test_what_is_unreadable_is_named():
    tally = Tally("a.xml")
    passed = [Passed(outcome=Outcome.UNREADABLE, reason="a comment without number", name="x")]
    tally.settle_passed(Unit.ENTRY, passed, place="entry 3")

    assert [("x", "entry 3")] == [(one.name, one.place) for one in tally.exceptions]
