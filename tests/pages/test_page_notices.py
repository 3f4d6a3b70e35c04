from dataclasses import replace

import pytest
from reading_of import PAGES, fetched

from migrator.pages import parse_page

POST = fetched(PAGES / "other" / "error-404.html", "https://kettle-notes.blogspot.com/2016/03/tea.html")
HOME = fetched(PAGES / "other" / "error-404.html", "https://kettle-notes.blogspot.com/")


def threads(html: str, page=POST) -> list[str]:
    body = f"<meta name='generator' content='blogger'><div class='post-body'>Tea.</div>{html}"
    return [
        notice.detail
        for notice in parse_page(replace(page, body=body.encode())).notices
        if notice.code == "comments-elsewhere"
    ]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        (
            "<div id='disqus_thread'></div><script>var disqus_shortname = 'kettle';</script>",
            "Disqus shortname=kettle, url=https://kettle-notes.blogspot.com/2016/03/tea.html",
        ),
        (
            "<div id='disqus_thread'></div><script>this.page.identifier = '77'; // disqus</script>",
            "Disqus identifier=77",
        ),
        ("<div class='fb-comments' data-href='http://kettle.example/7'></div>", "Facebook http://kettle.example/7"),
        ("<a href=\"javascript:HaloScan('109128363200770001');\">x</a>", "HaloScan 109128363200770001"),
    ],
)
def test_a_thread_kept_elsewhere_is_told_by_what_identifies_it(html: str, told: str) -> None:
    assert [told] == threads(html)


def test_a_list_names_every_linked_thread_and_none_of_its_own() -> None:
    links = "".join(f"<a href=\"javascript:HaloScan('10912836320077000{n}');\">x</a>" for n in (1, 2, 1))

    assert ["HaloScan 109128363200770001", "HaloScan 109128363200770002"] == threads(
        f"<div id='disqus_thread'></div>{links}", HOME
    )
