from pathlib import Path

import pytest
from job_parts import config_in

from migrator.job import read_config
from migrator.job.fields import lines_of
from migrator.job.template import template
from migrator.model.errors import ConfigError


def test_what_init_writes_is_a_configuration(tmp_path: Path):
    config = config_in(tmp_path, template(("https://one.blogspot.com/", "https://two.blogspot.com/")))

    assert ["https://one.blogspot.com/", "https://two.blogspot.com/"] == [blog.url for blog in config.blogs]
    assert ["markdown", "markdown"] == [export.format for blog in config.blogs for export in blog.exports]


def test_every_setting_that_init_explains_is_known(tmp_path: Path):
    text = template(("https://one.blogspot.com/",))
    told = [
        line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line
        for line in text.splitlines()
    ]
    told = ["" if line.startswith("#") else line for line in told]
    config = config_in(tmp_path, "\n".join(told))

    assert 60 == config.budget.minutes
    assert config.smtp is not None
    assert "mail.example.org" == config.smtp.host
    assert ("./deploy.sh",) == config.on_change.command
    assert (("endpoint_url", "https://s3.example.org"),) == config.pushes[0].options


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path):
    config = config_in(tmp_path, 'archives = "kept"\n[[blog]]\nurl = "https://one.blogspot.com/"\narchive = "one"\n')

    assert tmp_path / "kept" == config.archives
    assert tmp_path / "one" == config.blogs[0].archive


def test_what_lets_us_into_a_blog_is_named_by_files(tmp_path: Path):
    url = "https://one.blogspot.com/"
    (blog,) = config_in(tmp_path, f'[[blog]]\nurl = "{url}"\ncookies = "c.txt"\nheaders = "h.txt"\n').blogs

    assert (tmp_path / "c.txt", tmp_path / "h.txt") == (blog.cookies, blog.headers)


def test_robots_txt_is_heeded_unless_the_file_says_otherwise(tmp_path: Path):
    assert not config_in(tmp_path, ONE).network.ignore_robots
    assert config_in(tmp_path, f"{ONE}[network]\nignore_robots = true\n").network.ignore_robots


def test_mail_goes_by_starttls_to_the_port_of_submission_unless_the_file_says_otherwise(tmp_path: Path):
    smtp = config_in(tmp_path, f'{ONE}[smtp]\nhost = "mail.example.org"\n').smtp

    assert smtp is not None
    assert (587, "starttls") == (smtp.port, smtp.security)


ONE = '[[blog]]\nurl = "https://one.blogspot.com/"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("archives = x\n", 1, "Invalid value"),
        (f'{ONE}colour = "red"\n', 3, "blog.1.colour is not known here"),
        (f'{ONE}[smtp]\nhost = "mail.example.org"\nprot = 25\n', 5, "smtp.prot is not known here"),
        (f'{ONE}[smtp]\nhost = "mail.example.org"\nport = 0\n', 5, "port"),
        (f'{ONE}source = "rss"\n', 3, "must be one of auto, pages, feeds"),
        (f'{ONE}media = "yes"\n', 3, "must be true or false"),
        (f"{ONE}\n[network]\nconnections = 0\n", 5, "must be from 1 to 16"),
        (f"{ONE}\n[network]\nconnections = 2.5\n", 5, "must be a whole number"),
        (f"{ONE}\n[budget]\n\nminutes = 0\n", 6, "must be more than 0"),
        (f'{ONE}[[blog.export]]\nformat = "papyrus"\n', 4, "blog.1.export.1.format must be one of"),
        (
            f'{ONE}[[blog.export]]\nformat = "html"\nbase_url = "blog example"\n',
            5,
            "blog.1.export.1.base_url must be an address",
        ),
        (
            f'{ONE}[[blog.export]]\nformat = "json"\nsite = true\n',
            5,
            "blog.1.export.1.site is for formats that have a site",
        ),
        (f"{ONE}\n{ONE}", 5, "names https://one.blogspot.com/ a second time"),
        (f'{ONE}[on_change]\nwebhook = "ftp://x"\n', 4, "must begin with http"),
        (f'{ONE}[on_failure]\nmail = ["a@example.org"]\n', 3, "there is no [smtp]"),
        (f'{ONE}[[push]]\nwhat = ["archive"]\n', 3, "push.1.to is missing"),
        ("[[blog]]\nmedia = false\n", 1, "blog.1.url is missing"),
        ('archives = "output"\n', None, "names no blog"),
        (f'{ONE}[on_failure]\nmail = ["you"]\n[smtp]\nhost = "mail.example.org"\n', 4, "is no address: 'you'"),
        (f'{ONE}[smtp]\nhost = "mail.example.org"\nsender = "a@b.example\\nBcc: c@d.example"\n', 5, "is no address"),
        (f'keep_captures = "two years"\n{ONE}', 1, 'must be "forever" or a span'),
        (f'{ONE}keep_revisions = "0 days"\n', 3, 'must be "forever" or a span'),
        (f"{ONE}keep_revisions = 90\n", 3, "must be text in quotes"),
        ('[[blog]]\nurl = "no address"\n', 2, "is no web address"),
        (f'{ONE}\n[[blog]]\nurl = "one.blogspot.com"\n', 5, "a second time"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int | None, words: str):
    with pytest.raises(ConfigError) as caught:
        config_in(tmp_path, text)

    assert words in caught.value.message
    if line is not None:
        assert f"line {line}" in caught.value.message


def test_nothing_is_ever_let_go_unless_asked(tmp_path: Path):
    assert config_in(tmp_path, ONE).blogs[0].keep.is_forever


def test_a_blog_keeps_for_as_long_as_it_says_itself_else_as_the_file_says(tmp_path: Path):
    text = f'keep_revisions = "2 years"\nkeep_captures = "90 days"\n{ONE}keep_captures = "forever"\n'
    keep = config_in(tmp_path, text).blogs[0].keep

    assert (732, None) == (keep.revisions.days, keep.captures)


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path):
    with pytest.raises(ConfigError) as caught:
        read_config(tmp_path / "none.toml")

    assert "migrate init" in caught.value.hint


def test_lines_know_which_item_of_an_array_a_table_belongs_to():
    text = "[[blog]]\n[[blog.export]]\n[[blog.export]]\na = 1\n[[blog]]\n[[blog.export]]\nb = 2\n"

    assert 4 == lines_of(text)[("blog", 0, "export", 1, "a")]
    assert 7 == lines_of(text)[("blog", 1, "export", 0, "b")]
