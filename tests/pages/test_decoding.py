import pytest

from migrator.model.documents import RawPage
from migrator.pages.decoding import decode, utf8_of

META = b"<meta charset='%s'>"


def page(body: bytes, content_type: str = "text/html") -> RawPage:
    headers = (("content-type", content_type),)
    return RawPage(url="http://x.org/", final_url="http://x.org/", status=200, headers=headers, body=body)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é".encode(), "text/html"),
        ("é".encode(), "text/html; charset=utf-8"),
        ("\ufeffé".encode(), "text/html"),
        ("\ufeffé".encode("utf-16-le"), "text/html; charset=utf-8"),
        ("é".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        ("é".encode("cp1252"), "text/html"),
        (META % b"windows-1252" + "é".encode("cp1252"), "text/html"),
        (META % b"utf-16" + "é".encode(), "text/html"),
    ],
)
def test_a_page_in_any_encoding_becomes_utf8(body: bytes, content_type: str) -> None:
    got = utf8_of(page(body, content_type))

    assert "é".encode() == got.rpartition(b">")[2]
    assert decode(page(body, content_type)).encode() == got


def test_valid_utf8_that_is_declared_to_be_something_else_is_read_as_declared() -> None:
    assert "Ã©".encode() == utf8_of(page("é".encode(), "text/html; charset=latin1"))


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    assert "é�".encode() == utf8_of(page("é".encode() + b"\xff", "text/html; charset=utf-8"))
