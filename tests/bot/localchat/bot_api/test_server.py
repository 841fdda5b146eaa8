"""The server over plain HTTP, as a client sees it that is no bot library."""

import httpx
import pytest

from bot.localchat import LocalChat
from bot.localchat.bot_api.calls import DOWNLOAD, Answer, ConnectionCut
from tests.support.pictures import picture
from tests.support.until import until


@pytest.fixture
async def web(chat):
    async with httpx.AsyncClient(base_url=chat.url) as web:
        yield web


def path(chat, method):
    return f"/bot{chat.token}/{method}"


async def test_unknown_method_is_not_found(chat, web):
    answer = await web.post(path(chat, "sendCake"))
    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found")


async def test_wrong_token_is_unauthorized(web):
    answer = await web.get("/bot1:wrong/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


async def test_what_cannot_be_a_token_is_not_found(web):
    assert (await web.get("/botnonsense/getMe")).status_code == 404


async def test_method_names_ignore_case():
    async with LocalChat() as chat, httpx.AsyncClient(base_url=chat.url) as web:
        assert (await web.get(path(chat, "getme"))).json()["result"]["id"] == chat.world.bot.id


async def test_unknown_parameters_are_ignored():
    async with LocalChat() as chat, httpx.AsyncClient(base_url=chat.url) as web:
        answer = await web.post(path(chat, "getMyCommands"), json={"mood": "good"})
    assert answer.json() == {"ok": True, "result": []}


async def test_body_that_is_no_json_is_refused(chat, web):
    headers = {"Content-Type": "application/json"}
    answer = await web.post(path(chat, "getMe"), content=b"{", headers=headers)
    assert answer.json()["description"] == "Bad Request: can't parse JSON object"


async def test_query_form_and_json_all_carry_parameters(chat, web, ann):
    parameters = {"chat_id": str(ann.id), "text": "x"}
    sent = [
        await web.get(path(chat, "sendMessage"), params=parameters),
        await web.post(path(chat, "sendMessage"), data=parameters),
        await web.post(path(chat, "sendMessage"), json=parameters),
    ]
    assert [answer.json()["result"]["message_id"] for answer in sent] == [2, 3, 4]


async def test_other_host_is_refused(chat, web):
    answer = await web.get(path(chat, "getMe"), headers={"Host": f"evil.example:{httpx.URL(chat.url).port}"})
    assert answer.status_code == 403


async def test_file_outside_the_store_is_not_found(chat, web):
    assert (await web.get(f"/file/bot{chat.token}/../../etc/passwd")).status_code == 404
    assert (await web.get(f"/file/bot{chat.token}/documents/file_99.png")).status_code == 404


async def test_client_that_goes_away_stops_polling(chat, web):
    with pytest.raises(httpx.ReadTimeout):
        await web.get(path(chat, "getUpdates"), params={"timeout": 30}, timeout=0.05)
    await until(lambda: not chat.world.updates.is_polled)


async def test_taken_port_is_an_os_error(chat):
    with pytest.raises(OSError, match="in use"):
        async with LocalChat(port=httpx.URL(chat.url).port):
            pass


async def test_wrapper_can_put_a_fault_in_place_of_an_answer():
    def flooded(handler):
        async def answer(call):
            return Answer(status=429, body=b'{"ok":false,"error_code":429}')

        return answer

    async with LocalChat(wrap=flooded) as chat, httpx.AsyncClient() as web:
        assert (await web.get(f"{chat.base_url}{chat.token}/getMe")).status_code == 429


async def test_wrapper_can_end_a_connection_without_an_answer():
    def cut(handler):
        async def answer(call):
            raise ConnectionCut

        return answer

    async with LocalChat(wrap=cut) as chat, httpx.AsyncClient() as web:
        with pytest.raises(httpx.RemoteProtocolError):
            await web.get(f"{chat.base_url}{chat.token}/getMe")


async def test_wrapper_can_cut_a_download_in_the_middle():
    def cut(handler):
        async def answer(call):
            given = await handler(call)
            if call.method != DOWNLOAD:
                return given
            return Answer(status=200, body=given.body[:100], length=len(given.body))

        return answer

    async with LocalChat(wrap=cut) as chat, httpx.AsyncClient() as web:
        ann = chat.person("Ann")
        file = ann.send_photo(ann.id, picture()).photo.sizes[-1].file
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            await web.get(f"{chat.base_file_url}{chat.token}/{file.path}")


async def test_fault_of_the_server_is_logged_without_the_token(caplog):
    def broken(handler):
        async def answer(call):
            raise RuntimeError("broken")

        return answer

    async with LocalChat(wrap=broken) as chat, httpx.AsyncClient() as web:
        answer = await web.get(f"{chat.base_url}{chat.token}/getMe")
    assert answer.json() == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    assert "RuntimeError: broken" in caplog.text
    assert chat.token not in caplog.text


async def test_answer_that_nobody_waits_for_any_more_is_no_fault(caplog):
    """The server closes its connections between an answer and its sending when the program stops."""

    def closing(handler):
        async def answer(call):
            for connection in tuple(chat._server._http._connections):
                connection.stream.close()
            return await handler(call)

        return answer

    async with LocalChat(wrap=closing) as chat, httpx.AsyncClient(base_url=chat.url) as web:
        with pytest.raises(httpx.HTTPError):
            await web.get(path(chat, "getMe"))
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
