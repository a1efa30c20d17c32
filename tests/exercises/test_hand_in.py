"""Results handed in at a hub: the button, the service, and a mock of the hub."""

import asyncio
import json
import sys
import threading
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sample_exercises import DERIVE, NUMBER
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from helpers.exercises.sheet import Sheet

pytest.importorskip("jupyterhub", reason="the extra hub is not installed")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "deploy"))

import hand_in  # noqa: E402
import results_file  # noqa: E402
from jupyterhub.services.auth import HubAuth  # noqa: E402

KEY, OLD, OTHER = (letter.encode() * 64 for letter in "kot")
MAY = "access:services!service=hand-in"
USERS = {
    "token-ada": {"kind": "user", "name": "ada", "scopes": [MAY]},
    "token-odd": {"kind": "user", "name": "../../öd", "scopes": [MAY]},
    "token-bob": {"kind": "user", "name": "bob", "scopes": ["access:services!service=other"]},
    "token-cull": {"kind": "service", "name": "cull", "scopes": [MAY]},
}


class MockHub(web.RequestHandler):
    """What the hub says of a token."""

    def get(self):
        user = USERS.get(self.request.headers["Authorization"].removeprefix("token "))
        self.set_status(200 if user else 403)
        self.finish(user or {})


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The address of the service, and the instructor's folder."""
    folder = tmp_path_factory.mktemp("handed_in")
    running, ports = threading.Event(), []

    async def serve():
        hub, address = bind_unused_port(), bind_unused_port()
        ports.extend([hub[1], address[1]])
        auth = HubAuth(
            api_url=f"http://127.0.0.1:{hub[1]}/hub/api",
            api_token="of the service",
            base_url="/services/hand-in/",
            access_scopes={MAY},
        )
        servers = [
            HTTPServer(web.Application([("/hub/api/user", MockHub)])),
            HTTPServer(
                hand_in.application(auth, [KEY, OLD], folder),
                max_body_size=2 * results_file.MOST_BYTES,
            ),
        ]
        for server, (socket, _) in zip(servers, (hub, address), strict=True):
            server.add_socket(socket)
        running.set()
        await ended.wait()
        for server in servers:
            server.stop()
            await server.close_all_connections()

    loop, ended = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    assert running.wait(20)
    yield f"http://127.0.0.1:{ports[1]}/services/hand-in/", folder
    loop.call_soon_threadsafe(ended.set)
    thread.join(20)
    loop.close()


@pytest.fixture
def at_hub(service, tmp_path, monkeypatch):
    """Press *Hand in* as the server of a token: the overview, once it has answered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HAND_IN_URL", service[0])

    def press(token="token-ada", typed="1.4"):
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", token)
        ask = Sheet("4.6", NUMBER, DERIVE)
        ask("number").turn(number=typed)
        ask("number").check_button.click()
        ask.results().hand_in_button.click()
        return ask.results()

    return press


def post(address, data, token="token-ada"):
    """Status and answer of the service."""
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        with urlopen(Request(address, data, headers), timeout=20) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_what_is_handed_in_is_stored_signed_and_the_receipt_says_so(at_hub, service, tmp_path):
    sentence = at_hub().sentence
    assert "Handed in as ada on 20" in sentence
    assert "signed_results_4_6.json, beside this notebook" in sentence
    stored = service[1] / "ada" / "results_4_6.json"
    receipt = json.loads((tmp_path / "signed_results_4_6.json").read_text())
    assert receipt == json.loads(stored.read_text())
    assert receipt["results"] == json.loads((tmp_path / "results_4_6.json").read_text())
    results_file.verify(receipt, [OLD, KEY])
    with pytest.raises(ValueError, match="signed with another key"):
        results_file.verify(receipt, [OTHER])
    assert stored.stat().st_mode & 0o777 & ~0o644 == 0


def changes(receipt):
    """A receipt with one thing changed at a time."""
    first = receipt["results"]["exercises"][0]
    yield receipt | {"name": "bob"}
    yield receipt | {"time": "2020" + receipt["time"][4:]}
    yield receipt | {"results": receipt["results"] | {"lesson": "4.7"}}
    yield receipt | {"results": receipt["results"] | {"exercises": [first | {"right": False}]}}
    yield receipt | {"signature": receipt["signature"][:-1] + "g"}
    yield receipt | {"signature": "é"}
    yield receipt | {"signature": None}
    yield receipt | {"version": 2}
    yield receipt | {"more": 1}


def test_no_part_of_a_receipt_can_be_changed(at_hub, tmp_path):
    at_hub()
    receipt = json.loads((tmp_path / "signed_results_4_6.json").read_text())
    turned = json.loads(json.dumps(dict(reversed(receipt.items())), indent=4))
    results_file.verify(turned, [KEY])  # the form does not matter
    for changed in changes(receipt):
        with pytest.raises(ValueError, match=r"changed|form|signature"):
            results_file.verify(changed, [KEY])


@pytest.mark.parametrize("token", ["", "token-bob", "token-cull", "made up"])
def test_only_who_the_hub_knows_and_lets_in_hands_in(at_hub, service, token):
    before = sorted(service[1].rglob("*"))
    assert post(service[0], b"{}", token)[0] == 403
    if token:
        assert "Not handed in: the hub does not know this server" in at_hub(token).sentence
    assert sorted(service[1].rglob("*")) == before


def test_a_name_never_leads_out_of_the_folder(at_hub, service):
    assert "Handed in as ../../öd" in at_hub("token-odd").sentence
    assert (service[1] / "%2E%2E%2F%2E%2E%2F%C3%B6d" / "results_4_6.json").exists()


def test_earlier_hand_ins_are_kept_and_not_without_end(at_hub, service, monkeypatch):
    monkeypatch.setattr(results_file, "MOST_KEPT", 3)
    for typed in ("1", "2", "3", "4", "1.4"):
        at_hub(typed=typed)
    kept = sorted((service[1] / "ada" / "kept").glob("*.json"))
    assert len(kept) == 3
    latest = (service[1] / "ada" / "results_4_6.json").read_text()
    assert kept[-1].read_text() == latest
    assert "1.4" in latest
    assert not list((service[1] / "ada").rglob("*.part"))


REFUSED = {
    b"{": "not whole",
    b"[" * 100_000: "nested too deeply",
    b"\xff\xfe": "UTF-8",
    b'{"lesson": "4.6", "lesson": "4.7"}': "twice",
    b'{"lesson": NaN}': "NaN is no number",
    b'{"lesson": 1e999}': "finite",
    b'{"lesson": "../x", "exercises": []}': "its lesson is none",
    b'{"lesson": "4.6", "exercises": [{"name": "<b>"}]}': "holds no answers",
    b'{"lesson": "4.6", "name": "a\\nb", "exercises": []}': "no short line",
    b'{"lesson": "4.6", "exercises": [{"name": "n", "right": true, "tries": 0, "answers": []}]}': (
        "right without a right answer"
    ),
}


@pytest.mark.parametrize("data", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_results_file_is_refused_with_the_reason(service, data):
    status, answer = post(service[0], data)
    assert (status, REFUSED[data] in answer["said"]) == (400, True)


def test_a_disk_that_is_full_is_said_and_nothing_is_half_written(at_hub, service, monkeypatch):
    at_hub()
    stored = service[1] / "ada" / "results_4_6.json"
    before = stored.read_text()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results_file.os, "fsync", full)
    status, answer = post(service[0], json.dumps({"lesson": "4.6", "exercises": []}).encode())
    assert (status, answer["said"]) == (507, "the hub could not store it: No space left on device")
    assert stored.read_text() == before
    assert not list(service[1].rglob("*.part"))


def test_a_file_that_is_too_large_is_not_sent(at_hub, tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.exercises.hand_in.MOST_BYTES", 100)
    assert "and 100 are taken." in at_hub().sentence
    assert not (tmp_path / "signed_results_4_6.json").exists()


def test_a_hub_that_does_not_answer_is_said_and_the_answers_stay(at_hub, monkeypatch, tmp_path):
    monkeypatch.setenv("HAND_IN_URL", "http://127.0.0.1:9/")
    assert "Not handed in: the hub does not answer" in at_hub().sentence
    assert "1.4" in (tmp_path / "results_4_6.json").read_text()


@pytest.mark.parametrize("absent", ["HAND_IN_URL", "JUPYTERHUB_API_TOKEN"])
def test_without_a_hub_there_is_no_button(monkeypatch, absent):
    monkeypatch.setenv("HAND_IN_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "t")
    monkeypatch.delenv(absent)
    assert not hasattr(Sheet("4.6", NUMBER).results(), "hand_in_button")


def test_keys_are_read_as_the_hub_has_them():
    text = 'HAND_IN_KEYS="' + "n" * 32 + " " + "o" * 40 + '"\n'
    assert results_file.keys_from(text) == [b"n" * 32, b"o" * 40]


@pytest.mark.parametrize("text", ["", "short", f"{'k' * 32} short"])
def test_a_short_key_is_refused(text):
    with pytest.raises(ValueError, match="32 characters"):
        results_file.keys_from(text)
