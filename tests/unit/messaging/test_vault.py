"""What is sealed opens with the same key, subject and vocabulary, and with no other."""

from __future__ import annotations

import base64
import hashlib

import pytest
import zstandard
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.vault import Vault

KEY = base64.b64encode(b"k" * 32).decode()
VAULT = Vault(KEY, VOCABULARY)


@given(st.binary(max_size=3000), st.binary(min_size=16, max_size=16))
def test_what_was_sealed_comes_out(plain: bytes, about: bytes) -> None:
    assert VAULT.open(VAULT.seal(plain, about), about) == plain


def test_another_subject_or_key_opens_nothing() -> None:
    sealed = VAULT.seal(b"inhoud", b"een")
    with pytest.raises(InvalidTag):
        VAULT.open(sealed, b"ander")
    with pytest.raises(InvalidTag):
        Vault(base64.b64encode(b"x" * 32).decode(), VOCABULARY).open(sealed, b"een")


def test_another_vocabulary_gives_an_error_and_not_other_words() -> None:
    plain = b'{"signalen":{"gevaarOpDitMoment":"nee"},"betrokkenen":[{"rol":"kind"}]}'
    with pytest.raises(zstandard.ZstdError):
        Vault(KEY).open(VAULT.seal(plain, b"een"), b"een")


def test_ordinary_words_of_a_melding_take_little_room() -> None:
    plain = (
        b'"signalen":{"gevaarOpDitMoment":"nee","babyOfPeuterMetLetsel":"nee","verwurging":"nee"}'
    )
    assert len(VAULT.seal(plain, b"een")) < len(plain)


def test_the_same_is_never_sealed_the_same_twice() -> None:
    assert VAULT.seal(b"x", b"een") != VAULT.seal(b"x", b"een")


def test_a_released_vocabulary_never_changes() -> None:
    """What is sealed with it could never be opened again."""
    assert (
        hashlib.sha256(VOCABULARY).hexdigest()
        == "cfb43caa04abdb868d51ed56bf65642834f9451a3e9cc3d48e369b0273994aeb"
    )


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="VT_STORAGE_KEY"):
        Vault(base64.b64encode(b"kort").decode())


def test_numbers_are_the_same_for_the_same_value_and_key_alone() -> None:
    first, again, other = VAULT.numbers(["b123456782", "b123456782", "h6211AB:12"])
    assert first == again != other
    assert all(-(2**63) <= number < 2**63 for number in (first, other))
    assert Vault(base64.b64encode(b"x" * 32).decode()).numbers(["b123456782"]) != [first]
