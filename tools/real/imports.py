# Run by `.ci/run` (stage "real data", where such data lie beside the checkout).
"""Imports stored real feeds and backups, each into an archive of its own, and counts what came of their entries.

    python -m tools.real.imports REAL_DATA_FOLDER

REAL_DATA_FOLDER holds `feeds/`. The entries are counted by a plain walk over the XML (or JSON) that shares no code with
the import. Each file is imported again in the forms in which people keep it: packed by gzip, in a Takeout's `.zip` and
`.tgz`, in a folder, and cut into documents of one entry each. Prints a table; exits 1 where an entry that the blog's
readers could see is not in the archive, where the archive's account counts other entries than the file has, and where a
form gives another archive than the file itself.
"""

import gzip
import io
import json
import re
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from migrator.account.ledger import OFFERED, Unit
from migrator.imports import ImportOptions, import_files
from migrator.model.errors import MigratorError, UnreadableInput
from migrator.model.ports import ArchiveView
from migrator.model.schema import PostStatus, PostType
from migrator.store import Archive

_MOST_SINGLE = 60
"""Entries of a feed up to which it is cut into documents of one."""


@dataclass
class Counted:
    """What stands in a file, by a plain count: ids of posts and pages, of comments, and how many answer another."""

    entries: int = 0
    posts: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    replies: int = 0
    hidden: int = 0


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def count_xml(path: Path) -> Counted:
    """Count the entries of an Atom or RSS file."""
    root = etree.parse(str(path), etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False)).getroot()
    found = Counted()
    of_comments = any("/comments/" in (link.get("href") or "") for link in root if local(link) == "link")
    of_comments &= "comments" in "".join(str(one.text) for one in root if local(one) == "id")
    for element in root.iter():
        if not isinstance(element.tag, str) or local(element) not in {"entry", "item"}:
            continue
        found.entries += 1
        texts = {local(child): (child.text or "").strip() for child in element if isinstance(child.tag, str)}
        terms = " ".join(child.get("term") or "" for child in element if local(child) == "category")
        kind = (re.search(r"kind#(\w+)", terms) or [None, texts.get("type", "").lower()])[1]
        identity = texts.get("id") or texts.get("guid", "")
        if kind in {"settings", "template"}:
            continue
        if texts.get("status", "LIVE") not in {"LIVE", "DRAFT", "SCHEDULED"} or texts.get("trashed"):
            found.hidden += 1
        elif kind == "comment" or of_comments or any(local(child) == "in-reply-to" for child in element):
            found.comments.add(identity)
            related = any(child.get("rel") == "related" for child in element if local(child) == "link")
            found.replies += related or bool(texts.get("inReplyTo"))
        else:
            found.posts.add(identity)
    return found


def count_json(path: Path) -> Counted:
    """Count the entries of a JSON feed."""
    text = path.read_text(encoding="utf-8")
    feed = json.loads(text[text.index("{") : text.rindex("}") + 1])["feed"]
    found = Counted(entries=len(feed.get("entry", [])))
    kind = found.comments if feed["id"]["$t"].endswith("comments") else found.posts
    kind.update(entry["id"]["$t"] for entry in feed.get("entry", []))
    return found


def archived(view: ArchiveView) -> Counter[str]:
    """Count what an archive shows; a stub carries comments and is no post of the file."""
    counts: Counter[str] = Counter()
    for post in view.posts():
        if post.title or post.content_html or post.published or post.status is not PostStatus.PUBLISHED:
            kind = "pages" if post.type is PostType.PAGE else "posts"
            counts[kind if post.status is PostStatus.PUBLISHED else f"{post.status.value}s"] += 1
        counts["comments"] += len(post.comments)
        counts["threads"] += sum(comment.parent_id is not None for comment in post.comments)
    return counts


def imported(paths: list[Path], folder: Path) -> tuple[Counter[str], int]:
    """Import files into an archive of their own; return what it shows, and how many entries its account counts."""
    import_files(ImportOptions(paths=tuple(paths), output=folder / "archive"))
    with Archive.open_existing(folder / "archive", write=False) as archive:
        account = archive.account.of(1)
        entries = sum(one.count for one in account if one.unit is Unit.ENTRY and one.outcome == OFFERED)
        return archived(archive.view()), entries


def forms(path: Path, folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Yield the forms in which people keep a feed; each is made when it is asked for."""
    content = path.read_bytes()
    packed = folder / f"{path.name}.gz"
    packed.write_bytes(gzip.compress(content))
    yield "gzip", [packed]
    name = "Takeout/Blogger/Blogs/Blog/feed.atom"
    with zipfile.ZipFile(folder / "takeout.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, content)
    yield "zip", [folder / "takeout.zip"]
    with tarfile.open(folder / "takeout.tgz", "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    yield "tgz", [folder / "takeout.tgz"]
    (folder / "heap" / "old").mkdir(parents=True)
    (folder / "heap" / "old" / "saved.xml").write_bytes(content)
    (folder / "heap" / "notes.txt").write_text("notes")
    yield "folder", [folder / "heap"]
    singles = list(single_entries(content, folder))
    if singles:
        yield "entries", singles


def single_entries(content: bytes, folder: Path) -> Iterator[Path]:
    """Yield documents of one entry each, of an Atom feed that is not too long."""
    root = etree.fromstring(content, etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False))
    entries = [element for element in root if isinstance(element.tag, str) and local(element) == "entry"]
    if local(root) != "feed" or len(entries) > _MOST_SINGLE or b"kind#settings" in content or b"/2018" in content:
        return  # what a feed says once, outside its entries, is lost where each stands alone
    for number, element in enumerate(entries):
        path = folder / f"{number}.xml"
        path.write_bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8"))
        yield path


def main() -> int:
    """Import every file, print the table, name what is missing."""
    names = ("posts", "pages", "drafts", "scheduleds", "comments", "threads")
    print(f"{'file':42}{'entries':>8}{'hidden':>7} | " + "".join(f"{name:>11}" for name in names))
    faults = []
    tried = 0
    for path in sorted(Path(sys.argv[1], "feeds").glob("*.*")):
        with tempfile.TemporaryDirectory() as folder:
            try:
                held, entries = imported([path], Path(folder))
            except UnreadableInput as error:
                print(f"{path.name[:41]:42}{'refused: ' + error.message.partition('looks like ')[2][:80]}")
                continue
        counted = count_json(path) if path.suffix in {".json", ".js"} else count_xml(path)
        print(
            f"{path.name[:41]:42}{counted.entries:>8}{counted.hidden:>7} | "
            + "".join(f"{held[name]:>11}" for name in names)
        )
        posts = sum(held[name] for name in ("posts", "pages", "drafts", "scheduleds"))
        for name, wanted, got in (
            ("posts", len(counted.posts), posts),
            ("comments", len(counted.comments), held["comments"]),
            ("threads", counted.replies, held["threads"]),
            ("entries", counted.entries, entries),
        ):
            if wanted != got:
                faults.append(f"{path.name}: {wanted} {name} in the file, {got} in the archive")
        if path.suffix in {".xml", ".atom"}:
            for form, other in other_forms(path):
                tried += 1
                if other != held:
                    faults.append(f"{path.name}: as {form} it gives {dict(other)}, by itself {dict(held)}")
    for fault in faults:
        print("-", fault)
    print("real files:", f"every entry archived, in {tried} forms too" if not faults else f"{len(faults)} differences")
    return 1 if faults else 0


def other_forms(path: Path) -> Iterator[tuple[str, Counter[str]]]:
    """Yield what each form of a file gives."""
    with tempfile.TemporaryDirectory() as made:
        for form, paths in forms(path, Path(made)):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    yield form, imported(paths, Path(folder))[0]
                except MigratorError as error:
                    yield f"{form}, refused ({error.message[:80]})", Counter()


if __name__ == "__main__":
    sys.exit(main())
