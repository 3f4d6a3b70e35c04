"""An owner's own rules for a theme that nothing else knows: CSS selectors, in TOML, above all other rungs.

    [post]
    title = "h1.name"
    date = "time.when"
    author = ".who"
    labels = ".tags a"
    body = "div.text"
    drop = [".ad", "#share"]      # taken out of the body

    [comments]
    each = "li.reply"
    author = ".by"
    date = ".at"
    body = ".said"

Every key may be left out. Selectors go through BeautifulSoup's `select`, because they come from people who know CSS.
"""

import tomllib
from dataclasses import dataclass, field, fields

from migrator.model.errors import ConfigError


@dataclass(frozen=True, slots=True)
class PostRules:
    """Selectors for the fields of a post; empty where the owner says nothing."""

    title: str = ""
    date: str = ""
    author: str = ""
    labels: str = ""
    body: str = ""
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentRules:
    """Selectors for comments: `each` for one comment, the others inside it."""

    each: str = ""
    author: str = ""
    date: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a file."""

    post: PostRules = field(default_factory=PostRules)
    comments: CommentRules = field(default_factory=CommentRules)


@dataclass(frozen=True, slots=True)
class ThemeRules:
    """What is known of one blog's theme beside its pages: the owner's rules, and what was learnt from known texts."""

    rules: Rules | None = None
    learnt: Rules | None = None

    @classmethod
    def of_texts(cls, rules: str, learnt: str = "") -> "ThemeRules":
        """Read both as rules files, as an archive remembers them; an empty text is none."""
        return cls(read_rules(rules) if rules else None, read_rules(learnt) if learnt else None)


NO_THEME_RULES = ThemeRules()


def _table(document: dict[str, object], name: str, allowed: frozenset[str]) -> dict[str, object]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"[{name}] must be a table of selectors.")
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise ConfigError(f"[{name}] has no key {unknown[0]!r}.", hint=f"The keys are: {', '.join(sorted(allowed))}.")
    return table


def _selector(table: dict[str, object], name: str, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"{key} in [{name}] must be one CSS selector in quotes.")
    return value


def _drops(table: dict[str, object]) -> tuple[str, ...]:
    value = table.get("drop", [])
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConfigError("drop in [post] must be a list of CSS selectors.")
    return tuple(value)


def _checked(rules: Rules) -> Rules:
    import soupsieve  # noqa: PLC0415 - loads BeautifulSoup, slowly; only rules need it

    post, comments = rules.post, rules.comments
    selectors = [getattr(part, one.name) for part in (post, comments) for one in fields(part) if one.name != "drop"]
    for selector in (*selectors, *post.drop):
        try:
            soupsieve.compile(selector or "*")
        except soupsieve.SelectorSyntaxError as error:
            raise ConfigError(f"{selector!r} is no CSS selector.", hint=str(error).splitlines()[0]) from error
    return rules


def read_rules(text: str) -> Rules:
    """Read a rules file; ConfigError names what is wrong in it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The rules file is no TOML: {error}.") from error
    if unknown := sorted(set(document) - {"post", "comments"}):
        raise ConfigError(f"The rules file has no table [{unknown[0]}].", hint="The tables are [post] and [comments].")
    post_keys = frozenset(one.name for one in fields(PostRules))
    comment_keys = frozenset(one.name for one in fields(CommentRules))
    post = _table(document, "post", post_keys)
    comments = _table(document, "comments", comment_keys)
    return _checked(
        Rules(
            PostRules(drop=_drops(post), **{key: _selector(post, "post", key) for key in post_keys - {"drop"}}),
            CommentRules(**{key: _selector(comments, "comments", key) for key in comment_keys}),
        )
    )


def write_rules(rules: Rules) -> str:
    """Write rules as a file that `read_rules` reads, with a line for every key."""
    post = rules.post
    told = {"title": post.title, "date": post.date, "author": post.author, "labels": post.labels, "body": post.body}
    lines = ["[post]", *(_line(key, value) for key, value in told.items())]
    lines.append(f"drop = [{', '.join(_quoted(one) for one in rules.post.drop)}]")
    lines += ["", "[comments]"]
    comments = rules.comments
    said = {"each": comments.each, "author": comments.author, "date": comments.date, "body": comments.body}
    lines += [_line(key, value) for key, value in said.items()]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _line(key: str, value: str) -> str:
    return f"{key} = {_quoted(value)}" if value else f'# {key} = ""'
