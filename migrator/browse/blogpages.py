"""The pages that the blog had: home, posts at their old paths, lists by month and label, pages, feeds."""

from urllib.parse import quote, unquote

from migrator.browse.layout import Answer, Content, File, NotFound, Redirection, dress, link
from migrator.browse.library import Library, SitePlan
from migrator.content.text import plain_text
from migrator.formats.html import NEWEST, grouped
from migrator.formats.html.data import atom, json_feed
from migrator.formats.html.pages import template_text
from migrator.formats.html.paths import ListedPost
from migrator.formats.html.post import excerpt_of
from migrator.model.schema import Post


def blog_page(library: Library, path: str, query: str) -> Answer:
    """Answer a path (without the slash that begins it, decoded) as the copy or the blog would."""
    plan = library.plan()
    if path.startswith("media/"):
        found = library.insight.media_file(path.removeprefix("media/"))
        return NotFound(tried=path) if found is None else File(path=found[0], type=found[1])
    if path in plan.by_path:
        return _post(library, plan, path)
    listed = _list(library, plan, path) or _whole(library, plan, path)
    return listed or _moved(plan, path, query)


def _post(library: Library, plan: SitePlan, path: str) -> Answer:
    post = library.insight.post(plan.by_path[path])
    if post is None:
        return NotFound(tried=path)
    held, _ = plan.posts.media_of(post)
    earlier = len(library.insight.revisions(post.id))
    links = [
        (link("revisions/" + post.id), f"Earlier versions ({earlier})"),
        (link("captures/" + post.id), "Captures of its page"),
    ]
    if post.url.startswith(("http://", "https://")):
        links.append((post.url, "On the blog"))
    if path.startswith("~/"):
        links.append((link("drafts"), f"Not public: {post.status.value}"))
    dress(library, *links)
    return Content(body=plan.posts.page(post, held).content)


def _list(library: Library, plan: SitePlan, path: str) -> Content | None:
    """Answer the lists: home, all posts, months, labels, pages."""
    words, places = plan.pages.words, plan.places
    if path in {"", "index.html"}:
        years = [(period, len(entries)) for period, entries in places.periods.items() if "/" not in period]
        return _page(library, "home.html", path, title="", posts=_newest(library, plan), years=sorted(years)[::-1])
    if path == "archive.html":
        return _page(library, "list.html", path, title=words.archive, groups=grouped(places.posts))
    if path == "labels.html":
        counted = dict(library.view.labels())
        labels = [(label, place, counted.get(label, 0)) for label, place in places.labels.items()]
        return _page(library, "labels.html", path, title=words.labels, labels=labels)
    if path == "pages.html":
        return _page(library, "list.html", path, title=words.pages, groups=[("", places.pages)])
    if path in plan.labels_by_path:
        label = plan.labels_by_path[path]
        return _page(library, "list.html", path, title=label, groups=grouped(_with_label(library, plan, label)))
    if path in places.shared:
        return _page(library, "list.html", path, title=path, groups=grouped(places.shared[path]), anchored=True)
    period = path.removesuffix("/index.html")
    if period != path and period in places.periods:
        title = plan.pages.dates.month(period.replace("/", "-"))
        return _page(library, "list.html", path, title=title, groups=grouped(places.periods[period]))
    return None


def _whole(library: Library, plan: SitePlan, path: str) -> Content | None:
    """Answer the files that the copy has once."""
    if path == "style.css":
        return Content(body=template_text(path).encode(), type="text/css; charset=utf-8")
    if path not in {"feed.xml", "feed.json"}:
        return None
    posts = [post for entry in plan.places.posts[:NEWEST] if (post := _of_path(library, plan, entry.path))]
    fed = [plan.posts.feed_entry(post, plan.posts.media_of(post)[0]) for post in posts]
    blog = library.view.blog()
    if path == "feed.xml":
        return Content(body=atom(blog, fed, None), type="application/atom+xml; charset=utf-8")
    return Content(body=json_feed(blog, fed, None), type="application/feed+json; charset=utf-8")


def _moved(plan: SitePlan, path: str, query: str) -> Answer:
    """Find an address as the blog had it: with a query, without `index.html`, in another case."""
    address = plan.posts.address
    key = address.key(f"{address.home}{quote(path)}" + (f"?{query}" if query else ""))
    place = plan.places.of_link(key) or plan.places.of_link(unquote(key))
    if place is None or place == path:
        return NotFound(tried=path)
    return Redirection(path="/" + quote(place))


def _page(library: Library, template: str, path: str, **values: object) -> Content:
    dress(library)
    return Content(body=library.plan().pages.render(template, path or "index.html", **values))


def _newest(library: Library, plan: SitePlan) -> list[tuple[ListedPost, str]]:
    found = []
    for entry in plan.places.posts[:NEWEST]:
        post = _of_path(library, plan, entry.path)
        found.append((entry, excerpt_of(plain_text(post.content_html)) if post is not None else ""))
    return found


def _of_path(library: Library, plan: SitePlan, path: str) -> Post | None:
    return library.insight.post(plan.by_path[path])


def _with_label(library: Library, plan: SitePlan, label: str) -> list[ListedPost]:
    entries = []
    for post in library.insight.ids_with_label(label):
        summary = plan.summaries.get(post)
        if summary is not None and summary.type == "post" and not plan.places.by_id[post].startswith("~/"):
            entries.append(ListedPost(plan.places.by_id[post], summary.title, summary.published))
    return entries
