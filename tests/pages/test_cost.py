"""What reading a page costs grows with the page, never with its square: counted in steps of the interpreter."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from migrator.model.documents import RawPage
from migrator.pages import parse_page

BLOG = "https://ada.blogspot.com/"
HEAD = f"<html><head><meta name='generator' content='blogger'><link rel='canonical' href='{BLOG}%s'></head><body>"
LISTED, ALONE = HEAD % "", HEAD % "2012/05/post-0.html"


def address(number: int) -> str:
    return f"{BLOG}2012/05/post-{number}.html"


def nested_posts(size: int) -> str:
    return LISTED + "<div class='post'>words " * size + "</div>" * size


def nested_gadgets(size: int) -> str:
    entries = (f"<div class='widget Blog'><a href='{address(number)}'>words</a>" for number in range(size))
    return LISTED + "".join(entries) + "</div>" * size


def gadgets(size: int) -> str:
    entries = (f"<div class='widget Blog'><h3><a href='{address(number)}'>t</a></h3></div>" for number in range(size))
    return LISTED + "".join(entries)


def entries_told_by_their_links_alone(size: int) -> str:
    entries = (
        f"<div class='card'><a href='{address(number)}'><img src='a.jpg'></a><h3><a href='{address(number)}'>"
        f"t{number}</a></h3><a href='{BLOG}search/label/x{number}'>x</a></div>"
        for number in range(size)
    )
    return f"{LISTED}<div class='widget Blog'>{''.join(entries)}</div>"


def entries_with_bodies_and_labels(size: int) -> str:
    entries = (
        f"<div class='post'><h3 class='post-title'><a href='{address(number)}'>t</a></h3><div class='post-body'>words"
        f"</div><a href='{BLOG}search/label/x{number}'>x</a></div>"
        for number in range(size)
    )
    return f"{LISTED}<div class='widget Blog'>{''.join(entries)}</div>"


def foreign_boxes_between_bodies(size: int) -> str:
    pairs = (
        f"<div class='sidebar'><p>x</p></div><div id='post-body-{10**9 + number}'>words</div>" for number in range(size)
    )
    return LISTED + "".join(pairs)


def labels_of_one_post(size: int) -> str:
    links = "".join(f"<a href='{BLOG}search/label/x{number}'>x</a>" for number in range(size))
    return f"{ALONE}<div class='widget Blog'><div class='post-body'>words</div><div>{links}</div></div>"


def boxes_at_the_edge_of_a_body(size: int) -> str:
    boxes = "<div class='share'><a href='https://example.org/'>s</a></div>" * size
    return f"{ALONE}<div class='widget Blog'><div class='post-body'>{boxes}words</div></div>"


def paragraphs_of_one_post(size: int) -> str:
    return f"{ALONE}<div class='widget Blog'><div class='post-body'>{'<p>words</p>' * size}</div></div>"


def steps_of(page: RawPage) -> int:
    """Return how many instructions the interpreter carries out to read a page, once it has read one like it."""
    parse_page(page)
    steps = 0

    def traced(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        parse_page(page)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "shape",
    [
        nested_posts,
        nested_gadgets,
        gadgets,
        entries_told_by_their_links_alone,
        entries_with_bodies_and_labels,
        foreign_boxes_between_bodies,
        labels_of_one_post,
        boxes_at_the_edge_of_a_body,
        paragraphs_of_one_post,
    ],
)
def test_four_times_the_page_costs_at_most_five_times_the_steps(shape: Callable[[int], str]) -> None:
    costs = [
        steps_of(RawPage(url=BLOG, final_url=BLOG, status=200, body=shape(size).encode())) for size in (20, 80, 320)
    ]
    assert [costs[1] <= 5 * costs[0], costs[2] <= 5 * costs[1]] == [True, True], costs
