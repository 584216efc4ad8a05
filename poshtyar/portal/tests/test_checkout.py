"""The checkout …"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.ordering.models import Order, Payment
from poshtyar.portal.tests.checkout import CHECKOUT, come_back, form, go_to_the_bank
from poshtyar.wallet.tests import coins as wallet_coins
from tests.pages import line_of


def test_the_checkout_says_what_is_bought_and_what_it_costs(buyer):
    text = line_of(buyer.get(CHECKOUT))

    assert "300 coins" in text
    assert "6,000,000" in text
    assert "VAT, 10 percent" in text
    assert "Pay 6,600,000" in text


def test_the_checkout_leads_back_to_the_comparison(buyer):
    page = buyer.get(CHECKOUT).content.decode()

    assert f'<p class="crumbs"><a href="{reverse("portal:home")}#packages">' in page


def test_the_checkout_says_it_in_persian_with_the_sum_in_words(buyer, alice):
    alice.language = "fa"
    alice.save()

    text = line_of(buyer.get(CHECKOUT))

    assert "پرداخت ۶٬۶۰۰٬۰۰۰ تومان" in text
    assert "شش میلیون و ششصد هزار تومان" in text
    assert "۳۰۰ سکه" in text


@pytest.mark.parametrize(("owed", "repaid", "free"), [(50, "50 coins", "250 coins"), (400, "300 coins", "0 coins")])
def test_the_checkout_says_what_is_owed_before_the_payment(buyer, organization, mina, owed, repaid, free):
    now = timezone.now()
    wallet_coins.buy(organization, owed, now=now, expires_at=now + timedelta(days=9))
    wallet_coins.hold(organization, owed, now=now)
    wallet_coins.capture(owed, now=now)
    wallet_coins.charge_back(organization, actor=mina, now=now)

    text = line_of(buyer.get(CHECKOUT))

    assert f"You owe {owed} coins after a disputed payment." in text
    assert f"<dt>Pays back what you owe</dt><dd>{repaid}</dd>" in text
    assert f"<dt>Free after the payment</dt><dd>{free}</dd>" in text


def test_the_checkout_speaks_of_no_debt_where_nothing_is_owed(buyer):
    assert "you owe" not in line_of(buyer.get(CHECKOUT)).lower()


def test_the_checkout_sends_strangers_to_log_in_and_back(client, essential):
    answer = client.get(CHECKOUT)

    assert answer.status_code == 302
    assert answer.url == f"{reverse('portal:log_in')}?next={CHECKOUT}"


def test_the_checkout_of_a_package_that_is_not_sold_is_missing(buyer, essential):
    essential.is_on_sale = False
    essential.save()

    assert buyer.get(CHECKOUT).status_code == 404
    assert buyer.post(CHECKOUT, form()).status_code == 404


def test_b32_a_member_who_may_not_buy_sees_the_price_and_no_button(client, bob, essential, bank):
    client.force_login(bob)

    assert 'name="gateway"' not in line_of(client.get(CHECKOUT))
    assert client.post(CHECKOUT, form()).status_code == 409
    assert Order.objects.count() == 0


def test_r13_a_double_click_makes_one_order_and_one_payment(buyer):
    first, second = go_to_the_bank(buyer), go_to_the_bank(buyer)

    assert first.url == second.url
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_r13_the_same_form_with_another_origin_is_refused(buyer):
    go_to_the_bank(buyer)

    assert buyer.post(CHECKOUT, form(origin="quote:3")).status_code == 409
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": ""},
        {"nonce": "x" * 41},
        {"gateway": "another"},
        {"gateway": ""},
        {"seen_total_rial": "1e3"},
        {"seen_total_rial": "-1"},
        {"seen_total_rial": str(2**63)},
        {"origin": "https://evil.example"},
        {"origin": "quote:12\n"},
    ],
)
def test_r14_a_form_with_nonsense_is_shown_again(buyer, wrong):
    assert buyer.post(CHECKOUT, form(**wrong)).status_code == 422
    assert Order.objects.count() == 0


def test_a_price_that_changed_meanwhile_is_shown_and_nothing_is_ordered(buyer, essential):
    essential.price_rial = 70_000_000
    essential.save()

    answer = buyer.post(CHECKOUT, form())

    assert answer.status_code == 409
    assert "Pay 7,700,000" in line_of(answer)
    assert 'value="77000000"' in line_of(answer)
    assert Order.objects.count() == 0


def test_b3_a_second_tab_says_that_the_package_is_ordered_and_another_is_welcome(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()

    refused = buyer.post(CHECKOUT, form(nonce="a-nonce-of-another-tab"))
    on_its_way = line_of(buyer.get(CHECKOUT))
    bank.pay(payment.authority)
    come_back(buyer, payment)
    paid = line_of(buyer.get(CHECKOUT))
    again = buyer.post(CHECKOUT, form(nonce="a-nonce-of-another-tab", seen_order=payment.order.public_id))

    assert refused.status_code == 409
    assert "ordered a moment ago in another window" in line_of(refused)
    assert f'name="seen_order" value="{payment.order.public_id}"' in line_of(refused)
    assert "its payment may be on its way" in on_its_way
    assert "You already have this package: 300 coins, paid" in paid
    assert again.status_code == 307
    assert Order.objects.count() == 2


def test_b3_another_is_welcome_whatever_the_first_order_s_id_is_made_of(buyer):
    go_to_the_bank(buyer)
    Order.objects.update(public_id="A-dashed_id-of16")

    again = buyer.post(CHECKOUT, form(nonce="a-nonce-of-another-tab", seen_order="A-dashed_id-of16"))

    assert again.status_code == 307


def test_two_windows_of_the_checkout_lead_to_one_order(buyer, bank):
    first = buyer.post(CHECKOUT, form(nonce="nonce-of-window-1"))

    second = buyer.post(CHECKOUT, form(nonce="nonce-of-window-2"))

    assert (first.status_code, second.status_code) == (307, 307)
    assert first.url == second.url
    assert Order.objects.count() == 1
