"""Characters that a broken writer took apart are put together; one bad byte spoils no other letter."""

import pytest

from migrator.content.characters import DecodedUtf8, decode_utf8, join_halves, join_halves_in
from migrator.content.text import plain_text

WINK = "\U0001f609"
CESU8_WINK = b"\xed\xa0\xbd\xed\xb8\x89"


@pytest.mark.parametrize(
    "written",
    ["&#55357;&#56841;", "&#xD83D;&#xDE09;", "&#Xd83d;&#xde09;", "&#55357;&#xDE09;", "&#055357;&#x0DE09;"],
)
def test_two_references_to_halves_are_one_character(written: str) -> None:
    assert f"a {WINK} b" == join_halves(f"a {written} b")
    assert f"a {WINK} b".encode() == join_halves_in(f"a {written} b".encode())
    assert f"a {WINK} b" == plain_text(f"<p>a {written} b</p>")


@pytest.mark.parametrize("written", ["&#55357;", "&#56841;&#55357;", "&#55357; &#56841;", "&#65;&#66;", "&#5535;"])
def test_what_is_no_pair_stays(written: str) -> None:
    assert written == join_halves(written)
    assert written.encode() == join_halves_in(written.encode())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Été 港の朝".encode() + b" " + CESU8_WINK, f"Été 港の朝 {WINK}"),
        ("Été ".encode() + b"\xed\xa0\xbd fin", "Été \ufffd fin"),  # half of a pair alone
        ("Été à ".encode() + b"plage" + b"\xe6\xb8", "Été à plage\ufffd"),  # a cut character
        ("Été, ".encode() + b"caf\xe9 \x93oui\x94", "Été, café “oui”"),  # pasted from Windows
        ("não e ".encode() + b"cora\xe7\xe3o", "não e coração"),
        (b"cora\xe7\xe3o", "coração"),  # nothing of it is UTF-8
        ("ça ".encode() + b"\xff\xfe", "ça \ufffd\ufffd"),
    ],
)
def test_bad_bytes_spoil_no_other_letter(data: bytes, text: str) -> None:
    assert text == decode_utf8(data)


def test_text_in_pieces_is_the_same_wherever_it_is_cut() -> None:
    data = "Été 港の朝 😉".encode() + CESU8_WINK + "fin é".encode()
    for place in range(len(data) + 1):
        pieces = DecodedUtf8([data[:place], data[place:]])
        assert f"Été 港の朝 😉{WINK}fin é" == "".join(pieces), place
        assert pieces.lossy


def test_text_that_is_utf8_has_lost_nothing() -> None:
    pieces = DecodedUtf8(["é😉".encode()[:3], "é😉".encode()[3:]])
    assert "é😉" == "".join(pieces)
    assert not pieces.lossy
