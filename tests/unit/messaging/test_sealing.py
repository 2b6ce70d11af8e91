"""What is sealed here opens with another's library, one by one."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from vt_messaging.sealing import UnusableKeyError, check_key, encrypt

ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]
KEY = ECKey.generate_key("P-256", {"kid": "gm0935-2026"})
PUBLIC = json.dumps(KEY.as_dict(private=False))


def opened(token: bytes, key: ECKey = KEY) -> bytes:
    plain = jwe.decrypt_compact(token, key, algorithms=ALGORITHMS).plaintext
    assert plain is not None
    return plain


@given(payloads=st.lists(st.binary(max_size=3000), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_joserfc_opens_every_message_of_a_batch(payloads: list[bytes]) -> None:
    tokens = encrypt(PUBLIC, payloads)
    assert [opened(token) for token in reversed(tokens)] == payloads[::-1]


def test_the_header_says_what_the_contract_promises() -> None:
    header = jwe.decrypt_compact(encrypt(PUBLIC, [b"{}"])[0], KEY, algorithms=ALGORITHMS).headers()
    assert (header["alg"], header["enc"], header["kid"]) == (*ALGORITHMS, "gm0935-2026")


def test_equal_messages_look_different_and_batches_have_their_own_ephemeral_key() -> None:
    one, two = encrypt(PUBLIC, [b"same", b"same"])
    other = encrypt(PUBLIC, [b"same"])[0]
    assert one.split(b".")[0] == two.split(b".")[0] != other.split(b".")[0]
    assert not set(one.split(b".")[1:]) & set(two.split(b".")[1:])


def test_another_key_opens_nothing() -> None:
    token = encrypt(PUBLIC, [b"secret"])[0]
    with pytest.raises(JoseError):
        opened(token, ECKey.generate_key("P-256", {"kid": "gm0935-2026"}))


def test_a_changed_message_does_not_open() -> None:
    parts = encrypt(PUBLIC, [b"secret secret"])[0].split(b".")
    parts[3] = (b"A" if parts[3][:1] != b"A" else b"B") + parts[3][1:]
    with pytest.raises(JoseError):
        opened(b".".join(parts))


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"d": "AA"}, "geheime sleutel"),
        ({"crv": "P-384"}, "P-256"),
        ({"kid": ""}, "kid"),
        ({"y": KEY.as_dict(private=False)["x"]}, "geen punt"),
        ({"x": 5}, "geen punt"),
    ],
)
def test_an_unusable_key_is_named(change: dict[str, object], because: str) -> None:
    with pytest.raises(UnusableKeyError, match=because):
        check_key(json.dumps(KEY.as_dict(private=False) | change))


def test_short_coordinates_keep_their_length() -> None:
    """About one key in 128 has a coordinate with a leading zero; its epk must keep it."""
    for _ in range(600):
        number = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
        if number.x >> 248 == 0:
            break
    from vt_messaging import sealing

    header = json.loads(sealing._header(number.public_key(), "k"))
    assert len(header["epk"]["x"]) == len(header["epk"]["y"]) == 43
