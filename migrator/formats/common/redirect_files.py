"""The list of redirects in the form of each host, with what each host can't take said.

Formats and limits: netlify.com/docs (redirects), developers.cloudflare.com (Pages and Bulk Redirects), nginx.org
(ngx_http_map_module), httpd.apache.org (mod_rewrite), vercel.com/docs (redirects), docs.gitlab.com (Pages).
"""

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from migrator.addresses.join import split_url
from migrator.formats.common.redirects import Given, Redirect
from migrator.model.notices import Notice
from migrator.model.ports import OutputFile
from migrator.portable import folded, is_portable

# Characters of a rule with both addresses. nginx reads a word of its configuration into 4,096 bytes, Apache a line into
# 8,192, where each character may be four.
_LONGEST = {"Cloudflare Pages": 1000, "nginx": 1500, "Apache": 1900, "Vercel": 2048}
_LIMITS = {
    "Cloudflare Pages": 2000,
    "Vercel": 2048,
    "GitLab Pages": 1000,
}
_MOST_IN_TEMPLATE = 2000

README = """What moved, in the form of each host. Take the one that you need; nothing here is used by itself.
Hosts without redirects, such as GitHub Pages, need none of them: the tree of the site holds pages that lead on.

| file | for |
| --- | --- |
| netlify/_redirects | Netlify and GitLab Pages: into the folder that is published |
| cloudflare-pages/_redirects | Cloudflare Pages and Workers |
| nginx.conf | nginx: include it in `http`, then `if ($moved) { return 301 $moved; }` in `server` |
| apache/.htaccess | Apache with mod_rewrite: into the folder that is served (`AllowEncodedSlashes On` for `/`) |
| vercel/vercel.json | Vercel |
| cloudflare-bulk.csv | Cloudflare Bulk Redirects |
| redirects.csv | any other: old address, new address, status, under every name of the blog |
| blogger-template.xml | the old blog itself: into its template right behind `<head>`; sends visitors on |
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """Under which hosts the old addresses are asked for, canonical first, and where the new site lives (or None)."""

    old: tuple[str, ...]
    base_url: str | None

    @property
    def new(self) -> str:
        """The new site's address without a slash at its end, empty if nobody told it."""
        return (self.base_url or "").rstrip("/")


def redirect_files(
    rules: list[Redirect], hosts: Hosts, folder: str = "redirects", given: Given | None = None
) -> Iterator[OutputFile | Notice]:
    """Yield the list in every form, and what a host can't take of it; `given` are the addresses of the new site."""
    forms = {
        "README.md": README.encode(),
        "netlify/_redirects": _lines(f"{rule.source} {rule.target} 301" for rule in rules),
        "cloudflare-pages/_redirects": _lines(_cloudflare(rules)),
        "nginx.conf": _lines(_nginx(rules, given or Given())),
        "apache/.htaccess": _lines(_apache(rules)),
        "vercel/vercel.json": _vercel(rules),
        "cloudflare-bulk.csv": _bulk(rules, hosts),
        "redirects.csv": _csv(rules, hosts),
        "blogger-template.xml": _template(rules, hosts),
    }
    for name, content in forms.items():
        yield OutputFile(path=f"{folder}/{name}", content=content)
    yield from _limits(rules)


def plain_lists(
    rules: list[Redirect], hosts: Hosts, *, table: str = "redirects.csv", squarespace: bool = False
) -> Iterator[OutputFile]:
    """Yield what a home that takes no configuration of a web server can use: a table, and a script for the old blog."""
    yield OutputFile(path=table, content=_csv(rules, hosts))
    if squarespace:
        # support.squarespace.com, "URL redirects".
        listed = (f"{rule.source} -> {rule.target} 301" for rule in rules)
        yield OutputFile(path="squarespace.txt", content=_lines(listed))
    yield OutputFile(path="blogger-template.xml", content=_template(rules, hosts))


def stub_files(
    rules: list[Redirect], folder: str = "", base: str = "", given: Given | None = None
) -> Iterator[OutputFile | Notice]:
    """Yield pages that lead on, at the old paths; feeds get none, because no reader of feeds follows a page.

    No file of a name that some system refuses, or holds for that of another: the host's own table leads on from there.
    """
    taken: set[str] = set()
    for rule in rules:
        path = unquote(rule.source).lstrip("/")
        if path.startswith("feeds/") or path.endswith(".xml"):
            continue
        file = path if path.endswith((".html", ".htm")) else f"{path.rstrip('/')}/index.html"
        parts = file.split("/")
        if not all(map(is_portable, parts)) or folded(file) in taken or (given and given.alike(rule.source)):
            yield no_stub(rule)
            continue
        taken.add(folded(file))
        yield OutputFile(path=folder + file, content=stub_page(rule.target, base))


def no_stub(rule: Redirect) -> Notice:
    """Return what is told where no page can lead on."""
    detail = "some systems refuse a file of this name, or hold it for another's; no stub page, see the host's table"
    return Notice(code="redirect-dropped", url=rule.source, detail=detail)


def stub_page(target: str, base: str = "") -> bytes:
    """Return a page that leads on."""
    url = html.escape(target if "://" in target else base + target)
    return (
        f'<!doctype html><meta charset="utf-8"><title>Moved</title><link rel="canonical" href="{url}">'
        f'<meta http-equiv="refresh" content="0; url={url}"><a href="{url}">Moved</a>\n'
    ).encode()


def _limits(rules: list[Redirect]) -> Iterator[Notice]:
    for host, most in _LONGEST.items():
        beyond = sum(_length(rule) > most for rule in rules)
        if beyond:
            detail = f"{beyond} redirects of more than {most:,} characters are left out"
            yield Notice(code="redirect-limit", url=host, detail=detail)
    for host, most in _LIMITS.items():
        if len(rules) > most:
            detail = f"{len(rules)} redirects; {host} takes {most}"
            yield Notice(code="redirect-limit", url=host, detail=detail)
    if len(rules) > _MOST_IN_TEMPLATE:
        yield Notice(
            code="redirect-limit", url="Blogger template", detail="too many for it: the new site must redirect"
        )


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _cloudflare(rules: list[Redirect]) -> Iterator[str]:
    fits = _fitting(rules, "Cloudflare Pages")
    return (f"{rule.source} {rule.target} 301" for rule in fits[: _LIMITS["Cloudflare Pages"]])


def _fitting(rules: list[Redirect], host: str) -> list[Redirect]:
    return [rule for rule in rules if _length(rule) <= _LONGEST[host]]


def _length(rule: Redirect) -> int:
    return len(rule.source) + len(rule.target) + 5


def _nginx(rules: list[Redirect], given: Given) -> Iterator[str]:
    """`$uri` is decoded, so the keys are; a query such as `?m=1` is no part of it.

    Keys are compared without regard to case; those that differ in nothing else, from another key or from an address of
    the new site, become expressions, which are not. A bucket must hold the longest key.
    """
    rules = _fitting(rules, "nginx")
    alike = Counter(unquote(rule.source).lower() for rule in rules)
    longest = max((len(unquote(rule.source).encode()) + len(rule.target) for rule in rules), default=0)
    yield f"map_hash_bucket_size {max(512, 1 << (longest + 64).bit_length())};"
    yield "map $uri $moved {"
    yield '    default "";'
    for rule in rules:
        key = unquote(rule.source)
        exact = alike[key.lower()] > 1 or given.alike(rule.source) or key.startswith("~")
        written = f"~^{re.escape(key)}$" if exact else key
        yield f"    {_nginx_text(written, key=True)} {_nginx_text(rule.target)};"
    yield "}"


def _nginx_text(text: str, *, key: bool = False) -> str:
    # A dollar can't be escaped in nginx; in a key it is no variable, in a target it is written as a code.
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted if key else quoted.replace("$", "%24")}"'


def _apache(rules: list[Redirect]) -> Iterator[str]:
    """Rewrite rules see the decoded path without its first slash; QSD drops `?m=1`."""
    yield "RewriteEngine On"
    for rule in _fitting(rules, "Apache"):
        pattern = "".join(map(_apache_sign, unquote(rule.source).lstrip("/")))
        target = rule.target.replace("%", "\\%").replace("$", "\\$")
        yield f'RewriteRule "^{pattern}$" "{target}" [R=301,L,NE,QSD]'


def _apache_sign(character: str) -> str:
    # As a code: Apache takes backslashes and quotes out of its arguments before they are read as an expression.
    return f"\\x{ord(character):02x}" if character in "\"\\ '" else re.escape(character).replace("\\/", "/")


def _vercel(rules: list[Redirect]) -> bytes:
    """`source` is a pattern: what means something in it is escaped."""
    listed = [
        {"source": re.sub(r"([:()*+?{}\\])", r"\\\1", rule.source), "destination": rule.target, "statusCode": 301}
        for rule in _fitting(rules, "Vercel")
    ]
    return (json.dumps({"redirects": listed}, indent=1) + "\n").encode()


def _rows(rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _bulk(rules: list[Redirect], hosts: Hosts) -> bytes:
    """Source without scheme stands for both; only hosts that their owner can put behind Cloudflare make sense."""
    named = [host for host in hosts.old if not host.endswith(".blogspot.com")]
    asked = dict.fromkeys((*named, split_url(hosts.new).netloc)) if hosts.new else dict.fromkeys(named or hosts.old)
    new = hosts.new or f"https://{hosts.old[0]}"
    return _rows(
        (f"{host}{rule.source}", _whole(rule.target, new), "301", "FALSE", "FALSE", "FALSE", "FALSE")
        for host in asked
        for rule in rules
    )


def _csv(rules: list[Redirect], hosts: Hosts) -> bytes:
    body = (
        (f"{scheme}://{host}{rule.source}", _whole(rule.target, hosts.new), "301")
        for host in hosts.old
        for scheme in ("https", "http")
        for rule in rules
    )
    return _rows([("old", "new", "status"), *body])


def _whole(target: str, new: str) -> str:
    return target if "://" in target else new + target


def _template(rules: list[Redirect], hosts: Hosts) -> bytes:
    """Send visitors of the old blog on, each to the same thing; `?m=1` and country hosts fall away by themselves."""
    new = hosts.new or "https://NEW-ADDRESS.example"
    moved = {rule.source: rule.target for rule in rules} if len(rules) <= _MOST_IN_TEMPLATE else {}
    table = json.dumps(moved, indent=0).replace("]]>", "]]\\u003e").replace("</", "<\\/")
    return f"""<!-- The blog has moved to {new}: paste this into the template, right behind <head>. -->
<script type='text/javascript'>
//<![CDATA[
(function () {{
  var moved = {table};
  var path = location.pathname, label = decodeURI(path);
  var target = moved[path] || moved[encodeURI(label)] || path;
  if (!/^https?:/.test(target)) target = '{new}' + target;
  var link = document.createElement('link');
  link.rel = 'canonical';
  link.href = target;
  document.head.appendChild(link);
  location.replace(target + location.hash);
}})();
//]]>
</script>
<noscript><meta content='0; url={new}/' http-equiv='refresh'/></noscript>
""".encode()
