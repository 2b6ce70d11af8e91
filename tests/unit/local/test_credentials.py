"""Passwords and keys are made once, kept, and readable by their owner alone."""

from __future__ import annotations

import json

from joserfc import jwe
from joserfc.jwk import ECKey
from vt_local.credentials import CredentialStore, Secrets


def test_a_second_start_changes_nothing_but_the_address(tmp_path):
    store = CredentialStore(tmp_path)
    first = store.ensure("gm0935", "127.0.0.1:1", with_key=True)
    second = store.ensure("gm0935", "127.0.0.1:2", with_key=True)
    assert second.password == first.password
    assert second.private_key == first.private_key
    assert second.bootstrap == "127.0.0.1:2"
    assert store.read("gm0935") == second


def test_the_file_is_for_its_owner_alone(tmp_path):
    store = CredentialStore(tmp_path)
    store.ensure("intake", "127.0.0.1:1", with_key=False)
    assert store.path("intake").stat().st_mode & 0o777 == 0o600
    assert json.loads(store.path("intake").read_text())["private_key"] is None


def test_what_is_sealed_with_the_public_key_opens_with_the_private_one(tmp_path):
    party = CredentialStore(tmp_path).ensure("gm0935", "127.0.0.1:1", with_key=True)
    public = party.public_key()
    assert public is not None
    assert "d" not in public
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": public["kid"]}
    sealed = jwe.encrypt_compact(header, b"overdracht", ECKey.import_key(public))
    opened = jwe.decrypt_compact(sealed, ECKey.import_key(party.private_key))
    assert opened.plaintext == b"overdracht"


def test_secrets_grow_with_the_services_and_keep_what_they_had(tmp_path):
    path = tmp_path / "secrets.json"
    first = Secrets.ensure(path, ("intake",))
    second = Secrets.ensure(path, ("intake", "routing"))
    assert second.cluster_id == first.cluster_id
    assert second.role_passwords["intake"] == first.role_passwords["intake"]
    assert "routing" in second.role_passwords
    assert Secrets.ensure(path, ("routing",)) == second
    assert len(first.cluster_id) == 22
