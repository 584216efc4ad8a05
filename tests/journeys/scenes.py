"""What can be set on the stage, by name; a scene takes and returns what JSON can carry."""

from datetime import timedelta

from django.utils import timezone

from poshtyar.accounts.models import LoginCode, Organization, Role
from poshtyar.jobs import operations as jobs
from poshtyar.knowledge.operations import FaqFacts, add_faq_entry
from poshtyar.ordering import operations as ordering
from poshtyar.quotes.models import Quote
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Effect
from tests import factories
from tests.journeys.cast import new_person, session_of
from tests.journeys.gallery import Gallery


def gallery(language: str) -> dict:
    """Make an organization in whose pages nothing is empty; say who reads them and what their addresses name."""
    made = Gallery(language)
    newcomer = made.newcomer()
    return {"things": made.things(), "sessions": made.sessions(newcomer), "links": made.links(newcomer)}


def customer(language: str, coins: int = 0, name: str = "Alice") -> dict:
    """Make the owner of an organization that has so many coins."""
    owner = new_person(name, language=language)
    organization = factories.make_organization(owner)
    if coins:
        factories.make_package(organization, "essential", coins=coins, now=timezone.now())
    return {"organization": organization.public_id, "session": session_of(owner)}


def colleague(organization: str, language: str, name: str = "Bob") -> dict:
    """Make a member of an organization who may approve."""
    user = new_person(name, language=language)
    factories.join(Organization.objects.get(public_id=organization), user, may_approve=True)
    return {"session": session_of(user)}


def staff(language: str, role: str = Role.AGENT, name: str = "Agnes") -> dict:
    """Make somebody who works for the agency."""
    return {"session": session_of(new_person(name, role, language=language))}


def ticket(organization: str, subject: str = "Set up Google Analytics") -> dict:
    """Open a ticket that asks for work, by the organization's owner."""
    asked = Organization.objects.get(public_id=organization)
    owner = asked.memberships.owners().first().user
    made = factories.make_ticket(asked, owner, subject, effect=Effect.WORK, now=timezone.now())
    return {"number": made.pk}


def quote(organization: str, coins: int = 12, fee: int = 0, agent: str = "Agnes") -> dict:
    """Announce a quote of so many coins on a new ticket."""
    asked = Organization.objects.get(public_id=organization)
    owner, now = asked.memberships.owners().first().user, timezone.now()
    made = factories.make_ticket(asked, owner, "Set up Google Analytics", effect=Effect.WORK, now=now)
    offered = world.announce(made, coins, actor=new_person(agent, Role.AGENT), now=now, fee=fee)
    return {"number": made.pk, "pk": offered.pk}


def revise(pk: int, coins: int) -> dict:
    """Offer a new version of a quote, as the agent who made it would."""
    offered = Quote.objects.get(pk=pk)
    world.revise(offered, coins, actor=offered.offered_version.announced_by, now=timezone.now())
    return {}


def let_quote_expire(pk: int) -> dict:
    """Let the time of a quote pass."""
    offered = Quote.objects.get(pk=pk).offered_version
    offered.valid_until = timezone.now() - timedelta(seconds=1)
    offered.save(update_fields=["valid_until"])
    return {}


def questions(many: int) -> dict:
    """Add questions below those that are asked most."""
    manager = new_person("Mina", Role.MANAGER)
    for number in range(many):
        facts = FaqFacts(f"پرسش {number}", f"Question {number}", "پاسخ", "Answer")
        add_faq_entry(facts=facts, actor=manager, now=timezone.now())
    return {}


def let_login_codes_expire() -> dict:
    """Let the time of every one-time code pass."""
    LoginCode.objects.open().update(expires_at=timezone.now() - timedelta(seconds=1))
    return {}


def ask_the_bank_again() -> dict:
    """Do what the schedule does a few minutes later: ask the bank about every payment that is not decided."""
    later = timezone.now() + timedelta(minutes=10)
    ordering.reconcile_payments(now=later)
    jobs.run_due_jobs(now=later)
    return {}


def coins(organization: str) -> dict:
    """Say how many coins are free and how many are set aside."""
    available, held = world.coins_of(Organization.objects.get(public_id=organization), timezone.now())
    return {"free": available, "set_aside": held}


SCENES = {
    scene.__name__: scene
    for scene in (
        gallery,
        *(customer, colleague, staff),
        *(ticket, quote, revise, coins, questions),
        *(let_quote_expire, let_login_codes_expire, ask_the_bank_again),
    )
}
