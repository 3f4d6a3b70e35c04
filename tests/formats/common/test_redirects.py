import csv
import io
import json
import re
from urllib.parse import unquote

import pytest
from archive_double import HOME, sample

from migrator.formats.common.redirect_files import Hosts, redirect_files, stub_files
from migrator.formats.common.redirects import Given, Redirect, TargetPaths, moves
from migrator.model.notices import Notice
from migrator.model.ports import OutputFile

HOSTS = Hosts(old=("old.example", "lampe.blogspot.com"), base_url="https://new.example/")
RULES = [
    Redirect("/p/contact.html", "/contact/"),
    Redirect("/search/label/C%2B%2B", "/tags/c-2/"),
    Redirect("/search/label/%C3%89t%C3%A9", "/tags/ete/"),
]


def _rules(**places):
    given = {"post": lambda summary: "/" + summary.key, "label": lambda label: f"/tags/{len(label)}/", **places}
    return {rule.source: rule.target for rule in moves(sample(), TargetPaths(**given)).rules}


def _files(rules=RULES, hosts=HOSTS):
    made = list(redirect_files(rules, hosts))
    return {one.path.removeprefix("redirects/"): one.content.decode() for one in made if isinstance(one, OutputFile)}, [
        one for one in made if isinstance(one, Notice)
    ]


def test_what_stays_where_it_was_needs_no_redirect():
    assert "/2018/02/le-gardien.html" not in _rules()


def test_labels_are_redirected_in_both_spellings():
    archive = sample()
    archive.of_posts[0] = archive.of_posts[0].__class__(id="1", url=HOME + "2012/03/a.html", labels=("two words",))
    found = {rule.source for rule in moves(archive, TargetPaths(post=lambda _: None, label=lambda _: "/t/")).rules}

    assert {"/search/label/two%20words", "/search/label/two+words"} <= found


def test_archives_lead_to_their_month_and_feeds_to_the_feed():
    found = _rules(month=lambda month: f"/m/{month}/", feed="/index.xml")

    assert "/m/2018-02/" == found["/2018/02/"]
    assert "/m/2018-02/" == found["/2018_02_01_archive.html"]
    assert "/m/2018/" == found["/2018/"]
    assert "/index.xml" == found["/feeds/posts/default"] == found["/atom.xml"]


def test_drafts_have_no_old_address():
    archive = sample()

    assert not [rule for rule in moves(archive, TargetPaths(post=lambda _: "/x/")).rules if "rouillon" in rule.source]


def test_an_address_that_the_plan_gives_away_leads_nowhere_else():
    made = moves(
        sample(), TargetPaths(post=lambda summary: "/search/" if summary.type == "page" else "/" + summary.key)
    )

    assert "/search/" == {rule.source: rule.target for rule in made.rules}["/p/contact.html"]
    assert not [rule for rule in made.rules if rule.source == "/search"]
    assert ["/search"] == [notice.url for notice in made.notices]
    assert "/search" in made.given


def test_posts_that_take_each_others_places_keep_them():
    swap = {"2012/03/blog-post.html": "/2013/03/blog-post.html", "2013/03/blog-post.html": "/2012/03/blog-post.html"}

    made = moves(sample(), TargetPaths(post=lambda summary: swap.get(summary.key, "/" + summary.key)))

    assert "/2012/03/blog-post.html" not in {rule.source for rule in made.rules}
    assert {"redirect-dropped"} == {notice.code for notice in made.notices}


def test_netlify_and_cloudflare_say_301():
    files, _ = _files()

    assert "/p/contact.html /contact/ 301" == files["netlify/_redirects"].splitlines()[0]
    assert files["netlify/_redirects"] == files["cloudflare-pages/_redirects"]


def test_nginx_has_decoded_keys():
    assert '    "/search/label/Été" "/tags/ete/";' in _files()[0]["nginx.conf"].splitlines()


def test_nginx_tells_apart_what_differs_in_case_alone():
    lines = _files([Redirect("/search/label/C", "/1/"), Redirect("/search/label/c", "/2/")])[0][
        "nginx.conf"
    ].splitlines()

    assert ['    "~^/search/label/C$" "/1/";', '    "~^/search/label/c$" "/2/";'] == lines[3:5]


def test_nginx_tells_apart_what_differs_in_case_alone_from_an_address_of_the_site():
    given = Given()
    given.add("/2012/05/foo.html")
    made = {one.path: one.content for one in redirect_files([Redirect("/2012/05/Foo.html", "/x/")], HOSTS, given=given)}

    assert b'"~^/2012/05/Foo\\\\.html$" "/x/";' in made["redirects/nginx.conf"]


def test_nginx_gets_buckets_for_the_longest_key_and_no_word_longer_than_it_reads():
    rules = [Redirect("/search/label/" + "x" * length, "/x/") for length in (1000, 3000)]
    files, notices = _files(rules)

    assert "map_hash_bucket_size 2048;" == files["nginx.conf"].splitlines()[0]
    assert not [line for line in files["nginx.conf"].splitlines() if len(line) > 2000]
    assert {"nginx", "Apache", "Vercel"} <= {notice.url for notice in notices}


def test_apache_gets_quotes_and_backslashes_as_codes():
    line = _files([Redirect("/search/label/a%22b%5Cc%20d", "/x/")])[0]["apache/.htaccess"].splitlines()[1]

    assert 'RewriteRule "^search/label/a\\x22b\\x5cc\\x20d$" "/x/" [R=301,L,NE,QSD]' == line


def test_a_path_that_no_browser_asks_for_is_said():
    archive = sample()
    archive.of_posts[0] = archive.of_posts[0].__class__(id="1", url=HOME + "2012/03/a.html", labels=("..",))

    made = moves(archive, TargetPaths(post=lambda _: None, label=lambda _: "/t/"))

    assert "/search/label/.." in {notice.url for notice in made.notices}
    assert not [rule for rule in made.rules if rule.source.endswith("/..")]


def test_apache_matches_the_whole_decoded_path_and_drops_the_query():
    lines = _files()[0]["apache/.htaccess"].splitlines()[1:]
    patterns = [(re.match(r'RewriteRule "(.+?)" "(.+?)" \[R=301,L,NE,QSD\]', line)) for line in lines]

    for rule, match in zip(RULES, patterns, strict=True):
        assert re.fullmatch(match[1], unquote(rule.source).lstrip("/"))
        assert rule.target == match[2]


def test_vercel_takes_its_own_signs_literally():
    files, _ = _files([Redirect("/a(b)*:c", "/x/")])

    assert {"source": "/a\\(b\\)\\*\\:c", "destination": "/x/", "statusCode": 301} == json.loads(
        files["vercel/vercel.json"]
    )["redirects"][0]


def test_cloudflare_bulk_asks_for_the_hosts_that_can_be_there():
    rows = list(csv.reader(io.StringIO(_files()[0]["cloudflare-bulk.csv"])))

    assert ["old.example/p/contact.html", "https://new.example/contact/", "301"] == rows[0][:3]
    assert {"old.example", "new.example"} == {row[0].partition("/")[0] for row in rows}


def test_the_plain_list_names_every_host_of_the_blog():
    rows = list(csv.DictReader(io.StringIO(_files()[0]["redirects.csv"])))

    assert {"https://old.example", "http://old.example", "https://lampe.blogspot.com", "http://lampe.blogspot.com"} == {
        row["old"].rpartition("/p/")[0] for row in rows if row["old"].endswith("/p/contact.html")
    }
    assert {"https://new.example/contact/"} == {row["new"] for row in rows if "/p/" in row["old"]}


def test_limits_of_hosts_are_said():
    rules = [Redirect(f"/{number}.html", "/x/") for number in range(2001)]

    files, notices = _files(rules)

    assert 2000 == len(files["cloudflare-pages/_redirects"].splitlines())
    assert 2001 == len(files["netlify/_redirects"].splitlines())
    assert {"Cloudflare Pages", "GitLab Pages", "Blogger template"} == {notice.url for notice in notices}


def test_a_line_too_long_for_cloudflare_is_left_out_and_said():
    files, notices = _files([Redirect("/" + "x" * 1000, "/x/")])

    assert "" == files["cloudflare-pages/_redirects"]
    assert "redirect-limit" == notices[0].code


def test_the_template_snippet_knows_what_moved_and_hurts_no_script():
    snippet = _files([Redirect("/]]></script>", "/x/")])[0]["blogger-template.xml"]

    assert "https://new.example" in snippet
    assert 1 == snippet.count("]]>")
    assert 1 == snippet.count("</script>")


def test_a_page_that_leads_on_stands_at_the_old_path():
    made = {one.path: one.content.decode() for one in stub_files(RULES, "static/", "/sub")}

    assert 'url=/sub/contact/"' in made["static/p/contact.html"]
    assert "static/search/label/Été/index.html" in made


@pytest.mark.parametrize("label", ["C%23", "what%3F", "a%3Ab", "CON", "nul.txt", "a%22b"])
def test_a_name_that_a_host_or_system_refuses_gets_no_page_and_that_is_said(label):
    made = list(stub_files([Redirect(f"/search/label/{label}", "/x/")]))

    assert [("redirect-dropped", f"/search/label/{label}")] == [(one.code, one.url) for one in made]


def test_no_page_leads_on_from_what_some_system_holds_for_an_address_of_the_site():
    given = Given()
    given.add("/2012/05/foo.html")

    made = list(stub_files([Redirect("/2012/05/FOO.html", "/x/")], given=given))

    assert ["redirect-dropped"] == [one.code for one in made]


def test_feeds_get_no_page_and_impossible_names_are_said():
    made = list(stub_files([Redirect("/feeds/posts/default", "/f"), Redirect("/search/label/..", "/x/")]))

    assert ["redirect-dropped"] == [one.code for one in made]
