"""The page's server without a browser: who may ask, what may be asked, and what is told."""

import json

import httpx
import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from tests.support.pictures import picture
from tests.support.until import until


@pytest.fixture
async def page(chat):
    async with httpx.AsyncClient(base_url=chat.url, headers={"Origin": chat.url}) as page:
        yield page


@pytest.fixture
async def events(chat):
    address = f"ws://{chat.url.removeprefix('http://')}/page/events"
    connection = await websocket_connect(HTTPRequest(address, headers={"Origin": chat.url}))
    yield connection
    connection.close()


async def heard(events):
    return json.loads(await events.read_message())


def wish(act, **fields):
    return json.dumps({"act": act, **fields})


async def test_page_is_served_with_what_keeps_other_pages_out(page):
    answer = await page.get("/")
    assert "<title>Stylegram" in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["main.js", "state.js", "style/base.css", "icons/brush.svg"])
async def test_parts_of_the_page_are_served(page, name):
    assert (await page.get(f"/{name}")).status_code == 200


async def test_nothing_outside_the_page_is_served(page):
    assert (await page.get("/../page_server.py")).status_code in (403, 404)
    assert (await page.get("/%2e%2e/page_server.py")).status_code in (403, 404)


async def test_other_host_gets_no_page(page):
    assert (await page.get("/", headers={"Host": "rebound.example"})).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", None])
async def test_other_pages_cannot_speak(chat, ann, origin):
    headers = {"Origin": origin} if origin else {}
    async with httpx.AsyncClient(base_url=chat.url, headers=headers) as stranger:
        answer = await stranger.post("/page/act", content=wish("text", person=ann.id, chat=ann.id, text="/forget"))
    assert answer.status_code == 403
    assert [message.text for message in chat.messages(ann.id)] == ["/start"]


async def test_other_pages_cannot_listen(chat):
    address = f"ws://{chat.url.removeprefix('http://')}/page/events"
    with pytest.raises(HTTPClientError, match="403"):
        await websocket_connect(HTTPRequest(address, headers={"Origin": "http://evil.example"}))


async def test_text_is_sent_as_the_person_who_speaks(chat, page, ann):
    answer = await page.post("/page/act", content=wish("text", person=ann.id, chat=ann.id, text="/help"))
    assert answer.status_code == 200
    assert chat.messages(ann.id)[-1].sender is ann.user


@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1:9"])
async def test_page_opened_by_the_other_name_or_over_a_forwarded_port_may_speak_and_listen(chat, page, ann, host):
    headers = {"Host": host, "Origin": f"http://{host}"}
    address = f"ws://{chat.url.removeprefix('http://')}/page/events"
    events = await websocket_connect(HTTPRequest(address, headers=headers))
    assert (await heard(events))["kind"] == "state"
    events.close()
    answer = await page.post("/page/act", content=wish("text", person=ann.id, chat=ann.id, text="hi"), headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"act": "fly"}, "does not know"),
        ({"act": "text", "person": 1}, "no longer there"),
        ({"act": "text"}, "did not say which person"),
        ({"act": "new_person", "name": ""}, "1 to 64 characters"),
        ({"act": "new_group", "title": "x" * 65, "members": []}, "1 to 64 characters"),
    ],
)
async def test_wish_that_cannot_be_done_is_refused_with_one_sentence(page, fields, why):
    answer = await page.post("/page/act", content=json.dumps(fields))
    assert answer.status_code == 422
    assert why in answer.json()["why"].format(**answer.json()["values"])  # the page says it in its own language


async def test_body_that_is_no_json_is_refused(page):
    assert (await page.post("/page/act", content=b"[")).status_code == 422


async def test_a_name_that_no_file_can_have_is_refused_without_a_traceback(page, caplog):
    assert (await page.get("/%00")).status_code == 400
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("body", ["[" * 100_000, '{"act":' * 100_000, '{"act": ' + "[" * 900 + "]" * 900 + "}"])
async def test_a_wish_of_too_many_brackets_is_refused_without_a_traceback(page, caplog, body):
    assert (await page.post("/page/act", content=body)).status_code in (400, 422)
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("wish_of_half_a_character", ["new_person", "text"])
async def test_half_a_character_is_refused_before_it_is_kept(chat, page, ann, wish_of_half_a_character):
    people = len(chat.people)
    body = wish(wish_of_half_a_character, name="\ud800", text="\ud800", person=ann.id, chat=ann.id)
    assert "\\ud800" in body
    assert (await page.post("/page/act", content=body)).status_code == 422
    assert len(chat.people) == people


async def test_two_pictures_become_an_album(chat, page, ann):
    files = [("file", ("a.png", picture(), "image/png")), ("file", ("b.png", picture(color="red"), "image/png"))]
    fields = {"person": str(ann.id), "chat": str(ann.id), "caption": "both"}
    assert (await page.post("/page/send", data=fields, files=files)).status_code == 200
    album = chat.messages(ann.id)[-2:]
    assert album[0].album == album[1].album is not None
    assert album[0].caption == "both"


async def test_files_stay_files(chat, page, ann):
    fields = {"person": str(ann.id), "chat": str(ann.id), "as_files": "true", "caption": "raw"}
    await page.post("/page/send", data=fields, files=[("file", ("a.png", picture(), "image/png"))])
    sent = chat.messages(ann.id)[-1]
    assert (sent.document.name, sent.picture, sent.caption, sent.album) == ("a.png", picture(), "raw", None)


async def test_files_sent_together_are_an_album_with_the_words_under_the_last(chat, page, ann):
    files = [("file", (f"{name}.png", picture(color=name), "image/png")) for name in ("red", "navy")]
    fields = {"person": str(ann.id), "chat": str(ann.id), "as_files": "true", "caption": "both"}
    await page.post("/page/send", data=fields, files=files)
    album = chat.messages(ann.id)[-2:]
    assert album[0].album == album[1].album is not None
    assert [(sent.document.name, sent.caption) for sent in album] == [("red.png", None), ("navy.png", "both")]


async def test_what_is_no_picture_is_refused_as_photo(page, ann):
    fields = {"person": str(ann.id), "chat": str(ann.id)}
    answer = await page.post("/page/send", data=fields, files=[("file", ("a.png", b"no picture", "image/png"))])
    assert answer.status_code == 422
    assert "send it as a file" in answer.json()["why"]


async def test_picture_is_shown_and_other_files_are_only_saved(page, ann):
    photo = ann.send_photo(ann.id, picture()).photo.sizes[-1].file
    script = ann.send_document(ann.id, b"<script>alert(1)</script>", "x.html", "text/html").document.file
    shown, saved = [await page.get(f"/page/files/{file.file_id}") for file in (photo, script)]
    assert (shown.headers["Content-Type"], shown.content) == ("image/jpeg", photo.content)
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in saved.headers["Content-Security-Policy"]


async def test_unknown_file_is_not_found(page):
    assert (await page.get("/page/files/nothing")).status_code == 404


async def test_listener_hears_first_what_is_so(chat, ann, events):
    state = await heard(events)
    assert state["kind"] == "state"
    assert [message["words"] for message in state["messages"][str(ann.id)]] == ["/start"]


async def test_first_page_finds_company(chat, events):
    state = await heard(events)
    assert [person["name"] for person in state["people"]] == ["Ada", "Ben", "小文"]
    assert [known["title"] for known in state["chats"] if known["type"] != "private"] == ["Studio"]


async def test_listener_hears_messages_edits_and_deletions(chat, ann, events):
    await heard(events)
    sent = ann.send_text(ann.id, "one")
    ann.edit_text(sent, "two")
    ann.delete(sent)
    told = [await heard(events) for _ in range(3)]
    assert [event["kind"] for event in told] == ["message", "edited", "deleted"]
    assert [event["message"]["words"] for event in told[:2]] == ["one", "two"]


async def test_listener_hears_what_the_bot_answers_to_a_press(chat, bot, ann, page, events):
    await heard(events)
    keyboard = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
    message = chat.world.post(chat.world.chats[ann.id], chat.world.bot, text="x", markup=keyboard)
    await heard(events)
    pressed = await page.post(
        "/page/act", content=wish("press", person=ann.id, chat=ann.id, message=message.id, button="stop")
    )
    await bot.answer_callback_query(pressed.json()["press"], text="Stopped")
    answer = await heard(events)
    assert (answer["kind"], answer["press"], answer["text"]) == ("answer", pressed.json()["press"], "Stopped")


async def test_photo_that_privacy_mode_hides_is_marked(chat, ann, bob, events):
    await heard(events)
    group = chat.group("Studio", [ann, bob])
    ann.send_photo(group, picture())
    while (event := await heard(events))["kind"] != "message" or "service" in event["message"]:
        pass
    assert event["message"]["is_seen"] is False


async def test_privacy_is_switched_from_the_page(chat, page, ann):
    group = chat.group("Studio", [ann])
    await page.post("/page/act", content=wish("privacy", person=ann.id, chat=group, is_on=False))
    assert not chat.has_privacy(group)


async def test_new_group_has_its_members_and_the_bot(chat, page, ann, bob):
    fields = wish("new_group", person=ann.id, title="Atelier", members=[str(bob.id)])
    group = chat.world.chats[(await page.post("/page/act", content=fields)).json()["chat"]]
    assert {group.status_of(user.id).value for user in (ann.user, bob.user, chat.world.bot)} == {"creator", "member"}


async def test_pages_hear_the_end_of_the_chat(chat, events):
    await heard(events)
    chat.close_pages()
    assert await events.read_message() is None


async def test_page_that_is_gone_is_no_longer_told(chat, ann, events):
    await heard(events)
    count = len(chat.world.listeners)
    events.close()
    await events.read_message()
    ann.send_text(ann.id, "x")
    await until(lambda: len(chat.world.listeners) < count)
