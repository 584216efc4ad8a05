"""richtext …"""

import re
import time

import pytest

from poshtyar.common.richtext import LONGEST_MARKDOWN, render


def test_each_paragraph_and_item_finds_its_own_direction():
    assert render("سلام\n\nHello\n\n- یک\n- two") == (
        '<p dir="auto">سلام</p>\n<p dir="auto">Hello</p>\n'
        '<ul>\n<li dir="auto">یک</li>\n<li dir="auto">two</li>\n</ul>\n'
    )


def test_each_line_break_is_kept():
    assert render("یک\nدو\nthree") == '<p dir="auto">یک<br>\nدو<br>\nthree</p>\n'


def test_persian_lines_stay_persian_when_they_begin_with_a_latin_name():
    assert render("**PHP** 8.3 لازم داریم.\nReady\nGA4 نصب شد.") == (
        '<p dir="auto">\u200f<strong>PHP</strong> 8.3 لازم داریم.<br>\nReady<br>\n\u200fGA4 نصب شد.</p>\n'
    )
    assert render("- PHP لازم داریم") == '<ul>\n<li dir="auto">\u200fPHP لازم داریم</li>\n</ul>\n'
    long = render("PHP لازم داریم\n" * LONGEST_MARKDOWN)
    assert long.startswith('<p dir="auto">\u200fPHP لازم داریم<br>\u200fPHP')


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "نسخهٔ 9.0.2-rc1 (PHP 8.3) نصب شد.",
            'نسخهٔ <bdi dir="ltr">9.0.2-rc1 (PHP 8.3)</bdi> نصب شد.',
        ),
        ("نوشته Sorry, we can; try again! ولی نمی‌شه", 'نوشته <bdi dir="ltr">Sorry, we can; try again</bdi>! ولی نمی‌شه'),
        ("می‌گه I don't know, sir. چرا؟", 'می‌گه <bdi dir="ltr">I don\'t know, sir</bdi>. چرا؟'),
        ('زده the "name" field is empty و بعد', 'زده <bdi dir="ltr">the "name" field is empty</bdi> و بعد'),
        ("با PHP، MySQL 8 و Redis 7", 'با PHP، <bdi dir="ltr">MySQL 8</bdi> و <bdi dir="ltr">Redis 7</bdi>'),
        ("افزونهٔ v2.1-beta.", 'افزونهٔ <bdi dir="ltr">v2.1-beta</bdi>.'),
        ("روی PHP و 12 فروشگاه", "روی PHP و 12 فروشگاه"),
        ("با 3D Secure (نسخهٔ دو)", 'با <bdi dir="ltr">3D Secure</bdi> (نسخهٔ دو)'),
        ("Version 9.0.2-rc1 (PHP 8.3) is in.", "Version 9.0.2-rc1 (PHP 8.3) is in."),
        ("کد `9.0-rc1` رو بزنید", "کد <code>9.0-rc1</code> رو بزنید"),
    ],
)
def test_a_version_is_an_island_in_a_persian_line(typed, shown):
    assert render(typed) == f'<p dir="auto">{shown}</p>\n'


def test_code_runs_left_to_right_and_can_be_scrolled_by_keys():
    assert render("```php\n<?php echo '<b>';\n```") == (
        '<pre dir="ltr" tabindex="0"><code>&lt;?php echo \'&lt;b&gt;\';\n</code></pre>\n'
    )


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://shop.example.ir/a?b=1&c=2", "https://shop.example.ir/a?b=1&amp;c=2"),
        ("see https://shop.example.ir/a.", "https://shop.example.ir/a"),
        ("ببینید «https://shop.example.ir/a»، لطفاً", "https://shop.example.ir/a"),
        ("<https://shop.example.ir/a>", "https://shop.example.ir/a"),
        ("[here](https://shop.example.ir/a)", "https://shop.example.ir/a"),
        ("<me@example.com>", "mailto:me@example.com"),
    ],
)
def test_addresses_become_links_that_pass_nothing_on(typed, address):
    made = render(typed)

    assert f'<a href="{address}" rel="nofollow noopener">' in made
    assert made.count("<a ") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](//evil.example)",
        "![x](https://evil.example/a.png)",
        '<a href="https://x.y" style="color:red" onclick="x()">x</a>',
        "<javascript:alert(1)>",
        "[x](java&Tab;script:alert(1))",
        "[x](ftp://evil.example)",
        "```\n</code></pre><script>x</script>\n```",
    ],
)
def test_nothing_dangerous_comes_out(typed):
    made = render(typed)

    opened = re.findall(r"<[^>]*>", made)
    assert not [
        tag for tag in opened if re.search(r"<(script|img|style|iframe)|onclick|style=|(javascript|data|ftp):", tag)
    ]


@pytest.mark.parametrize(
    "typed", ["# heading", "a | b\n--|--", "[x]: https://x.y", "    four spaces", "---", "1e3 * 2 * 3"]
)
def test_what_is_not_our_markup_stays_text(typed):
    made = render(typed)

    assert made.startswith("<p")
    assert "<h1" not in made
    assert "<table" not in made


@pytest.mark.parametrize("address", ["//evil.example", "/log-out/", "evil.example", "https:evil.example", "?a=b", "#x"])
def test_only_whole_addresses_become_links(address):
    assert "<a" not in render(f"[x]({address})")


def test_emphasis_is_allowed():
    assert render("**مهم** و *کم*") == '<p dir="auto"><strong>مهم</strong> و <em>کم</em></p>\n'


@pytest.mark.parametrize("unit", ["[", "*a ", "`a``", "<", "> ", "\n- x", "![", "[a](", "http://a.b ", "a\n", "نوشته "])
@pytest.mark.parametrize("length", [LONGEST_MARKDOWN, 1_000_000])
def test_a_megabyte_of_anything_is_fast(unit, length):
    text = unit * (length // len(unit))

    started = time.process_time()
    render(text)

    assert time.process_time() - started < 5


def test_long_text_keeps_its_paragraphs_and_lines():
    text = "یک\nدو\n\n<b>" + "x" * LONGEST_MARKDOWN

    assert render(text).startswith('<p dir="auto">یک<br>دو</p><p dir="auto">&lt;b&gt;x')
