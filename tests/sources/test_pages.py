from migrator.addresses.urls import BlogAddress
from migrator.model.documents import ArchiveLink, DocumentKind, Links, PageType, Parsed, Reference, SeenPost
from migrator.model.schema import Post
from migrator.sources.pages import MOST_ARCHIVES, PagesSource
from migrator.sources.window import Window

HOME = "https://example.blogspot.com/"
ADDRESS = BlogAddress(HOME)


def reference(path: str, kind: DocumentKind) -> Reference:
    return Reference(url=HOME + path, kind=kind, reason="test")


def listed(*posts: tuple[str, str]) -> tuple[SeenPost, ...]:
    return tuple(SeenPost(post=Post(id=path, url=HOME + path, published=day)) for path, day in posts)


def urls(source: PagesSource, ref: Reference, parsed: Parsed, *, news: bool = True) -> set[str]:
    return {found.url.removeprefix(HOME) for found in source.follow(ref, parsed, news=news)}


def test_the_home_page_leads_to_every_month_and_to_years_without_named_months():
    links = Links(
        archives=(
            ArchiveLink(url=HOME + "2018/", count=3),
            ArchiveLink(url=HOME + "2018/02/", count=2),
            ArchiveLink(url=HOME + "2018/01/", count=1),
            ArchiveLink(url=HOME + "2017/", count=9),
        )
    )
    parsed = Parsed(page_type=PageType.HOME, url=HOME, links=links)

    found = urls(PagesSource(ADDRESS, Window()), reference("", DocumentKind.HOME), parsed)

    assert {"2018/02/", "2018/01/", "2017/"} == found


def test_a_year_whose_months_do_not_add_up_is_opened():
    links = Links(archives=(ArchiveLink(url=HOME + "2018/", count=5), ArchiveLink(url=HOME + "2018/02/", count=2)))

    assert [HOME + "2018/", HOME + "2018/02/"] == list(PagesSource(ADDRESS, Window()).archives(links.archives))


def test_a_month_cut_by_weight_goes_on_while_still_in_its_month():
    older = HOME + "search?updated-max=2018-02-10T00:00:00%2B01:00&max-results=7"
    parsed = Parsed(
        page_type=PageType.ARCHIVE,
        url=HOME + "2018/02/",
        posts=listed(("2018/02/b.html", "2018-02-20"), ("2018/02/a.html", "2018-02-10")),
        links=Links(older=older),
    )

    found = urls(PagesSource(ADDRESS, Window()), reference("2018/02/", DocumentKind.ARCHIVE), parsed)

    assert any(url.startswith("search?") for url in found)


def test_a_month_that_shows_all_the_posts_it_counts_is_not_followed_out_of_it():
    parsed = Parsed(
        page_type=PageType.ARCHIVE,
        url=HOME + "2018/02/",
        posts=listed(("2018/02/b.html", "2018-02-20"), ("2018/02/a.html", "2018-02-10")),
        links=Links(
            archives=(ArchiveLink(url=HOME + "2018/02/", count=2),),
            older=HOME + "search?updated-max=2018-02-10T00:00:00%2B01:00",
        ),
    )

    found = urls(PagesSource(ADDRESS, Window()), reference("2018/02/", DocumentKind.ARCHIVE), parsed)

    assert {"2018/02/", "2018/02/a.html", "2018/02/b.html"} == found


def test_a_month_that_reached_the_one_before_stops():
    parsed = Parsed(
        page_type=PageType.ARCHIVE,
        url=HOME + "2018/02/",
        posts=listed(("2018/02/a.html", "2018-02-10"), ("2018/01/z.html", "2018-01-31")),
        links=Links(older=HOME + "search?updated-max=2018-01-31T00:00:00%2B01:00"),
    )

    found = urls(PagesSource(ADDRESS, Window()), reference("2018/02/", DocumentKind.ARCHIVE), parsed)

    assert {"2018/02/a.html", "2018/01/z.html"} == found


def test_a_chain_of_lists_ends_where_nothing_is_new():
    parsed = Parsed(
        page_type=PageType.SEARCH,
        url=HOME,
        posts=listed(("2018/02/a.html", "2018-02-10")),
        links=Links(older=HOME + "search?updated-max=2018-01-31T00:00:00%2B01:00"),
    )
    ref = reference("search?updated-max=2018-03-01", DocumentKind.LIST)
    source = PagesSource(ADDRESS, Window())

    assert any("search" in url for url in urls(source, ref, parsed, news=True))
    assert not any("search" in url for url in urls(source, ref, parsed, news=False))


def test_a_post_page_leads_to_its_neighbours():
    parsed = Parsed(
        page_type=PageType.POST,
        url=HOME + "2018/02/b.html",
        links=Links(older=HOME + "2018/02/a.html", newer=HOME + "2018/02/c.html"),
    )

    found = urls(PagesSource(ADDRESS, Window()), reference("2018/02/b.html", DocumentKind.POST), parsed)

    assert {"2018/02/a.html", "2018/02/c.html"} == found


def test_a_window_lists_only_posts_of_its_days():
    parsed = Parsed(
        page_type=PageType.ARCHIVE,
        url=HOME + "2018/02/",
        posts=listed(("2018/02/b.html", "2018-02-20"), ("2018/02/a.html", "2018-02-10")),
        links=Links(posts=(HOME + "2018/02/c.html",)),
    )
    source = PagesSource(ADDRESS, Window.of("2018-02-15", "2018-02"))

    assert {"2018/02/b.html"} == urls(source, reference("2018/02/", DocumentKind.ARCHIVE), parsed)


def test_an_error_page_leads_nowhere():
    parsed = Parsed(page_type=PageType.ERROR, url=HOME, links=Links(posts=(HOME + "2018/02/c.html",)))

    assert set() == urls(PagesSource(ADDRESS, Window()), reference("", DocumentKind.HOME), parsed)


def test_the_further_pages_of_a_posts_comments_are_read():
    more = HOME + "2018/02/b.html?commentPage=2"
    parsed = Parsed(page_type=PageType.POST, url=HOME + "2018/02/b.html", links=Links(comment_pages=(more,)))

    found = urls(PagesSource(ADDRESS, Window()), reference("2018/02/b.html", DocumentKind.POST), parsed)

    assert {"2018/02/b.html?commentPage=2"} == found


def test_a_calendar_whose_pages_show_no_post_ends():
    older = HOME + "2003/?updated-max=8&max-results=7"
    parsed = Parsed(page_type=PageType.ARCHIVE, url=HOME + "2003/", links=Links(older=older))

    assert set() == urls(PagesSource(ADDRESS, Window()), reference("2003/", DocumentKind.ARCHIVE), parsed)


def test_a_further_page_of_a_period_that_repeats_what_is_known_ends_the_chain():
    here = "2018/02/?updated-max=8&max-results=7"
    parsed = Parsed(
        page_type=PageType.ARCHIVE,
        url=HOME + here,
        posts=listed(("2018/02/a.html", "2018-02-10")),
        links=Links(older=HOME + "2018/02/?updated-max=9&max-results=7"),
    )
    source, ref = PagesSource(ADDRESS, Window()), reference(here, DocumentKind.ARCHIVE)

    assert any("updated-max=9" in url for url in urls(source, ref, parsed))
    assert {"2018/02/a.html"} == urls(source, ref, parsed, news=False)


def test_a_flood_of_archive_links_is_cut():
    links = tuple(ArchiveLink(url=f"{HOME}archives/2004_01_01_{number}_archive.html") for number in range(100_000))

    assert MOST_ARCHIVES == len(list(PagesSource(ADDRESS, Window()).archives(links)))


def test_a_month_with_a_script_s_own_query_is_no_archive():
    links = (ArchiveLink(url=HOME + "2018/02/?n="), ArchiveLink(url=HOME + "2018/02/?m=1"))

    assert [HOME + "2018/02/?m=1"] == list(PagesSource(ADDRESS, Window()).archives(links))
