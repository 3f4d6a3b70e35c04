"""An import reads pages by what the archive remembers of the blog's theme."""

from blogjson import blog_json

from fixtures import copies
from migrator.imports import ImportOptions, import_files
from migrator.store import Archive

RULES = '[post]\ntitle = ".k-open > .k-name"\nbody = ".k-words"\ndrop = ["ul"]\n'


def imported(tmp_path, rules):
    path = tmp_path / "saved.warc.gz"
    path.write_bytes(copies.warc(copies.answers("ownmarks", feeds=False)))
    with Archive.create_or_open(tmp_path / "archive") as archive, archive.transaction():
        archive.settings.set_rules(rules)
    return import_files(ImportOptions(paths=(path,), output=tmp_path / "archive"))


def body(tmp_path):
    return next(
        post["content_html"] for post in blog_json(tmp_path / "archive")["posts"] if post["slug"] == "rung-by-rung"
    )


def test_an_import_heeds_the_owners_rules_and_says_so(tmp_path):
    report = imported(tmp_path, RULES)
    told = [notice.detail for notice in report.notices if notice.code == "rules-used"]

    assert "<ul>" not in body(tmp_path)
    assert 1 == len(told)
    assert told[0].endswith("pages are read by the owner's rules that the archive remembers")


def test_without_rules_nothing_is_said_of_them(tmp_path):
    report = imported(tmp_path, "")

    assert "<ul>" in body(tmp_path)
    assert [] == [notice for notice in report.notices if notice.code == "rules-used"]
