"""The configuration file of the scheduled job: TOML in, checked values out, each fault named with its line."""

import re
import tomllib
from pathlib import Path

from migrator.addresses.urls import home_from_input
from migrator.crawl import SourceName
from migrator.formats import registry
from migrator.job.fields import Fields, lines_of
from migrator.job.settings import (
    PASSWORD_ENV,
    PUSHED,
    BlogSettings,
    Budget,
    ExportSettings,
    JobConfig,
    NetworkSettings,
    PushSettings,
    Smtp,
    Telling,
)
from migrator.model.errors import ConfigError
from migrator.model.ports import checked_base_url
from migrator.net.settings import CONNECTIONS, DELAY, MOST_CONNECTIONS
from migrator.retention import RetentionPolicy

_ADDRESS = re.compile(r"(?:[^\x00-\x1f\x7f<>]* )?<?[^\s@<>\x00-\x1f\x7f]+@[^\s@<>\x00-\x1f\x7f]+>?")
_HINT = "`migrate init URL` writes a file with every setting explained."


def read_config(path: Path) -> JobConfig:
    """Read a configuration. ConfigError names the file, the line and what is wrong there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"There is no configuration {path}.", hint=_HINT) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} can't be read: {error}.", hint=_HINT) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}.", hint=_HINT) from error
    return _job(Fields(values, path=path, lines=lines_of(text)))


def _job(top: Fields) -> JobConfig:
    archives = top.path_of("archives", None) or Path("output")
    keep = _keep(top, RetentionPolicy())
    blogs = tuple(_blog(blog, keep) for blog in top.tables("blog"))
    if not blogs:
        raise top.fault("blog", "names no blog: add [[blog]] with its url")
    _refuse_twins(top, blogs)
    config = JobConfig(
        path=top.file,
        archives=top.folder / archives,
        blogs=blogs,
        network=_network(top.table("network")),
        budget=_budget(top.table("budget")),
        verify=top.flag("verify", default=True),
        on_change=_telling(top.table("on_change")),
        on_failure=_telling(top.table("on_failure")),
        smtp=_smtp(top.table("smtp")) if "smtp" in top.values else None,
        pushes=tuple(_push(push) for push in top.tables("push")),
    )
    if (config.on_change.mail or config.on_failure.mail) and config.smtp is None:
        raise top.fault("on_failure", "asks for mail, but there is no [smtp] to send it with")
    top.refuse_unknown()
    return config


def _refuse_twins(top: Fields, blogs: tuple[BlogSettings, ...]) -> None:
    for number, blog in enumerate(blogs):
        if _home(blog.url) in {_home(other.url) for other in blogs[:number]}:
            raise top.fault(("blog", number, "url"), f"names {blog.url} a second time")


def _home(url: str) -> str:
    """Return the home that an address means, without its scheme; empty if it is none."""
    try:
        return home_from_input(url).partition("://")[2]
    except ValueError:
        return ""


def _keep(fields: Fields, default: RetentionPolicy) -> RetentionPolicy:
    return RetentionPolicy(
        revisions=fields.span("keep_revisions", default.revisions),
        captures=fields.span("keep_captures", default.captures),
    )


def _blog(fields: Fields, keep: RetentionPolicy) -> BlogSettings:
    url = fields.text("url")
    if not url:
        raise fields.fault("url", "is missing: give the blog's address")
    if not _home(url):
        raise fields.fault("url", f"is no web address: {url!r}")
    archive, cookies, headers = (fields.path_of(key, None) for key in ("archive", "cookies", "headers"))
    blog = BlogSettings(
        url=url,
        archive=None if archive is None else fields.folder / archive,
        cookies=None if cookies is None else fields.folder / cookies,
        headers=None if headers is None else fields.folder / headers,
        source=SourceName(fields.choice("source", [name.value for name in SourceName], SourceName.AUTO.value)),
        media=fields.flag("media", default=True),
        keep=_keep(fields, keep),
        exports=tuple(_export(export) for export in fields.tables("export")),
    )
    fields.refuse_unknown()
    return blog


def _export(fields: Fields) -> ExportSettings:
    output = fields.path_of("output", None)
    made = ExportSettings(
        format=_format(fields),
        output=None if output is None else fields.folder / output,
        base_url=_base_url(fields),
        site=fields.flag("site", default=False),
    )
    if made.site and not getattr(registry.exporter(made.format), "makes_site", False):
        raise fields.fault("site", f"is for formats that have a site of their own; {made.format} has none")
    fields.refuse_unknown()
    return made


def _base_url(fields: Fields) -> str | None:
    try:
        return checked_base_url(fields.text("base_url") or None)
    except ValueError as error:
        raise fields.fault("base_url", str(error)) from error


def _format(fields: Fields) -> str:
    name = fields.choice("format", [*registry.exporter_names(), *registry.ALIASES], None)
    return registry.ALIASES.get(name, name)


def _network(fields: Fields) -> NetworkSettings:
    made = NetworkSettings(
        connections=int(fields.number("connections", CONNECTIONS, least=1, most=MOST_CONNECTIONS, whole=True)),
        delay=fields.number("delay", DELAY, least=0),
        user_agent=fields.text("user_agent") or None,
        ignore_robots=fields.flag("ignore_robots", default=False),
    )
    fields.refuse_unknown()
    return made


def _budget(fields: Fields) -> Budget:
    requests, megabytes = fields.bound("requests", whole=True), fields.bound("megabytes", whole=True)
    made = Budget(
        minutes=fields.bound("minutes", whole=False),
        requests=None if requests is None else int(requests),
        megabytes=None if megabytes is None else int(megabytes),
    )
    fields.refuse_unknown()
    return made


def _telling(fields: Fields) -> Telling:
    made = Telling(
        command=fields.texts("command"),
        webhook=fields.text("webhook") or None,
        mail=fields.texts("mail"),
    )
    if made.webhook and not made.webhook.startswith(("http://", "https://")):
        raise fields.fault("webhook", "must begin with http:// or https://")
    if wrong := [address for address in made.mail if not _ADDRESS.fullmatch(address)]:
        raise fields.fault("mail", f"is no address: {wrong[0]!r}")
    fields.refuse_unknown()
    return made


def _smtp(fields: Fields) -> Smtp:
    host = fields.text("host")
    if not host:
        raise fields.fault("host", "is missing: the name of the mail server")
    made = Smtp(
        host=host,
        port=int(fields.number("port", 587, least=1, most=65535, whole=True)),
        security=fields.choice("security", ["starttls", "tls", "none"], "starttls"),
        user=fields.text("user") or None,
        password_env=fields.text("password_env") or PASSWORD_ENV,
        sender=fields.text("sender"),
    )
    if made.sender and not _ADDRESS.fullmatch(made.sender):
        raise fields.fault("sender", f"is no address: {made.sender!r}")
    fields.refuse_unknown()
    return made


def _push(fields: Fields) -> PushSettings:
    to = fields.text("to")
    if not to:
        raise fields.fault("to", "is missing: a folder or a URL such as s3://BUCKET/PREFIX")
    what = fields.texts("what") or PUSHED
    if wrong := [name for name in what if name not in PUSHED]:
        raise fields.fault("what", f"knows archive and exports, not {wrong[0]!r}")
    made = PushSettings(to=to, what=what, options=tuple(sorted(fields.table("options").values.items())))
    fields.known.add("options")
    fields.refuse_unknown()
    return made
