"""How much of the hard bodies comes back from Markdown; `tools/checks/fidelity.py` prints it construct by construct."""

import pytest

from tools.checks.fidelity import BODIES, measured, scores


@pytest.mark.parametrize(("html", "least"), [(True, 0.99), (False, 0.9)], ids=["with HTML", "without"])
def test_the_hard_bodies_come_back(html, least):
    _, by_body = measured(BODIES, html=html)

    assert 25 == len(by_body)
    assert least < sum(by_body.values()) / len(by_body)


def test_no_word_and_no_link_is_lost_with_html():
    by_construct, _ = measured(BODIES, html=True)

    assert 0.99 < by_construct["words"]
    assert {1.0} == {
        by_construct[name] for name in ("links", "pictures", "headings", "code blocks", "cells", "players")
    }


def test_what_is_lost_and_what_was_not_there_both_cost():
    assert 1.0 == scores("<p>a <b>b</b></p>", "<p>a <strong>b</strong></p>")["emphasis"]
    assert 0.0 == scores("<p>a</p>", "<p>a <b>b</b></p>")["emphasis"]
    assert 1.0 > scores("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>")["items"] > 0.0
