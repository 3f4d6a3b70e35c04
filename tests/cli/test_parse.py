import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from migrator.cli.group import migrate

PAGE = """<!DOCTYPE html>
<html dir='ltr' lang='en'><head>
<meta content='blogger' name='generator'/>
<link href='https://kettle-notes.blogspot.com/2016/03/tea.html' rel='canonical'/>
<link rel="alternate" type="application/atom+xml" href="https://kettle-notes.blogspot.com/feeds/posts/default" />
<title>Kettle notes: Tea</title>
</head><body class='item'>
<div class='post hentry'><a name='111'></a>
<h3 class='post-title entry-title'>Tea</h3>
<div class='post-body entry-content' id='post-body-111'>Warm the pot, see <a href='/2016/02/pots.html'>pots</a>.</div>
</div></body></html>
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(migrate, ["parse", *arguments])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "tea.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


def test_a_page_is_one_json_object(page: Path):
    seen = json.loads(run(str(page)).stdout)

    assert "post" == seen["page_type"]
    assert ["Tea"] == [post["title"] for post in seen["posts"]]


def test_the_object_has_the_promised_fields(page: Path):
    promised = {"page_type", "url", "blog", "authors", "posts", "links", "declared", "notices"}

    assert set() == promised - set(json.loads(run(str(page)).stdout))


def test_a_page_without_a_given_address_is_at_the_one_it_states(page: Path):
    seen = json.loads(run(str(page)).stdout)

    assert "https://kettle-notes.blogspot.com/2016/03/tea.html" == seen["url"]
    assert "https://kettle-notes.blogspot.com/2016/02/pots.html" in seen["posts"][0]["content_html"]


def test_a_given_address_resolves_relative_links(page: Path):
    page.write_text(PAGE.replace("rel='canonical'", "rel='x'"), encoding="utf-8")
    seen = json.loads(run(str(page), "--url", "https://other-notes.blogspot.com/2016/03/tea.html").stdout)

    assert "https://other-notes.blogspot.com/2016/02/pots.html" in seen["posts"][0]["content_html"]


def test_a_readable_page_is_exit_code_0(page: Path):
    assert 0 == run(str(page)).exit_code


def test_a_feed_is_read_as_well():
    seen = json.loads(run(str(Path(__file__).parents[2] / "fixtures" / "feeds" / "posts.atom.xml")).stdout)

    assert "feed" == seen["page_type"]
    assert seen["posts"]


@pytest.mark.parametrize("content", [b"", b"just a line of text\n", b"\x00\xff\xfe\x01" * 50])
def test_a_file_with_nothing_to_read_still_gives_the_object_and_exit_code_6(tmp_path: Path, content: bytes):
    file = tmp_path / "nothing"
    file.write_bytes(content)
    done = run(str(file))

    assert "unknown" == json.loads(done.stdout)["page_type"]
    assert 6 == done.exit_code


def test_a_missing_file_is_wrong_usage(tmp_path: Path):
    assert 2 == run(str(tmp_path / "none.html")).exit_code


def test_a_folder_is_wrong_usage(tmp_path: Path):
    assert 2 == run(str(tmp_path)).exit_code


def test_an_explanation_names_the_rule_that_gave_each_field(page: Path):
    ran = run(str(page), "--explain")

    assert "title mark" == json.loads(ran.stdout)["explained"]["rungs"]["title"]
    assert "Which rule gave each field:" in ran.stderr


def test_a_drafted_rules_file_reads_the_page_as_it_was_read(page: Path, tmp_path: Path):
    seen = json.loads(run(str(page), "--explain").stdout)
    rules = tmp_path / "theme.toml"
    rules.write_text(seen["explained"]["rules"], encoding="utf-8")
    again = json.loads(run(str(page), "--rules", str(rules), "--explain").stdout)

    assert seen["posts"] == again["posts"]
    assert "owner's rules" == again["explained"]["rungs"]["title"]


@pytest.mark.parametrize("text", ["[post", '[post]\nbody = "div["'])
def test_a_rules_file_that_is_none_is_bad_configuration(page: Path, tmp_path: Path, text: str):
    rules = tmp_path / "theme.toml"
    rules.write_text(text, encoding="utf-8")

    assert 4 == run(str(page), "--rules", str(rules)).exit_code


def test_a_list_has_no_post_to_draft_rules_from(page: Path):
    page.write_text(
        PAGE.replace("<link href='https://kettle-notes.blogspot.com/2016/03/tea.html' rel='canonical'/>", "")
    )
    seen = json.loads(run(str(page), "--url", "https://kettle-notes.blogspot.com/", "--explain").stdout)

    assert "" == seen["explained"]["rules"]
