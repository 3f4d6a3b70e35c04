"""`migrate parse`."""

from collections.abc import Iterator
from pathlib import Path

import click

from migrator.cli.command import migrate_command
from migrator.cli.options import rules_option
from migrator.cli.output import print_err, print_json
from migrator.cli.summary import table
from migrator.formats.json import JsonObject, parsed_to_json
from migrator.model.documents import PageType, Parsed, RawPage
from migrator.model.errors import UnreadableInput
from migrator.pages.rules.draft import draft_rules
from migrator.pages.rules.rules import ThemeRules, write_rules
from migrator.parsing.document import page_of, parse_document


def page_from_file(file: Path, url: str | None) -> RawPage:
    """Give a saved document as if it had just been fetched from `url`, else from the address that it states itself."""
    page = page_of(file.read_bytes(), url or "")
    return page if page.url else page_of(page.body, file.resolve().as_uri())


@migrate_command(
    examples=(
        "migrate parse saved.html --url https://NAME.blogspot.com/2018/02/a-post.html",
        "migrate parse feed.xml",
        "migrate parse saved.html --explain",
        "migrate parse saved.html --rules theme.toml",
    ),
    exits=(4, 6),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--url", metavar="URL", help="Where the document came from; without it, what the document says itself.")
@click.option("--explain", is_flag=True, help="Say which rule gave each field, and draft a rules file for --rules.")
@rules_option("CSS selectors for a theme that is not read right.")
@click.pass_context
def command(context: click.Context, file: Path, url: str | None, explain: bool, rules: str | None) -> None:
    """Print, as one JSON object, what the parser sees in FILE.

    FILE is a saved page, feed or sitemap. The object tells its page type, blog, authors, posts with their comments,
    links, declared counts and notices; of each post's fields, whether they are sure or doubtful. No archive is needed
    and nothing is fetched.

    Where a theme is read wrong, --explain shows why and drafts rules, a TOML file of CSS selectors: correct it, try it
    here with --rules, then give it to crawl or reparse.
    """
    page = page_from_file(file, url)
    parsed = parse_document(page, ThemeRules.of_texts(rules or ""))
    told = parsed_to_json(parsed)
    if explain:
        told["explained"] = explained = explanation(page, parsed)
        for line in explanation_lines(explained):
            print_err(line)
    print_json(told)
    if parsed.page_type is PageType.UNKNOWN and not parsed.posts:
        context.exit(UnreadableInput.exit_code)


# What `migrate parse --explain` says: which rule gave each field, and a rules file to begin with.

_SINGLE = frozenset({PageType.POST, PageType.PAGE, PageType.UNKNOWN})


def explanation(page: RawPage, parsed: Parsed) -> JsonObject:
    """Return `rungs` (field → its rule) and `rules` (a drafted rules file, empty for lists and feeds)."""
    single = parsed.page_type in _SINGLE and len(parsed.posts) == 1
    return {"rungs": dict(parsed.provenance), "rules": write_rules(draft_rules(page, parsed)) if single else ""}


def explanation_lines(explained: JsonObject) -> Iterator[str]:
    """Write an explanation for people."""
    rungs, rules = explained["rungs"], explained["rules"]
    yield "Which rule gave each field:"
    if isinstance(rungs, dict) and rungs:
        yield from table((name, str(rung)) for name, rung in rungs.items())
    else:
        yield "  none: a feed, a sitemap or nothing that we can read"
    if isinstance(rules, str) and rules:
        yield "A rules file that reads this page so; correct what is wrong and give it with --rules:"
        yield ""
        yield from rules.splitlines()
