"""Bodies of records are unpacked in bounded steps, whatever they are packed with."""

import tracemalloc

import brotli
import pytest
import zstandard

from migrator.imports.readers.warc.payloads import TooLarge, decoded, zstd
from migrator.imports.readers.warc.records import first_unpacked

MEGABYTE = 1024 * 1024


def peak_of(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_body_that_expands_beyond_the_limit_takes_little_more_than_it(coding):
    content = b"\0" * 600 * MEGABYTE
    packed = brotli.compress(content, quality=5) if coding == "br" else zstandard.compress(content)
    del content

    def unpack():
        with pytest.raises(TooLarge):
            decoded(packed, coding, MEGABYTE)

    assert peak_of(unpack) < 64 * MEGABYTE


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip"])
def test_a_body_within_the_limit_comes_whole(coding):
    content = bytes(range(256)) * 20_000
    packed = {"br": brotli.compress, "zstd": zstandard.compress, "gzip": __import__("gzip").compress}[coding](content)

    assert content == decoded(packed, coding, 64 * MEGABYTE)


def test_a_window_larger_than_any_honest_file_has_is_refused():
    large = zstandard.ZstdCompressionParameters(window_log=28, compression_level=1)
    packed = zstandard.ZstdCompressor(compression_params=large).compressobj().compress(b"x" * MEGABYTE)
    packed += b""

    with pytest.raises(zstandard.ZstdError):
        zstd().decompressobj().decompress(packed or zstandard.ZstdCompressor(compression_params=large).compress(b"x"))


def test_a_dictionary_that_expands_without_end_is_no_dictionary():
    bomb = zstandard.compress(b"\0" * 600 * MEGABYTE)
    head = b"\x5d\x2a\x4d\x18" + len(bomb).to_bytes(4, "little") + bomb + zstandard.compress(b"WARC/1.0")

    assert peak_of(lambda: first_unpacked(head)) < 64 * MEGABYTE
    assert b"" == first_unpacked(head)
