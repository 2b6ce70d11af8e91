"""The identity provider: who gets a token, and what is in it."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from vt_local.access_table import AccessTable
from vt_local.folders import DataFolder
from vt_local.identity.app import IdentityProvider, create_app
from vt_local.identity.directory import WEB_CLIENT
from vt_local.identity.people import write_people

_ISSUER = "http://127.0.0.1:20000"
_TABLE = AccessTable(("intake", "politie-limburg", "gm0935"), (), frozenset())
_VERIFIER = "v" * 50
_CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).decode().rstrip("=")
)
_ASKED = {
    "response_type": "code",
    "client_id": WEB_CLIENT,
    "redirect_uri": "http://127.0.0.1:20001/terug",
    "code_challenge": _CHALLENGE,
    "code_challenge_method": "S256",
    "state": "s",
    "nonce": "n",
}


@pytest.fixture
def data(tmp_path):
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    write_people(folder, _TABLE, _ISSUER)
    return folder


@pytest.fixture
def clock():
    return [1_800_000_000.0]


@pytest.fixture
async def client(data, clock):
    app = create_app(IdentityProvider(data.identity, "meldketen", lambda: clock[0]))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=_ISSUER) as client:
        yield client


def _secret(data, person):
    return json.loads((data.oidc_credentials / f"{person}.json").read_text())["client_secret"]


async def _claims(client, token):
    keys = KeySet.import_key_set((await client.get("/jwks.json")).json())
    return jwt.decode(token, keys, algorithms=["ES256"]).claims


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("triagist-1", "triagist"),
        ("frontoffice-2", "frontoffice"),
        ("gm0935", "gemeente:GM0935"),
        ("politie-limburg", "partner:politie-limburg"),
    ],
)
async def test_a_script_gets_a_token_with_its_secret(client, data, clock, person, role):
    form = {"grant_type": "client_credentials"}
    answer = await client.post("/token", data=form, auth=(person, _secret(data, person)))
    claims = await _claims(client, answer.json()["access_token"])
    assert claims["roles"] == [role]
    assert claims["sub"] == person
    assert (claims["iss"], claims["aud"]) == (_ISSUER, "meldketen")
    assert claims["exp"] == clock[0] + 3600


@pytest.mark.parametrize(
    ("person", "secret"), [("triagist-1", "fout"), ("niemand", ""), ("intake", ""), ("", "")]
)
async def test_without_the_secret_nobody_gets_one(client, person, secret):
    form = {"grant_type": "client_credentials", "client_id": person, "client_secret": secret}
    answer = await client.post("/token", data=form)
    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_client"}


async def test_a_password_is_no_way_in(client):
    form = {"grant_type": "password", "username": "triagist-1", "password": ""}
    answer = await client.post("/token", data=form)
    assert answer.json() == {"error": "unsupported_grant_type"}


async def _choose(client, user="triagist-1", **changes):
    return await client.post("/authorize", data={**_ASKED, **changes, "user": user})


def _exchange(code, **changes):
    return {
        "grant_type": "authorization_code",
        "client_id": WEB_CLIENT,
        "redirect_uri": _ASKED["redirect_uri"],
        "code_verifier": _VERIFIER,
        "code": code,
        **changes,
    }


async def test_the_page_lists_people_and_no_systems(client):
    page = await client.get("/authorize", params=_ASKED)
    assert page.status_code == 200
    assert "Anouk Voorbeeld" in page.text
    assert "politie-limburg" not in page.text


async def test_a_chosen_person_comes_back_with_a_code_that_serves_once(client):
    back = await _choose(client)
    assert back.status_code == 303
    answer = parse_qs(urlsplit(back.headers["location"]).query)
    assert answer["state"] == ["s"]
    tokens = (await client.post("/token", data=_exchange(answer["code"][0]))).json()
    assert (await _claims(client, tokens["access_token"]))["roles"] == ["triagist"]
    identity = await _claims(client, tokens["id_token"])
    assert (identity["aud"], identity["nonce"]) == (WEB_CLIENT, "n")
    again = await client.post("/token", data=_exchange(answer["code"][0]))
    assert again.json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 50}, {"redirect_uri": "http://127.0.0.1:1/"}, {"client_id": "x"}],
)
async def test_a_code_serves_only_who_asked_for_it(client, changes):
    back = await _choose(client)
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    answer = await client.post("/token", data=_exchange(code, **changes))
    assert answer.json() == {"error": "invalid_grant"}


async def test_a_code_expires(client, clock):
    back = await _choose(client)
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    clock[0] += 61
    answer = await client.post("/token", data=_exchange(code))
    assert answer.json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://elders.example/"},
        {"redirect_uri": "http://127.0.0.1.elders.example/"},
        {"client_id": "x"},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
    ],
)
async def test_a_request_that_is_not_ours_is_refused(client, changes):
    page = await client.get("/authorize", params={**_ASKED, **changes})
    assert page.status_code == 400
    assert (await _choose(client, **changes)).status_code == 400


async def test_a_form_from_elsewhere_is_refused(client):
    form = {**_ASKED, "user": "triagist-1"}
    answer = await client.post(
        "/authorize", data=form, headers={"Origin": "https://elders.example"}
    )
    assert answer.status_code == 400


async def test_what_comes_in_is_escaped(client):
    page = await client.get("/authorize", params={**_ASKED, "state": '"><script>'})
    assert "<script>" not in page.text


async def test_another_host_name_gets_nothing(client):
    answer = await client.get("/jwks.json", headers={"Host": "elders.example"})
    assert answer.status_code == 400


async def test_tokens_and_secrets_outlive_a_restart(client, data):
    secret = _secret(data, "triagist-1")
    form = {"grant_type": "client_credentials"}
    answer = await client.post("/token", data=form, auth=("triagist-1", secret))
    write_people(data, _TABLE, _ISSUER)
    assert _secret(data, "triagist-1") == secret
    restarted = IdentityProvider(data.identity, "meldketen")
    keys = KeySet.import_key_set(restarted.signer.jwks())
    token = jwt.decode(answer.json()["access_token"], keys, algorithms=["ES256"])
    assert token.claims["sub"] == "triagist-1"
