"""R68 and R69: whatever is written, wherever, a page stays made of our own markup."""

import os
import re
from itertools import cycle

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from poshtyar.accounts.models import User
from poshtyar.common.richtext import cleaner, render
from poshtyar.demo.seed import HAMED, MARYAM, NEGAR, seed_empty, tell_stories
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.knowledge.models import FaqEntry
from poshtyar.quotes.models import Quote
from tests.architecture.authorization_table import ANONYMOUS, IN, MANAGER, OWNER, TABLE
from tests.architecture.injection.dompurify import FIXTURES
from tests.architecture.injection.markup import RICH, Page
from tests.architecture.injection.payloads import MUTATIONS, PAYLOADS
from tests.architecture.injection.planting import plant, text_columns
from tests.architecture.routes import ask
from tests.factories import NOW

PLANTED = "tests.planted"
HARMLESS = "سلام hello 12"
# Each payload in every text takes as many rounds as there are payloads (`docs/promises.md`).
ROUNDS = int(os.environ.get("XSS_ROUNDS", "1"))
# Out of every attribute and every element at once, and into one.
ASKED = "\"' onfocus=alert(1) autofocus x=></title></textarea></script></option></bdi><img src=x onerror=alert(1)>"
QUERIES = ("q", "show", "tab", "page", "next", "origin", "before", "order", "Authority", "term")
OURS = ("http://127.0.0.1:8000/", "http://testserver/", "https://shop.example.com")


@pytest.fixture
def visits(demonstration, people, kwargs_of, bank, settings):
    """Return who looks at what: every address that is read, and every ticket of a demonstration."""
    settings.DEMO = True
    seed_empty()
    # The people of tests are numbered from where those of the demonstration begin.
    User.objects.filter(mobile__in=(NEGAR, HAMED, MARYAM)).update(mobile=None)
    tell_stories(timezone.now())
    run_due_jobs(now=NOW)
    found = []
    for name, rule in TABLE.items():
        address = reverse(name, kwargs=kwargs_of(rule.names))
        readers = [role for role in (ANONYMOUS, OWNER, MANAGER) if rule.expected(role, "GET") == IN]
        found += [(people[role], address) for role in readers if "GET" in rule.methods]
    for quote in one_of_each_state():
        owner = User.objects.filter(memberships__organization=quote.ticket.organization).earliest("pk")
        found.append((owner, reverse("portal:quote", args=[quote.pk])))
        found.append((people[MANAGER], reverse("console:quote", args=[quote.pk])))
    for mobile in (NEGAR, HAMED):
        owner = User.objects.get(mobile=mobile)
        found += [
            (owner, reverse(f"portal:{name}")) for name in ("dashboard", "tickets", "wallet", "orders", "notices")
        ]
    return found


def one_of_each_state() -> list[Quote]:
    """Return a quote of each kind in each state."""
    quotes = Quote.objects.select_related("ticket__organization").order_by("pk")
    return list({(quote.kind, quote.state): quote for quote in quotes}.values())


class Readers:
    """A browser for each person; they ask by GET alone, and so change nothing, and need to read each page once."""

    def __init__(self) -> None:
        self.browsers: dict[User | None, Client] = {}
        self.pages: dict[tuple[User | None, str], list[tuple[str, Page]]] = {}

    def read(self, person: User | None, address: str) -> list[tuple[str, Page]]:
        """Return the page that the person sees there, parsed; nothing where it is no page."""
        if (person, address) not in self.pages:
            self.pages[person, address] = self._read(person, address)
        return self.pages[person, address]

    def _read(self, person: User | None, address: str) -> list[tuple[str, Page]]:
        if person not in self.browsers:
            self.browsers[person] = Client()
            if person:
                self.browsers[person].force_login(person)
        response = self.browsers[person].get(address)
        is_page = response["Content-Type"].startswith("text/html")
        return [(address, Page(response.content.decode()))] if is_page else []


def look(visits, readers: Readers) -> list[tuple[str, Page]]:
    """Return every page."""
    return [page for visit in visits for page in readers.read(*visit)]


def markup_of(pages) -> set[tuple[str, str]]:
    """Return all that pages are made of."""
    return set().union(*(page.markup for _, page in pages))


def strange(pages, known) -> list:
    """Return what no template of ours has written."""
    found = []
    for address, page in pages:
        found += [(address, markup) for markup in page.markup - known - RICH]
        found += [(address, leads_to) for leads_to in page.strange_addresses(OURS)]
    return found


def asked_with(text: str, visits, readers: Readers) -> list[tuple[str, Page]]:
    """Return what answers when the text stands in every field of each kind of form, and in every query."""
    answers, sent = [], set()
    for person, address in visits:
        answers += readers.read(person, f"{address}?{urlencode(dict.fromkeys(QUERIES, text))}")
        for method, action, fields in [form for _, page in readers.read(person, address) for form in page.forms]:
            kind = (person, re.sub(r"\d+", "0", action or address), tuple(fields))
            if method == "post" and kind not in sent:
                sent.add(kind)
                response, content = ask(person, "POST", action or address, dict.fromkeys(fields, text))
                answers += [(action or address, Page(content))] * response["Content-Type"].startswith("text/html")
    return answers


def test_r68_every_payload_is_given_back_as_it_was_written(db):
    """The walks ask what pages make of it, once; this, on both engines, that they make it of the same."""
    payloads = [*PAYLOADS, ASKED]
    Job.objects.bulk_create(Job(task=PLANTED, payload={"said": text}, run_at=NOW) for text in payloads)
    FaqEntry.objects.bulk_create(FaqEntry(question_fa=PLANTED, answer_fa=text) for text in payloads)

    jobs = Job.objects.filter(task=PLANTED).order_by("pk").values_list("payload__said", flat=True)
    answers = FaqEntry.objects.filter(question_fa=PLANTED).order_by("pk").values_list("answer_fa", flat=True)
    assert (list(jobs), list(answers)) == (payloads, payloads)


@pytest.mark.once
def test_r68_every_stored_text_stays_text_on_every_page(visits):
    before = transaction.savepoint()
    plant(cycle([HARMLESS]))
    known = markup_of(look(visits, Readers()))
    transaction.savepoint_rollback(before)
    payloads, planted, rounds = cycle(PAYLOADS), set(), 0

    while rounds < ROUNDS or planted < set(PAYLOADS):
        before = transaction.savepoint()
        planted |= plant(payloads)
        assert strange(look(visits, Readers()), known) == []
        transaction.savepoint_rollback(before)
        cache.clear()
        rounds += 1
        next(payloads)  # Another start in each round, so that in the end every payload has been in every text.


@pytest.mark.once
def test_r68_every_asked_text_stays_text_in_every_answer(visits):
    readers = Readers()
    known = markup_of(look(visits, readers)) | markup_of(asked_with(HARMLESS, visits, readers))

    assert strange(asked_with(ASKED, visits, readers), known) == []


def test_r68_a_column_is_free_text_unless_it_is_a_key():
    names = {f"{model._meta.label}.{field.name}" for model, fields in text_columns().items() for field in fields}

    assert {"tickets.Message.body", "files.StoredFile.name", "wallet.Entry.reason", "quotes.QuoteLine.title"} <= names


def test_r69_the_sanitiser_lets_our_part_of_markdown_through_and_nothing_else():
    made = {text: Page(render(text)) for text in [*PAYLOADS, *MUTATIONS]}

    assert {text: page.markup - RICH for text, page in made.items() if page.markup - RICH} == {}
    assert {text: page.strange_addresses(()) for text, page in made.items() if page.strange_addresses(())} == {}


@pytest.mark.parametrize("clean", [render, cleaner.clean], ids=["markdown", "the cleaner alone"])
def test_r69_nothing_of_dompurifys_fixtures_stays_but_our_part_of_markdown(clean):
    """Markdown leaves HTML a text before it is cleaned; the cleaner would do without that."""
    made = {text: Page(clean(text)) for text in FIXTURES}

    assert {text: page.markup - RICH for text, page in made.items() if page.markup - RICH} == {}
    assert {text: page.strange_addresses(()) for text, page in made.items() if page.strange_addresses(())} == {}


def test_the_lists_are_as_long_as_the_bar_asks():
    assert len(PAYLOADS) >= 1770
    assert len(MUTATIONS) >= 223
    assert len(FIXTURES) >= 150


def test_the_parser_itself_sees_what_it_forbids():
    page = Page("<p style=x><a href=' java\nscript:alert(1)'>x</a><img src='//evil.example/x' onerror=alert(1)>")

    assert {("p", "style"), ("img", ""), ("img", "onerror")} <= page.markup - RICH
    assert len(page.strange_addresses(())) == 2
