"""`migrate parse`."""

import re
from pathlib import Path

import click

from migrator.cli.command import teaching
from migrator.cli.output import emit
from migrator.documents import PageType, RawPage
from migrator.errors import UnreadableInput
from migrator.exporters.json import parsed_to_json
from migrator.reading import parse_document

# Only to resolve relative links of a page that was given without its address; the parsers read the real thing.
_OWN_ADDRESS = re.compile(
    rb"""<link[^>]+?rel=["']?(?:canonical|self)["']?[^>]*?\shref=["']?(https?://[^"'\s>]+)"""
    rb"""|<link[^>]+?href=["']?(https?://[^"'\s>]+)["']?[^>]*?\srel=["']?(?:canonical|self)["'\s/>]""",
    re.IGNORECASE,
)
_HEAD = 200_000


def page_from_file(file: Path, url: str | None) -> RawPage:
    """Give a saved document as if it had just been fetched from `url`, else from the address that it states itself."""
    body = file.read_bytes()
    address = url or _own_address(body) or file.resolve().as_uri()
    return RawPage(url=address, final_url=address, status=200, reason="OK", body=body)


def _own_address(body: bytes) -> str | None:
    found = _OWN_ADDRESS.search(body[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else None


@teaching(
    examples=(
        "migrate parse saved.html --url https://NAME.blogspot.com/2018/02/a-post.html",
        "migrate parse feed.xml",
    ),
    exits=(6,),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--url", metavar="URL", help="Where the document came from; without it, what the document says itself.")
@click.pass_context
def command(context: click.Context, file: Path, url: str | None) -> None:
    """Print, as one JSON object, what the parser sees in FILE.

    FILE is a saved page, feed or sitemap. The object tells its page type, blog, authors, posts with their comments,
    links, declared counts and notices. No archive is needed and nothing is fetched.
    """
    parsed = parse_document(page_from_file(file, url))
    emit(parsed_to_json(parsed))
    if parsed.page_type is PageType.UNKNOWN and not parsed.posts:
        context.exit(UnreadableInput.exit_code)
