import pytest

from migrator.formats.sites.hugo import guard_shortcodes

CASES = [
    ("a closed shortcode is shown", "a {{< b >}} c", "a {{</* b */>}} c"),
    ("the other kind too", "{{% b %}}", "{{%/* b */%}}"),
    ("in code as well", "`{{< b >}}`", "`{{</* b */>}}`"),
    ("what is never closed gets an entity", "a {{< b", "a {&#123;< b"),
    ("one that is closed by the other kind is not closed", "{{< b %}}", "{&#123;< b %}}"),
    ("open code becomes HTML", "`{{< b` c", "<code>&#123;&#123;&lt; b</code> c"),
    ("an open block becomes HTML",
     "```go\n{{% a & b\n```", '<pre><code class="language-go">&#123;&#123;% a &amp; b\n</code></pre>'),
    ("what is a comment already is shown as that", "{{</* x */>}}", "{&#123;</* x */>}}"),
    ("a closed one behind an open one", "{{< a {{< b >}}", "{&#123;< a {{</* b */>}}"),
    ("other braces are left alone", "{{ x }} {% y %} {{{z}}}", "{{ x }} {% y %} {{{z}}}"),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "guarded"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_guards(markdown, guarded):
    assert guarded == guard_shortcodes(markdown, raw_html=True)


def test_without_html_only_entities_are_left():
    assert "`{&#123;< b`" == guard_shortcodes("`{{< b`", raw_html=False)
