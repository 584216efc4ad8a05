"""Alice's way to the bank and back, step by step."""

from django.urls import reverse

CHECKOUT = reverse("portal:order_package", args=["essential"])


def form(**changes):
    """Return the fields of the checkout."""
    return {
        "nonce": "a-nonce-of-a-form",
        "origin": "",
        "seen_total_rial": "66000000",
        "seen_order": "",
        "gateway": "demo_bank",
        **changes,
    }


def go_to_the_bank(buyer, **changes):
    """Send the checkout, and the same form on to the payment, as a browser does; return the way to the bank."""
    answer = buyer.post(CHECKOUT, form(**changes))
    assert answer.status_code == 307
    return buyer.post(answer.url, form(**changes))


def come_back(buyer, payment, **changes):
    """Come back from the bank, with its words or others."""
    query = {"Authority": payment.authority, "Status": "OK", "order": payment.order.public_id, **changes}
    return buyer.get(reverse("portal:payment_return", args=["demo_bank"]), query, follow=True)
