"""The ledger's rows …"""

from poshtyar.wallet.models import DebtLine, Entry, Hold, Movement, Wallet
from poshtyar.wallet.tests.coins import buy, capture, charge_back, hold


def test_name_themselves(organization, mina):
    lot = buy(organization, 50)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)

    assert str(Wallet.objects.get()) == f"wallet {lot.wallet_id}"
    assert (str(lot), str(Hold.objects.get())) == ("Essential (50)", "quote-version:1")
    assert [str(entry) for entry in Entry.objects.order_by("seq")] == [
        "purchase #1",
        "hold #2",
        "capture #3",
        "chargeback #4",
    ]
    assert str(Movement.objects.get(dst="held")) == "50 available > held"
    assert str(DebtLine.objects.get()) == "+50"
