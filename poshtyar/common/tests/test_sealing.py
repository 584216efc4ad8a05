"""seal, unseal …"""

import pytest

from poshtyar.common.sealing import SealBroken, is_sealed, seal, unseal


def test_gives_back_what_was_sealed_and_never_the_same_twice():
    assert unseal(seal("راز")) == "راز"
    assert seal("راز") != seal("راز")
    assert "secret" not in seal("secret")


def test_r86_is_read_with_the_key_of_before_and_no_other(settings):
    kept, first = seal("secret"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [first]
    assert unseal(kept) == "secret"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        unseal(kept)


def test_opens_for_its_purpose_alone():
    kept = seal("secret", purpose="one")

    assert unseal(kept, purpose="one") == "secret"
    for other in ("", "two"):
        with pytest.raises(SealBroken):
            unseal(kept, purpose=other)


@pytest.mark.parametrize("kept", ["", "secret", "sealed:", "sealed:gAAAAA", seal("x")[:-2], seal("x").upper()])
def test_what_is_no_seal_of_ours_is_refused(kept):
    with pytest.raises(SealBroken):
        unseal(kept)


def test_knows_its_own():
    assert is_sealed(seal(""))
    assert not is_sealed("JBSWY3DPEHPK3PXP")
