"""A bank in this process that knows what was paid, and lies when it is told to."""

from itertools import count

from poshtyar.ordering.clients import Outcome, Verification

# What a lying bank, or somebody in between, may say of a payment instead of the truth.
LIES = ("silence", "mismatch", "another amount", "another payment", "a number used before", "not paid")


class LyingGateway:
    """Keeps where each payment stands: open, paid or declined."""

    name = label = "lying"

    def __init__(self) -> None:
        self.numbers, self.standings, self.lie, self.used = count(1), {}, "", ""

    def request(self, amount_rial, description, callback_url, order_reference):
        authority = f"A{next(self.numbers)}"
        self.standings[authority] = "open"
        return authority

    def redirect_url(self, authority):
        return f"https://bank.example.com/{authority}"

    def authority_in(self, query):
        return query.get("Authority", "")

    def verify(self, authority, amount_rial):
        number = self.used if self.lie == "a number used before" else f"number of {authority}"
        truth = {"open": Outcome.NOT_PAID, "declined": Outcome.NOT_PAID, "paid": Outcome.PAID}[
            self.standings[authority]
        ]
        outcome = {
            "silence": Outcome.UNKNOWN,
            "mismatch": Outcome.MISMATCH,
            "not paid": Outcome.NOT_PAID,
            "another amount": Outcome.PAID,
            "another payment": Outcome.PAID,
            "a number used before": Outcome.PAID,
        }.get(self.lie, truth)
        said_amount = amount_rial + 1 if self.lie == "another amount" else amount_rial
        said_authority = f"{authority}x" if self.lie == "another payment" else authority
        return Verification(outcome, said_authority, said_amount, number)

    def inquire(self, authority):
        truth = {"open": Outcome.WAITING, "declined": Outcome.NOT_PAID, "paid": Outcome.PAID}
        return Outcome.UNKNOWN if self.lie == "silence" else truth[self.standings[authority]]
