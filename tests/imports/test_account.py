"""The account of an import: every entry that a file holds has one outcome, also where the file is damaged."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from fixtures import copies
from migrator.account import OFFERED, Outcome, Unit, lines_of
from migrator.formats.json import post_to_json
from migrator.imports import ImportOptions, import_files
from migrator.reparse import reparse_archive
from migrator.store import Archive

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"
SAMPLES = ["backup.atom.xml", "takeout.atom", "posts.rss.xml"]
_ENTRY = re.compile(r"<(entry|item)[\s>].*?</\1>", re.DOTALL)


@dataclass(frozen=True)
class Imported:
    posts: dict[str, dict]
    counts: dict[str, int]
    named: list[tuple[str, str]]
    gaps: list[str]
    exit_code: int


def imported(folder: Path, *texts: str) -> Imported:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.xml"
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        paths.append(path)
    options = ImportOptions(paths=tuple(paths), output=folder / "archive", home="https://lighthouse.blogspot.com/")
    report = import_files(options)
    with Archive.open_existing(folder / "archive", write=False) as archive:
        counts: dict[str, int] = {}
        for row in archive.account.of(1):
            if row.unit is Unit.ENTRY:
                counts[row.outcome] = counts.get(row.outcome, 0) + row.count
        return Imported(
            posts={post.id: post_to_json(post) for post in archive.view().posts()},
            counts={name: many for name, many in counts.items() if many},
            named=[(one.outcome, one.place) for one in archive.account.exceptions(1)],
            gaps=[str(gap) for gap in archive.account.gaps()],
            exit_code=report.exit_code,
        )


def sample(name: str) -> str:
    return (FEEDS / name).read_text(encoding="utf-8")


def cases():
    for name in SAMPLES:
        for number in range(len(list(_ENTRY.finditer(sample(name))))):
            yield pytest.param(name, number, id=f"{name}-{number + 1}")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_account_of_a_sound_file_closes(tmp_path, name):
    found = imported(tmp_path, sample(name))

    assert [] == found.gaps
    assert len(list(_ENTRY.finditer(sample(name)))) == found.counts[OFFERED]
    assert 0 == found.exit_code


@pytest.mark.parametrize(("name", "number"), list(cases()))
def test_an_entry_that_is_broken_is_named_and_harms_no_other(tmp_path, name, number):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        folder.mkdir()
    text = sample(name)
    entry = list(_ENTRY.finditer(text))[number]
    damaged = entry[0][: entry[0].index(">") + 1] + "<<<\0 no markup at all" + f"</{entry[1]}>"
    sound = imported(whole, text[: entry.start()] + text[entry.end() :])
    found = imported(broken, text[: entry.start()] + damaged + text[entry.end() :])

    assert [] == found.gaps
    assert 1 == found.counts[Outcome.UNREADABLE]
    assert [Outcome.UNREADABLE] == [outcome for outcome, place in found.named if f"entry {number + 1}," in place]
    assert sound.posts == found.posts
    assert 3 == found.exit_code


@pytest.mark.parametrize(("name", "number"), list(cases()))
def test_a_file_that_ends_in_an_entry_names_it_and_keeps_those_before(tmp_path, name, number):
    text = sample(name)
    entry = list(_ENTRY.finditer(text))[number]
    end = (entry.start() + entry.end()) // 2
    found = imported(tmp_path, text[:end])

    assert [] == found.gaps
    assert {OFFERED: number + 1, Outcome.UNREADABLE: 1}.items() <= found.counts.items()
    assert any(f"entry {number + 1}," in place for _, place in found.named)


@pytest.mark.parametrize(("name", "number"), list(cases()))
def test_an_entry_that_stands_twice_changes_nothing(tmp_path, name, number):
    once, twice = tmp_path / "once", tmp_path / "twice"
    for folder in (once, twice):
        folder.mkdir()
    text = sample(name)
    entry = list(_ENTRY.finditer(text))[number]
    sound, found = imported(once, text), imported(twice, text[: entry.end()] + entry[0] + text[entry.end() :])

    assert [] == found.gaps
    assert sound.counts[OFFERED] + 1 == found.counts[OFFERED]
    assert sound.posts == found.posts


def test_a_file_that_is_imported_twice_is_merged_with_what_is_held(tmp_path):
    found = imported(tmp_path, sample("posts.atom.xml"), sample("posts.atom.xml"))

    assert {OFFERED: 6, Outcome.KEPT: 3, Outcome.MERGED: 3} == found.counts


def test_comments_that_come_before_their_posts_are_kept_with_them(tmp_path):
    text = sample("backup.atom.xml")
    entries = [match[0] for match in _ENTRY.finditer(text)]
    comments = [entry for entry in entries if "kind#comment" in entry]
    turned = text
    for entry in comments:
        turned = turned.replace(entry, "")
    first = _ENTRY.search(turned)
    found = imported(tmp_path, turned[: first.start()] + "".join(comments) + turned[first.start() :])

    assert Outcome.WITHOUT_POST not in found.counts
    assert [] == found.gaps


@pytest.mark.parametrize("name", SAMPLES)
def test_what_was_imported_has_one_outcome_when_it_is_read_again(tmp_path, name):
    text = sample(name)
    entry = list(_ENTRY.finditer(text))[1]
    imported(tmp_path, text[: entry.start()] + entry[0].replace("<title", "<<", 1) + text[entry.end() :])
    with Archive.open_existing(tmp_path / "archive", write=True) as archive:
        report = reparse_archive(archive)

        assert [] == archive.account.gaps()
        assert report.account == lines_of(archive.account.of(2))
        assert sum(row.count for row in archive.account.of(2) if (row.unit, row.outcome) == (Unit.ENTRY, OFFERED)) > 1


@pytest.mark.parametrize(("name", "number"), list(cases()))
def test_an_entry_that_is_taken_out_lacks_alone(tmp_path, name, number):
    whole, less = tmp_path / "whole", tmp_path / "less"
    for folder in (whole, less):
        folder.mkdir()
    text = sample(name)
    entry = list(_ENTRY.finditer(text))[number]
    sound, found = imported(whole, text), imported(less, text[: entry.start()] + text[entry.end() :])

    assert [] == found.gaps
    assert sound.counts[OFFERED] - 1 == found.counts[OFFERED]
    lacking = {held for held, post in sound.posts.items() if found.posts.get(held) != post}
    assert len(lacking) <= 1
    for held in lacking & found.posts.keys():
        # The post alone is gone, or one comment of it: a comment whose post lacks is named as such.
        alone = not found.posts[held]["content_html"] and not found.posts[held]["title"]
        without = found.counts.get(Outcome.WITHOUT_POST, 0)
        assert len(found.posts[held]["comments"]) == (without if alone else len(sound.posts[held]["comments"]) - 1)


@pytest.mark.parametrize("cut", [False, True])
def test_entries_of_a_feed_in_a_web_archive_are_counted_before_it_is_parsed(tmp_path, cut):
    text = sample("posts.atom.xml")
    last = list(_ENTRY.finditer(text))[-1]
    body = text[: (last.start() + last.end()) // 2] if cut else text
    feed = copies.Answer("https://lighthouse.blogspot.com/feeds/posts/default", body.encode(), "application/atom+xml")
    (tmp_path / "a.warc").write_bytes(copies.warc([feed], copies.WarcStyle(packing="none")))
    import_files(ImportOptions(paths=(tmp_path / "a.warc",), output=tmp_path / "archive"))
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        counts = {row.outcome: row.count for row in archive.account.of(1) if row.unit is Unit.ENTRY}

        assert [] == archive.account.gaps()
    assert ({OFFERED: 3, Outcome.KEPT: 2, Outcome.UNREADABLE: 1} if cut else {OFFERED: 3, Outcome.KEPT: 3}) == counts
