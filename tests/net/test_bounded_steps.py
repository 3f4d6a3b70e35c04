"""What an answer expands to is bounded in each step, not after it; its time grows with its size."""

import gzip
import tracemalloc
import zlib

import pytest

from migrator.model.documents import RawPage
from migrator.net.bodies import _STEP, _Expander, expanded
from migrator.net.settings import Fault

MEGABYTE = 1024 * 1024


def page(coding="gzip"):
    url = "https://a.example/"
    return RawPage(url=url, final_url=url, status=200, headers=(("content-encoding", coding),))


def copies(members):
    """Count the bytes that zlib is handed for a body of so many members: its cost, whatever the machine."""
    body = gzip.compress(b"ok") * members
    handed = []

    class Counted(_Expander):
        def expand(self, block, limit):
            for piece in super().expand(block, limit):
                handed.append(len(self._expander.unused_data))
                yield piece

    pieces = list(Counted("gzip", body, _STEP).expand(body, MEGABYTE))
    assert b"ok" * members == b"".join(pieces)
    return sum(handed[1:])


def test_many_small_members_cost_in_proportion_to_their_number():
    assert copies(8_000) < 5 * copies(2_000)


def test_all_members_are_read():
    assert b"onetwo" == expanded(page(), gzip.compress(b"one") + gzip.compress(b"two"), MEGABYTE)


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_member_may_begin_anywhere_in_a_block(cut):
    body = gzip.compress(b"one") + gzip.compress(b"two")
    expander = _Expander("gzip", body, _STEP)
    pieces = [piece for block in (body[:cut], body[cut:]) for piece in expander.expand(block, MEGABYTE)]

    assert b"onetwo" == b"".join(pieces)


def test_padding_behind_the_end_is_passed_over():
    assert b"one" == expanded(page(), gzip.compress(b"one") + b"\0" * 100, MEGABYTE)


def test_more_members_than_anybody_sends_are_refused():
    with pytest.raises(Fault, match="compressed pieces"):
        expanded(page(), gzip.compress(b"") * 1_000_001, MEGABYTE)


def test_a_bomb_grows_by_a_step_at_a_time():
    bomb = zlib.compress(b"\0" * 200 * MEGABYTE, 9)
    tracemalloc.start()
    pieces = (len(piece) for piece in _Expander("deflate", bomb, _STEP).expand(bomb, 300 * MEGABYTE))
    assert 200 * MEGABYTE == sum(pieces)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * MEGABYTE
