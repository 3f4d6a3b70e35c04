# Run by hand when a page is added to fixtures/pages.
"""Drafts the `.expect.json` of a page fixture: what the parser sees in it, to be corrected by eye.

    python -m tools.generate.draft_expectation fixtures/pages/FAMILY/CASE.html https://NAME.blogspot.com/2018/02/a-post.html

It writes CASE.expect.json beside the page, never over one that
is there, and names the fields that the parser itself doubts: look at these first, then at all else. A draft that
nobody read proves nothing.
"""

import json
import sys
from pathlib import Path
from typing import Any

import migrator


def _comment(comment: dict[str, Any]) -> dict[str, object]:
    author = comment["author"]
    kept = ("is_blog_author", "published", "content_html", "status")
    about = {"author": author["name"], "author_url": author["url"], "avatar": author["avatar"]}
    return {"id": comment["id"], "parent_id": comment["parent_id"], **about, **{name: comment[name] for name in kept}}


def _post(post: dict[str, Any], names: dict[str, str]) -> dict[str, object]:
    location = post["location"]
    kept = ("url", "platform_id", "type", "title", "published", "updated", "author", "labels", "content_html", "media")
    stated = {name: post[name] for name in kept}
    stated |= {"author": names.get(post["author"]), "media": len(post["media"]), "comment_count": post["comment_count"]}
    stated["comments"] = [_comment(one) for one in post["comments"]]
    stated["location"] = location and [location["name"], location["latitude"], location["longitude"]]
    return stated | {"extent": post["extent"].upper()}


def draft(page: bytes, url: str) -> dict[str, object]:
    """Return what a fixture states of a page, as the parser sees it."""
    seen = migrator.parse(page, url=url)
    names = {author["id"]: author["name"] for author in seen["authors"]}
    blog, links, declared = seen["blog"], seen["links"], seen["declared"]
    kept = ("url", "title", "description", "language", "platform_id")
    return {
        "fetched": url,
        "page_type": seen["page_type"],
        "blog": blog and {name: blog[name] for name in kept},
        "posts": [_post(post, names) for post in seen["posts"]],
        "archives": [[link["url"], link["count"]] for link in links["archives"]],
        "older": links["older"],
        "newer": links["newer"],
        "linked_posts": links["posts"],
        "pages": links["pages"],
        "labels": links["labels"],
        "feeds": links["feeds"],
        "archive_total": declared["archive_total"],
        "declared_comments": declared["comments"],
        "notices": [notice["code"] for notice in seen["notices"]],
    }


def doubts(page: bytes, url: str) -> list[str]:
    """Return what to look at first: of each post, the fields that the parser doubts."""
    posts = migrator.parse(page, url=url)["posts"]
    named = (
        (post["url"], [field for field, sure in post["confidence"].items() if sure == "doubtful"]) for post in posts
    )
    return [f"{address}: look at {', '.join(fields)}" for address, fields in named if fields]


def main() -> None:
    """Write the draft, and say on stderr what is doubtful in it."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    file, url = Path(sys.argv[1]), sys.argv[2]
    page = file.read_bytes()
    target = file.with_name(f"{file.stem}.expect.json")
    with target.open("x", encoding="utf-8") as out:
        out.write(json.dumps(draft(page, url), ensure_ascii=False, indent=2) + "\n")
    print(f"{target} written: correct it by eye", *doubts(page, url), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
