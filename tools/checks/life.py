# Run by tools/checks/year.py, which imports it.
"""What happens on a blog from day to day, and what was to be seen of it: for `tools.checks.year`."""

import random
from datetime import datetime, timedelta

from fixtures.blogger import StandIn
from fixtures.blogger.truth import expected, letters_of

BLOG = "seed"


class Life:
    """What happens on the blog, and what was to be seen of it whenever a run came to its end."""

    def __init__(self, standin: StandIn, draw: random.Random) -> None:
        self._standin = standin
        self._draw = draw
        self._number = 0
        truth = expected(standin.blog(BLOG))
        self._shown = {
            path_of(post["url"]): (post["title"], letters_of(post["content_html"])) for post in truth["posts"]
        }
        self.titles: dict[str, set[str]] = {}
        self.texts: dict[str, set[str]] = {}
        self.comments: dict[str, set[str]] = {}

    def day(self, at: datetime) -> None:
        """Let a day pass: at most one change of each kind."""
        for chance, happen in ((0.5, self._post), (0.4, self._edit), (0.7, self._comment), (0.04, self._delete)):
            if self._draw.random() < chance:
                happen(at - timedelta(hours=self._draw.randrange(1, 20)))
        if self._draw.random() < 0.03:
            self._empty_a_comment()

    def seen(self) -> None:
        """Note what stands on the blog now: a run has read it."""
        for path, (title, text) in self._shown.items():
            self.titles.setdefault(path, set()).add(title)
            self.texts.setdefault(path, set()).add(text)
        for post in self._standin.blog(BLOG).posts:
            ids = {comment.id for comment in post.comments if not comment.removed}
            self.comments.setdefault(post.path, set()).update(ids)

    def _some_post(self) -> str:
        return self._draw.choice([post.path for post in self._standin.blog(BLOG).posts])

    def _post(self, at: datetime) -> None:
        self._number += 1
        path, title = f"/{at:%Y/%m}/jour-{self._number}.html", f"Jour {self._number}"
        body = f"<p>Ce qui s'est passé le {at:%d %m %Y}, numéro {self._number}.</p>"
        self._standin.add_post(BLOG, path, title=title, body=body, at=at)
        self._shown[path] = (title, letters_of(body))

    def _edit(self, at: datetime) -> None:
        self._number += 1
        path, body = self._some_post(), f"<p>Récrit le {at:%d %m %Y}, version {self._number}.</p>"
        changes = {"title": f"Titre {self._number}"} if self._draw.random() < 0.3 else {}
        self._standin.edit(BLOG, path, at=at, body=body, images=[], **changes)
        self._shown[path] = (changes.get("title", self._shown[path][0]), letters_of(body))

    def _comment(self, at: datetime) -> None:
        self._number += 1
        self._standin.add_comment(BLOG, self._some_post(), body=f"Commentaire {self._number}", at=at)

    def _delete(self, at: datetime) -> None:
        path = self._some_post()
        self._standin.delete(BLOG, path, at=at)
        del self._shown[path]

    def _empty_a_comment(self) -> None:
        blog = self._standin.blog(BLOG)
        standing = [one for post in blog.posts for one in post.comments if not one.removed]
        if standing:
            self._draw.choice(standing).removed = "author"
            self._standin.site(BLOG).touched()


def path_of(url: str) -> str:
    """Return what stands behind the host."""
    return "/" + url.split("/", 3)[3]
