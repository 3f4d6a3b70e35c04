"""The configuration that `migrate init` writes: every setting there is, explained, with its default."""

import json

from migrator.formats import registry
from migrator.net.settings import CONNECTIONS, DELAY


def template(urls: tuple[str, ...]) -> str:
    """Return a configuration for these blogs."""
    blogs = "\n".join(_blog(url) for url in urls)
    return _HEAD + blogs + _NETWORK.format(connections=CONNECTIONS, delay=DELAY) + _TAIL


def _blog(url: str) -> str:
    # A TOML basic string takes the escapes of JSON.
    return _BLOG.format(url=json.dumps(url, ensure_ascii=False), formats=", ".join(registry.exporter_names()))


_HEAD = """\
# What `migrate archive` keeps current: run it by hand, or daily with `migrate schedule install`.
# Relative paths start at the folder of this file. Lines that begin with # show the defaults, or an example.

# Where the archives lie, one folder for each blog.
archives = "output"

# Prove each archive complete and undamaged after its crawl.
# verify = true

# How long to keep what is superseded: texts that an edit replaced, and captured pages and feeds of which a newer
# capture is held. Never let go: the newest earlier text, what `migrate reparse` needs, anything of a post that is gone.
# keep_revisions = "forever"   # or a span such as "2 years", "18 months", "90 days"
# keep_captures = "forever"

"""

_BLOG = """\
[[blog]]
url = {url}
# source = "auto"            # auto, feeds or pages
# media = true               # false: no pictures and files
# archive = "elsewhere"      # a folder of its own
# cookies = "cookies.txt"    # for a blog behind a login: a Netscape cookie file; headers = "FILE": NAME: VALUE lines
# keep_captures = "1 year"   # otherwise than above for this blog; keep_revisions likewise

# What to write after each run, once or several times. Formats: {formats}
[[blog.export]]
format = "markdown"
# output = "site/content"    # default: <archive>/export/<format>/
# base_url = "https://www.example.org/"
# site = false               # a minimal working site around the content
"""

_NETWORK = """
[network]
# connections = {connections}            # requests under way at once
# delay = {delay:g}                  # seconds between two requests to the blog
# user_agent = "…"           # identify as this
# ignore_robots = false
"""

_TAIL = """
# The most that one run may take for one blog; what is left over is for the next run. No bound by default.
[budget]
# minutes = 60
# requests = 5000
# megabytes = 20000          # above this size of the archive, no more pictures and files

# Whom to tell when the blog shows something new, and when a run ends with another exit code than 0.
# A command gets the outcome as JSON on its standard input, a webhook as JSON in a POST.
[on_change]
# command = ["./deploy.sh"]
# webhook = "https://example.org/hook"

[on_failure]
# mail = ["you@example.org"]

# The server for mail; the password is read from the environment variable that `password_env` names.
# [smtp]
# host = "mail.example.org"
# port = 587
# security = "starttls"      # starttls, tls or none
# user = "you"
# password_env = "MIGRATE_SMTP_PASSWORD"
# sender = "you@example.org"

# A copy elsewhere: a folder, or any fsspec URL (s3://BUCKET/PREFIX needs: pip install 'blog-migrator[s3]').
# [[push]]
# to = "/mnt/backup/blogs"
# what = ["archive", "exports"]
# options = { endpoint_url = "https://s3.example.org" }
"""
