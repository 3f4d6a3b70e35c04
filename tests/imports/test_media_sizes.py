"""Pictures that several inputs hold in several sizes: the largest stays, in any order, and a crawl asks for more."""

from itertools import permutations

import pytest
from copies_of import PNG, answer

from fixtures import copies
from migrator.imports import ImportOptions, import_files
from migrator.store import Archive

SMALL, LARGE, WHOLE = (
    f"http://1.bp.blogspot.com/-x/AAAA/BBBB/CCCC/{size}/lamp.png" for size in ("s320", "s1600", "s0")
)
SHOWN = f"<a href='{LARGE}'><img src='{SMALL}'/></a>"


def holding(tmp_path, url):
    path = tmp_path / f"{url.split('/')[-2]}.warc"
    path.write_bytes(copies.warc([answer(body=SHOWN), copies.Answer(url, PNG + url.encode(), "image/png")]))
    return path


def imported(tmp_path, *paths):
    import_files(ImportOptions(paths=paths, output=tmp_path / "archive"))
    return Archive.open_existing(tmp_path / "archive", write=False)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(permutations((SMALL, LARGE))))
def test_the_larger_of_two_copies_is_held_in_any_order(order, together, tmp_path):
    paths = [holding(tmp_path, url) for url in order]
    for group in [paths] if together else [[path] for path in paths]:
        with imported(tmp_path, *group) as archive:
            sizes = [one.bytes for one in archive.view().media()]

    assert [len(PNG + LARGE.encode())] == sizes
    assert 1 == len(list((tmp_path / "archive" / "media").iterdir()))


@pytest.mark.parametrize(("url", "wanted"), [(SMALL, 1), (LARGE, 1), (WHOLE, 0)])
def test_a_copy_smaller_than_the_original_stays_wanted(url, wanted, tmp_path):
    with imported(tmp_path, holding(tmp_path, url)) as archive:
        assert (wanted, wanted) == (archive.media.wanted_count(9), len(list(archive.media.wanted(9))))
