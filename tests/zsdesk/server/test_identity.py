"""Enrolment, tokens, and what an account may not do."""

from __future__ import annotations

import httpx
import pytest

from tests.zsdesk.server.conftest import PASSWORD, Served
from zsdesk.errors import NotFound, Refused
from zsdesk.ids import new_id
from zsdesk.server import admin
from zsdesk.server.database import Database
from zsdesk.server.settings import load


def test_enrol_tells_role_and_region(served: Served) -> None:
    peer = served.peer("520121", "supervisor")
    me = peer.http.get("/v1/me").json()
    assert me == {"user": peer.user, "role": "supervisor", "region": "520121", "unit": "", "device": peer.device}


def test_wrong_password_and_unknown_account_say_the_same(served: Served) -> None:
    user = served.user()
    answers = [
        httpx.post(f"{served.url}/v1/enrol", json={"user": name, "password": "falsch", "device": new_id()})
        for name in (user, "niemand", "mit\0null")
    ]
    assert {a.status_code for a in answers} == {401}
    assert len({a.text for a in answers}) == 1
    assert answers[0].json()["code"] == "unauthorized"


def test_many_wrong_passwords_have_to_wait(served: Served) -> None:
    if served.workers > 1:
        pytest.skip("failures are counted per worker process")
    user = served.user()
    body = {"user": user, "password": "falsch", "device": new_id()}
    for _ in range(10):
        assert httpx.post(f"{served.url}/v1/enrol", json=body).status_code == 401
    answer = httpx.post(f"{served.url}/v1/enrol", json={**body, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.json()["code"] == "busy"
    assert int(answer.headers["Retry-After"]) > 0


def test_without_a_token_nothing_is_told(served: Served) -> None:
    routes = [("POST", "/v1/sync"), ("GET", "/v1/me"), ("POST", "/v1/revoke"), ("GET", "/v1/blobs/" + "0" * 64)]
    for method, path in (*routes, ("GET", f"/v1/records/lead/{new_id()}/history")):
        for header in ({}, {"Authorization": "Bearer falsch"}, {"Authorization": "Basic eDp5"}):
            answer = httpx.request(method, served.url + path, headers=header)
            assert answer.status_code == 401, path
            assert answer.json()["code"] == "unauthorized"
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_desk_ends_its_own_token(served: Served) -> None:
    peer = served.peer()
    assert peer.http.post("/v1/revoke").status_code == 204
    assert peer.post(peer.request()).status_code == 401
    peer.enrol()
    peer.sync()


def test_enrolling_again_ends_the_token_before(served: Served) -> None:
    peer = served.peer()
    old = peer.token
    peer.enrol()
    assert httpx.get(f"{served.url}/v1/me", headers={"Authorization": f"Bearer {old}"}).status_code == 401


def test_two_accounts_may_enrol_the_same_device(served: Served) -> None:
    """A laptop changes hands; and nobody ends another one's enrolment by naming his device."""
    peer = served.peer()
    other = served.user()
    answer = httpx.post(f"{served.url}/v1/enrol", json={"user": other, "password": PASSWORD, "device": peer.device})
    assert answer.status_code == 200
    peer.sync()


def test_the_token_speaks_for_its_device_only(served: Served) -> None:
    peer = served.peer()
    peer.device = new_id()
    answer = peer.post(peer.request())
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


class TestAdmin:
    def test_disabled_accounts_and_revoked_devices_are_refused_at_once(self, served: Served) -> None:
        peer = served.peer()
        admin.disable_user(served.data, peer.user)
        assert peer.post(peer.request()).status_code == 401
        admin.enable_user(served.data, peer.user)
        peer.sync()
        found = admin.devices(served.data, peer.user)
        assert [(d.id, d.revoked, d.name) for d in found] == [(peer.device, False, "笔记本")]
        admin.revoke_device(served.data, peer.user, peer.device)
        assert peer.post(peer.request()).status_code == 401

    def test_a_new_password_counts_from_now_on(self, served: Served) -> None:
        peer = served.peer()
        admin.reset_password(served.data, peer.user, "ein neues Kennwort")
        peer.sync()
        body = {"user": peer.user, "password": PASSWORD, "device": new_id()}
        assert httpx.post(f"{served.url}/v1/enrol", json=body).status_code == 401

    def test_neither_password_nor_token_lies_in_the_database(self, served: Served) -> None:
        peer = served.peer()
        database = Database(load(served.data))
        with database.read() as connection:
            rows = database.fetch(connection, "SELECT password FROM account")
            tokens = database.fetch(connection, "SELECT hash FROM token")
        database.close()
        assert all(row[0].startswith("$argon2id$") and PASSWORD not in row[0] for row in rows)
        assert all(len(bytes(row[0])) == 32 and peer.token.encode() not in bytes(row[0]) for row in tokens)

    def test_mistakes_get_a_sentence(self, served: Served) -> None:
        user = served.user()
        for wrong in (
            lambda: admin.add_user(served.data, user, "officer", "520121", PASSWORD),
            lambda: admin.add_user(served.data, "neu", "chef", "520121", PASSWORD),
            lambda: admin.add_user(served.data, "neu", "officer", "999999", PASSWORD),
            lambda: admin.add_user(served.data, "neu", "officer", "520121", ""),
            lambda: admin.add_user(served.data, " ", "officer", "520121", PASSWORD),
            lambda: admin.init(served.data),
            lambda: admin.reset_password(served.data, "niemand", PASSWORD),
            lambda: admin.revoke_device(served.data, user, new_id()),
        ):
            with pytest.raises(Refused) as caught:
                wrong()
            assert "{" not in str(caught.value)
        with pytest.raises(NotFound):
            admin.devices(served.data / "nowhere")
