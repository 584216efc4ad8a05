"""The statement as a PDF …"""

import csv
import re
import time
import unicodedata
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from poshtyar.common import typesetting
from poshtyar.common.persian import to_latin_digits
from poshtyar.portal import statement_pdf
from poshtyar.portal.tests.test_wallet import make_version
from poshtyar.portal.views import statement
from poshtyar.wallet.tests.coins import adjust, buy, hold
from poshtyar.wallet.tests.history import DAY, History, seeds
from tests.pages import line_of

WALLET, TABLE, DOCUMENT = (reverse(f"portal:{name}") for name in ("wallet", "wallet_statement", "wallet_statement_pdf"))
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#image("file:///etc/passwd")',
    '<img src="http://127.0.0.1:9/x">',
    '"}, "template": "/etc/passwd", {"',
    "*bold* _it_ $x^2$ = Head `raw` // gone /* gone */",
    "#sys.inputs.at('data')",
]


@pytest.fixture
def today():
    """The page's own clock."""
    return timezone.now()


@pytest.fixture
def read(client, alice, organization):
    """Give what a PDF says to Alice in a language: its answer, its pages' texts in compatible letters."""
    client.force_login(alice)

    def read_in(language: str, asked=None):
        alice.language = language
        alice.save()
        answer = client.get(DOCUMENT, asked)
        pages = PdfReader(BytesIO(answer.content)).pages
        return answer, [unicodedata.normalize("NFKC", page.extract_text(extraction_mode="layout")) for page in pages]

    return read_in


def balances_in(pages: list[str]) -> list[int]:
    """Return the free coins of each line of an English statement: the last number of a line that begins with a day."""
    found = [
        re.search(r"^\s*\d{1,2} [A-Z][a-z]{2} \d{4}, .*?([\d,]+)\s*$", row) for row in "\n".join(pages).split("\n")
    ]
    return [int(one[1].replace(",", "")) for one in found if one]


@pytest.mark.parametrize("seed", seeds(3))
def test_r24_has_the_balances_of_page_and_table_after_any_history(client, read, organization, mina, today, seed):
    """R24: each running balance is the same on the page, in the table and on paper; none is left out."""
    History(organization, mina, seed=seed, start=today - 400 * DAY).run(60)

    _answer, pages = read("en")
    said = csv.reader(StringIO(client.get(TABLE).content.decode("utf-8-sig")))
    _header, closing, *table, opening = said
    page = client.get(WALLET).context["lines"]

    assert balances_in(pages) == [int(row[3]) for row in table]
    assert balances_in(pages)[: len(page)] == [row.line.free_after for row in page]
    assert re.search(rf"Free at the beginning\s+{opening[3]}", pages[0])
    assert re.search(rf"Free at the end\s+{closing[3]}", pages[0])


def test_has_the_part_that_was_asked_for_and_says_so(read, organization, today):
    buy(organization, 300, now=today - 3 * DAY, expires_at=today + 200 * DAY)
    hold(organization, 50, now=today)

    _answer, (page,) = read("en", {"kind": "set-aside", "since": (today - DAY).date().isoformat()})

    assert balances_in([page]) == [250]
    assert re.search(r"Free at the beginning\s+300", page)
    assert re.search(r"Free at the end\s+250", page)
    assert re.search(r"What happened\s+Set aside", page)
    assert "Alice's shops" in page
    assert "Page 1 of 1" in page


def test_repeats_its_header_and_counts_its_pages(read, organization, today):
    for number in range(60):
        buy(organization, 10, reference=f"order:{number}", now=today, expires_at=today + 9 * DAY)

    _answer, pages = read("en")

    assert len(pages) > 1
    assert all("Free after" in page for page in pages)
    assert f"Page 2 of {len(pages)}" in pages[1]


def test_is_persian_in_persian(read, organization, today):
    buy(organization, 1300, now=today, expires_at=today + 200 * DAY)

    answer, (page,) = read("fa")

    # What is read back stands in the order of sight, so a line's letters are looked for, and its numbers as they are.
    assert "۱٬۳۰۰" in page
    assert not re.search("[0-9]", page)
    assert sorted("گردشسکه") == sorted(page.strip().split("\n")[0].replace(" ", "")[-7:])
    assert to_latin_digits(page).count("1٬300") >= 3
    assert PdfReader(BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "fa"


@pytest.mark.parametrize("text", HOSTILE)
def test_r62_a_persons_text_is_a_text(read, organization, leo, agnes, today, text):
    """R62: neither a reason, nor a title, nor a name reads a file, fetches anything, or is markup."""
    organization.name = text
    organization.save()
    version = make_version(organization, agnes)
    version.title = text
    version.save()
    buy(organization, 300, now=today, expires_at=today + 200 * DAY, label=text)
    hold(organization, 50, reference=f"quote-version:{version.pk}", now=today)
    adjust(organization, -7, actor=leo, now=today, reason=text)

    answer, (page,) = read("en")

    bare = re.sub(r"\s", "", page)
    assert answer["Content-Type"] == "application/pdf"
    assert bare.count(re.sub(r"\s", "", text)) >= 4
    assert "root:" not in page
    assert b"/URI" not in answer.content


def test_r62_the_typesetter_knows_no_secret_and_no_folder_but_its_own(tmp_path, monkeypatch):
    """R62: even a template of ours reads neither the environment nor a file beside its folder."""
    monkeypatch.setenv("POSHTYAR_SECRET", "canary")
    outside = tmp_path / "canary.txt"
    outside.write_text("canary")
    inside = tmp_path / "root"
    inside.mkdir()
    template = inside / "t.typ"
    template.write_text('#read("../canary.txt")')

    with pytest.raises(typesetting.DocumentNotMade):
        typesetting.set_document(template, {})


def test_gives_up_on_a_document_that_takes_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 1)
    template = tmp_path / "endless.typ"
    template.write_text("#range(30000000).map(n => calc.sin(n)).sum()")

    with pytest.raises(typesetting.DocumentNotMade):
        typesetting.set_document(template, {})
    assert typesetting._places.acquire(blocking=False)
    typesetting._places.release()


def test_lets_few_wait_and_refuses_the_others_at_once(client, alice, organization):
    """Each who waits holds a thread of the site; forty of one customer would hold them all."""
    client.force_login(alice)
    for _ in range(typesetting.IN_LINE):
        typesetting._line.acquire()
    try:
        began = time.monotonic()
        refused = client.get(DOCUMENT)
        took = time.monotonic() - began
    finally:
        typesetting._line.release(typesetting.IN_LINE)

    assert (refused.status_code, refused.url) == (302, WALLET + "?")
    assert took < 5
    assert client.get(DOCUMENT).status_code == 200


def test_sets_thirty_of_a_person_in_ten_minutes(client, alice, organization, monkeypatch):
    monkeypatch.setattr(statement, "statement_as_pdf", lambda *args, **kwargs: b"%PDF-")
    client.force_login(alice)

    assert [client.get(DOCUMENT).status_code for _ in range(31)] == [200] * 30 + [302]


def test_refuses_more_lines_than_a_document_holds(client, alice, organization, today, monkeypatch):
    monkeypatch.setattr(statement_pdf, "MOST_LINES", 2)
    for number in range(3):
        buy(organization, 10, reference=f"order:{number}", now=today, expires_at=today + 9 * DAY)
    alice.language = "en"
    alice.save()
    client.force_login(alice)

    answer = client.get(DOCUMENT, {"kind": "bought"}, follow=True)

    assert answer.redirect_chain == [("/wallet/?kind=bought", 302)]
    assert "A PDF holds at most 2 lines" in line_of(answer)


def test_is_a_file_with_a_name(client, alice, organization):
    client.force_login(alice)

    answer = client.get(DOCUMENT)

    assert re.fullmatch(r'attachment; filename="coins-\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"])
    assert answer.content.startswith(b"%PDF-")


def test_shows_charlie_his_own_coins_only(client, organization, charlie, today):
    buy(organization, 777, now=today, expires_at=today + 200 * DAY)
    client.force_login(charlie)

    (page,) = PdfReader(BytesIO(client.get(DOCUMENT).content)).pages

    assert "777" not in to_latin_digits(page.extract_text())


def test_takes_the_same_statements_for_three_lines_as_for_one(
    client, alice, organization, today, django_assert_max_num_queries
):
    client.force_login(alice)
    counts = []
    for number in range(3):
        buy(organization, 10, reference=f"order:{number}", now=today, expires_at=today + 9 * DAY)
        with django_assert_max_num_queries(12) as captured:
            client.get(DOCUMENT)
        counts.append(len(captured))

    assert counts[0] == counts[2]
