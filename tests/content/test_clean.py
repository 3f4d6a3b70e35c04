import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.content.clean import clean_body, clean_comment, clean_comment_fragment, clean_fragment
from migrator.content.tree import parse_fragment

PAGE = "https://atelier-lune.blogspot.com/2018/02/papier.html"


def cleaned(html: str) -> str:
    return clean_fragment(html, PAGE)


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="steal()">encre</p>',
        "<p>encre</p><script>steal()</script>",
        "<p>encre</p><style>p { color: red }</style>",
        "<p>encre</p><!-- a remark -->",
        "<p>encre</p><!--[if gte mso 9]><xml><w:Word/></xml><![endif]-->",
        '<p style="width: expression(steal())">encre</p>',
        "<p>encre</p><template><b>hidden</b></template>",
        '<p>encre</p><div style="clear: both;"></div>',
        '<div style="clear:both;"></div><p>encre</p><div style="clear:both; padding-bottom:0.25em"></div>',
        '<p>encre</p><div class="post-share-buttons goog-inline-block"><a href="#">X</a></div>',
        '<p>encre</p><ins class="adsbygoogle"></ins>',
        "<p expr:class='x'>encre</p>",
        "  <p>encre</p></div>\n",
    ],
)
def test_what_is_not_the_authors_goes(html: str) -> None:
    assert "<p>encre</p>" == cleaned(html)


@pytest.mark.parametrize("address", ["javascript:run()", " JaVa\nScript:run()", "vbscript:run()", "data:text/html,x"])
def test_a_link_that_would_run_something_keeps_only_its_text(address: str) -> None:
    assert "<a>ici</a>" == cleaned(f'<a href="{address}">ici</a>')


def test_an_inner_document_of_an_iframe_goes() -> None:
    assert '<iframe src="https://maps.example/"></iframe>' == cleaned(
        '<iframe src="https://maps.example/" srcdoc="<script>run()</script>"></iframe>'
    )


@pytest.mark.parametrize("mark", ['<a name="more"></a>', "<!--more-->"])
def test_the_jump_break_stays(mark: str) -> None:
    assert f"avant{mark}après" == cleaned(f"avant{mark}après")


def test_text_after_a_stray_end_of_document_stays() -> None:
    assert "avant<p>fin</p>" == cleaned("avant</div></body></html>\n<p>fin</p>")


def test_relative_addresses_become_absolute() -> None:
    assert '<a href="https://atelier-lune.blogspot.com/2018/autre.html">o</a>' == cleaned(
        '<a href="../autre.html">o</a>'
    )


def test_a_fragment_link_stays_inside_the_post() -> None:
    assert '<a href="#note1">1</a>' == cleaned('<a href="#note1">1</a>')


def test_a_missing_scheme_is_not_taken_for_a_file_of_the_blog() -> None:
    assert '<a href="http://www.example.org/x">o</a>' == cleaned('<a href="www.example.org/x">o</a>')


def test_a_lazy_image_gets_its_real_source() -> None:
    assert '<img src="https://img.example/a.jpg">' == cleaned(
        '<img src="data:image/gif;base64,R0lGOD" data-src="https://img.example/a.jpg">'
    )


def test_a_noscript_twin_of_a_lazy_image_goes() -> None:
    assert '<img src="https://img.example/a.jpg">' == cleaned(
        '<img src="/blank.gif" data-src="https://img.example/a.jpg"><noscript><img src="https://img.example/a.jpg"></noscript>'
    )


def test_an_image_that_only_noscript_shows_stays() -> None:
    assert '<img src="https://img.example/a.jpg">' == cleaned(
        '<script>lazy()</script><noscript><img src="https://img.example/a.jpg"></noscript>'
    )


def test_a_gist_script_becomes_a_link_to_the_gist() -> None:
    url = "https://gist.github.com/lune/0a1b2c"
    assert f'<p><a href="{url}">{url}</a></p>' == cleaned(f'<script src="{url}.js"></script>')


def test_code_in_a_highlighter_script_becomes_a_listing_with_its_language() -> None:
    assert '<pre class="brush: java">if (a &lt; b) {}</pre>' == cleaned(
        '<script type="syntaxhighlighter" class="brush: java"><![CDATA[if (a < b) {}]]></script>'
    )


def test_a_math_script_becomes_its_source_in_delimiters() -> None:
    assert "<span>\\(a^2\\)</span>" == cleaned('<script type="math/tex">a^2</script>')


@pytest.mark.parametrize(
    "html",
    [
        '<table class="tr-caption-container"><tbody><tr><td class="tr-caption">légende</td></tr></tbody></table>',
        '<pre class="brush: java">a\n  b</pre>',
        '<blockquote class="tr_bq">citation</blockquote>',
        '<div dir="rtl" style="text-align: right;">نص</div>',
        '<object data="https://video.example/v"><param name="movie" value="https://video.example/v"></object>',
        '<audio src="https://son.example/a.mp3" controls></audio>',
        "$$\\int_0^1 x$$",
    ],
)
def test_what_the_author_made_stays(html: str) -> None:
    assert html == cleaned(html)


def test_words_office_tags_go_but_their_text_stays() -> None:
    assert "<p>encre</p>" == cleaned("<p><o:p>encre</o:p></p>")


def test_a_body_element_and_the_same_html_as_text_give_the_same() -> None:
    html = "<p>un</p><script>x</script> deux<br />trois"
    assert clean_fragment(html, PAGE) == clean_body(parse_fragment(html), PAGE)


def test_line_breaks_of_comments_are_written_one_way() -> None:
    assert "un<br>deux" == clean_comment_fragment("un<br />deux", PAGE)


def test_deep_nesting_loses_no_text() -> None:
    deep = cleaned("<div>" * 5000 + "fond" + "</div>" * 5000 + "<p>fin</p>")

    assert "fond" in deep
    assert deep.endswith("<p>fin</p>")


@pytest.mark.parametrize(
    "html",
    [
        '<blockquote class="instagram-media" data-instgrm-permalink="https://pics.example/p/x/"></blockquote>',
        '<div class="fb-post" data-href="https://pics.example/p/x/"></div>',
    ],
)
def test_what_only_a_script_would_fill_gets_a_link_to_what_it_shows(html: str) -> None:
    assert '<a href="https://pics.example/p/x/">https://pics.example/p/x/</a>' in cleaned(html)


@given(
    st.lists(
        st.sampled_from(["word", " ", "\n", "é", "\xa0", "&amp;", "&lt;b&gt;", "&quot;", "&#39;", "'", '"', "<br />"])
        | st.sampled_from(["<BR/>", "<br>", "\u2028", "🚢", "]]>", "&", "<b>x</b>", "=", "\t"])
    ).map("".join)
)
def test_a_comment_of_words_and_breaks_comes_out_as_a_tree_would_give_it(html):
    assert clean_comment(parse_fragment(html), "") == clean_comment_fragment(html, "")
