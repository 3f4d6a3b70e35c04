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
