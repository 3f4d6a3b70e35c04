"""A saved folder, of whatever tool, as the documents of the blog that it was: addresses and links as once served."""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import quote, unquote, urldefrag, urljoin

from PIL import Image

from migrator.addresses import images
from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, absolute
from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia
from migrator.imports.readers.saved.links import restored
from migrator.imports.readers.saved.marks import unmarked
from migrator.imports.readers.saved.names import address_of, files_for, is_host
from migrator.imports.readers.saved.site import SavedFile, SavedSite, head_of_file, shows_blogger
from migrator.imports.readers.warc.payloads import LARGEST_DOCUMENT
from migrator.imports.readers.warc.sessions import session_ends
from migrator.imports.readers.which_blog import WhichBlog
from migrator.model.documents import RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_LOOKED_AT = 400
_LARGEST_MEDIA = 1024**3
_PAGES = (".html", ".htm", ".xhtml", ".php")


class FolderBlog:
    """The blog in a saved folder."""

    form = "a saved folder"

    def __init__(self, site: SavedSite, address: BlogAddress) -> None:
        self.name = site.page or site.root.resolve().name
        self.home = address.home
        self.platform_id = site.which.number
        self.aliases = address.aliases
        self._site = site
        self._address = address
        self._documents = sorted((file for file in site.files.values() if self._is_ours(file)), key=lambda f: f.name)
        self.size = sum(file.size for file in self._documents)
        self._media: dict[str, str] = {}

    def _is_ours(self, file: SavedFile) -> bool:
        if not file.is_document or (file.is_feed and self._site.which.is_other(head_of_file(file))):
            return False
        if file.url and self._address.owns(file.url):
            return True
        return bool(self.platform_id) and file.number == self.platform_id and bool(file.url)

    # -- documents ----------------------------------------------------------------------------------------------------

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        """Yield every page and feed of the blog, links restored."""
        for name in self._site.refused:
            yield Notice(
                code="input-damaged", url=name, detail="this link leads out of the folder; it was not followed"
            )
        for host, count in self._site.which.others().items():
            detail = f"{count} pages are of another blog, {host}; name it with --url to import that one"
            yield Notice(code="other-blog", url=self.name, detail=detail)
        times, read = self._times(), 0
        for file in self._documents:
            read += file.size
            yield self._document(file, times[file.name], read)

    def _times(self) -> dict[str, str]:
        """Return when each document counts for: a mirror shows one state of the blog, a page saved alone its own."""
        alone = {file.name: file.mark.time or file.modified for file in self._documents if _alone(file)}
        marked = {file.name: file.mark.time for file in self._documents if file.mark.time and not _alone(file)}
        ends = session_ends(marked.values())
        newest = max((file.modified for file in self._documents if not _alone(file)), default="")
        fallback = max(ends.values(), default=newest)
        return {
            file.name: alone.get(file.name) or ends.get(marked.get(file.name, ""), fallback) for file in self._documents
        }

    def _document(self, file: SavedFile, as_of: str, read: int) -> ImportedDocument | Notice:
        if file.size > LARGEST_DOCUMENT:
            return Notice(code="skipped-by-bound", url=file.name, detail="larger than a page may be")
        try:
            body = file.path.read_bytes()
        except OSError as error:
            return Notice(code="input-damaged", url=file.name, detail=error.strerror or str(error))
        if not file.is_feed:
            body = restored(unmarked(body), lambda link, around: self._resolved(file, link, around))
        content_type = "application/xml; charset=UTF-8" if file.is_feed else "text/html"
        page = RawPage(
            url=file.url,
            final_url=file.url,
            status=200,
            reason="OK",
            headers=(("content-type", content_type),),
            body=body,
            fetched_at=file.mark.time or as_of,
        )
        return ImportedDocument(page=page, as_of=as_of, read=read, position=file.name)

    # -- links --------------------------------------------------------------------------------------------------------

    def _resolved(self, file: SavedFile, link: str, around: str) -> str | None:
        """Return the address that a link in a file led to before it was converted; None if it was not."""
        if link.startswith(("/", "?")):
            return None  # no tool writes links so: it is the page's own
        plain, fragment = urldefrag(link)
        jump = f"#{fragment}" if fragment else ""
        folder = PurePosixPath(file.name).parent.as_posix()
        for name in files_for(plain):
            target = normpath(f"{folder}/{name}")
            if found := self._site.files.get(target):
                address = found.url if found.is_document else self._media_url(found, file, link, around)
                return (address or absolute(link, file.url) or link) + jump
        target = normpath(f"{folder}/{unquote(plain)}")
        if target.startswith("../"):
            beyond = target.lstrip("./")
            host, _, rest = beyond.partition("/")
            return f"http://{host}/{address_of(rest)}{jump}" if is_host(host) else absolute(link, file.url)
        address = self._site.url_by_name(target)
        return f"{address}{jump}" if address else absolute(link, file.url)

    def _media_url(self, found: SavedFile, page: SavedFile, link: str, around: str) -> str:
        """Return the address of a picture file.

        Its place tells it, unless it lies beside a page that was saved alone: then the link around it, which leads to
        its full size under the same name; else it is one beside the page.
        """
        if found.name in self._media:
            return self._media[found.name]
        linked = absolute(around, page.url) if around else None
        if found.url and not _beside_page(found.name):
            address = found.url
        elif linked and images.is_image_host(linked) and _same_name(linked, found.name):
            # Saved in the size that the page shows; Blogger gives that one at an address that asks for it.
            address = images.with_size(linked, f"s{_longest_side(found.path)}")
        else:
            address = urljoin(page.url, quote(unquote(link), safe="/:@!$&'()*+,;=~-._"))
        self._media[found.name] = address
        return address

    # -- media --------------------------------------------------------------------------------------------------------

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        """Yield pictures and files of the folder that posts show, of each the largest size that is there."""
        best: dict[str, tuple[int, int, str, SavedFile]] = {}
        for file in self._site.files.values():
            url = self._media.get(file.name) or file.url
            if file.is_document or not url or not 0 < file.size <= _LARGEST_MEDIA or not wanted(url):
                continue
            rank = (images.size_of(url), file.size, url, file)
            key = images.key(url)
            best[key] = max(best.get(key, rank), rank, key=lambda one: one[:3])
        for _, _, url, file in best.values():
            yield ImportedMedia(content=file.path, url=url, name=PurePosixPath(file.name).name)


def _longest_side(path: Path) -> int:
    """Measure a picture; 1 where it can't be."""
    try:
        with Image.open(path) as picture:
            return max(picture.size)
    except (OSError, ValueError, Image.DecompressionBombError):
        return 1


def _alone(file: SavedFile) -> bool:
    return file.mark.tool not in {"", "HTTrack"}


def _beside_page(name: str) -> bool:
    """Whether a file lies in the folder that a browser makes beside a page (its ending is translated)."""
    folder = PurePosixPath(name).parent.name
    return folder.endswith(
        ("_files", "-Dateien", "_fichiers", "_archivos", "_file", "-bestanden", "_ficheiros", "_pliki")
    )


def _same_name(url: str, name: str) -> bool:
    """Compare the file name in an address with that of a saved file, which may have got `(1)` or another ending."""
    linked = unquote(split_url(url).path).rpartition("/")[2].rpartition(".")[0].replace("+", " ").casefold()
    saved = PurePosixPath(name).name.partition(".")[0].rpartition("(")[0] or PurePosixPath(name).stem
    return bool(linked) and linked == saved.replace("+", " ").strip().casefold()


class SavedFolderReader:
    """Reads folders of HTTrack, wget, wayback_machine_downloader and browsers, and single saved pages."""

    def recognises(self, found: Candidate) -> bool:
        """Whether a folder holds pages that Blogger made; of a file, whether it is one."""
        if not found.is_folder:
            return found.path.suffix.lower() in _PAGES and shows_blogger(found.path)
        looked_at = 0
        for path in sorted(found.path.rglob("*")):
            if path.suffix.lower() in {*_PAGES, ""} and path.is_file() and not path.is_symlink():
                looked_at += 1
                if shows_blogger(path):
                    return True
                if looked_at > _LOOKED_AT:
                    break
        return False

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the blog that most pages are of, or the one that the user names."""
        yield folder_blog(found.path, home)


def folder_blog(root: Path, home: str) -> FolderBlog:
    """Look through a folder; UnreadableInput where nothing tells which blog it is."""
    page = root.name if root.is_file() else ""
    site = SavedSite(root=root.parent if page else root, which=WhichBlog(home or None), page=page)
    site.scan()
    address = site.which.address()
    if address is None:
        raise UnreadableInput(
            f"{root} holds pages of Blogger, but none tells of which blog.",
            hint="Say where the blog lived: --url https://NAME.blogspot.com/",
        )
    return FolderBlog(site, address)
