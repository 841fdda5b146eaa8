"""The chat from one run to the next."""

import io
import json
import stat

import pytest
from telegram import Bot

from bot.localchat import LocalChat
from bot.localchat.world.messages import message_json
from tests.support.pictures import noise, picture
from tests.support.until import until

STOP = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop:1"}]]}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "localchat"


def shown(chat):
    return {chat_id: [message_json(message) for message in chat.messages(chat_id)] for chat_id in chat.world.chats}


def bot_of(chat):
    return Bot(chat.token, base_url=chat.base_url, base_file_url=chat.base_file_url)


async def test_everything_said_is_there_again(folder):
    async with LocalChat(folder=folder) as first:
        ann, bob = first.person("Ann"), first.person("Bob", language="zh")
        group = first.group("Studio", [ann, bob], privacy=False, is_forum=True)
        topic = ann.create_topic(group, "Oil")
        ann.write_anonymously(group)
        photo = ann.send_photo(group, noise(300, 200), "look", thread_id=topic)
        bob.send_text(group, "/style", reply_to=photo)
        bob.send_album(bob.id, [picture(), picture(color="red")])
        bob.send_document(bob.id, picture(), "a.png")
        bob.send_sticker(bob.id, picture(kind="WEBP"))
        first.world.post(first.world.chats[bob.id], first.world.bot, text="x", markup=STOP)
        said, token = shown(first), first.token
    async with LocalChat(folder=folder) as second:
        assert shown(second) == said
        assert second.token == token
        assert [person.name for person in second.people] == ["Ann", "Bob"]
        assert second.messages(group)[-2].picture == photo.picture


async def test_author_and_what_the_bot_saw_stay_known(folder):
    async with LocalChat(folder=folder) as first:
        ann = first.person("Ann")
        group = first.group("Studio", [ann])
        ann.write_anonymously(group)
        ann.send_text(group, "hello")
        ann.send_text(group, "/help")
    async with LocalChat(folder=folder) as second:
        said = second.messages(group)[-2:]
        assert [(message.author_id, message.is_shown) for message in said] == [(ann.id, False), (ann.id, True)]


async def test_chat_of_an_earlier_version_is_seen_as_its_privacy_lets_through(folder):
    async with LocalChat(folder=folder) as first:
        ann = first.person("Ann")
        group = first.group("Studio", [ann])
        ann.send_text(group, "hello")
        ann.send_text(group, "/help")
    kept = json.loads((folder / "chat.json").read_text())
    for message in kept["messages"]:
        del message["is_shown"], message["author_id"]
    (folder / "chat.json").write_text(json.dumps(kept))
    async with LocalChat(folder=folder) as second:
        assert [message.is_shown for message in second.messages(group)[-2:]] == [False, True]


async def test_chat_is_read_as_it_is_written_whatever_the_encoding_of_the_machine(folder, monkeypatch):
    async with LocalChat(folder=folder) as first:
        first.person("小文")
    monkeypatch.setattr(io, "text_encoding", lambda encoding, stacklevel=2: encoding or "ascii")
    assert [person.name for person in LocalChat(folder=folder).people] == ["小文"]


async def test_conversation_goes_on_where_it_was(folder):
    async with LocalChat(folder=folder) as first:
        last = first.person("Ann").start()
    async with LocalChat(folder=folder) as second:
        (ann,) = second.people
        assert ann.send_text(ann.id, "hello again").id == last.id + 1


async def test_update_that_was_not_confirmed_comes_again_and_first(folder):
    async with LocalChat(folder=folder) as first:
        first.person("Ann").start()
    async with LocalChat(folder=folder) as second:
        second.people[0].send_text(second.people[0].id, "later")
        texts = [update["message"]["text"] for update in second.world.updates.pending]
        ids = [update["update_id"] for update in second.world.updates.pending]
    assert texts == ["/start", "later"]
    assert ids == sorted(ids)


async def test_photo_of_an_earlier_run_is_downloaded(folder):
    async with LocalChat(folder=folder) as first:
        ann = first.person("Ann")
        photo = ann.send_photo(ann.id, noise(300, 200)).photo.sizes[-1].file
    async with LocalChat(folder=folder) as second, bot_of(second) as bot:
        content = await (await bot.get_file(photo.file_id)).download_as_bytearray()
    assert bytes(content) == photo.content


async def test_kill_leaves_what_was_said_a_moment_before(folder):
    async with LocalChat(folder=folder) as killed:
        ann = killed.person("Ann")
        ann.send_text(ann.id, "hello")
        await until(lambda: (folder / "chat.json").exists() and "hello" in (folder / "chat.json").read_text())
        survivor = LocalChat(folder=folder)
        assert [message.text for message in survivor.messages(ann.id)] == ["hello"]


async def test_pictures_of_deleted_messages_leave_the_disk(folder):
    async with LocalChat(folder=folder) as first:
        ann = first.person("Ann")
        ann.send_photo(ann.id, noise(300, 200))
    assert list((folder / "files").iterdir())
    async with LocalChat(folder=folder) as second:
        (ann,) = second.people
        ann.clear(ann.id)
    assert list((folder / "files").iterdir()) == []


async def test_what_is_kept_is_for_its_owner_only(folder):
    async with LocalChat(folder=folder) as chat:
        ann = chat.person("Ann")
        ann.send_photo(ann.id, picture())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert modes == {0o600}


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"version": 99}', '{"version": 1, "token": "1:a", "bot": {"id": 1}}']
)
async def test_what_cannot_be_read_is_put_aside(folder, damage, caplog):
    async with LocalChat(folder=folder) as chat:
        ann = chat.person("Ann")
        ann.send_photo(ann.id, picture())
    pictures = {path.name for path in (folder / "files").iterdir()}
    (folder / "chat.json").write_text(damage)
    async with LocalChat(folder=folder) as chat:
        assert chat.people == []
    (aside,) = folder.glob("chat.*.json")
    assert {path.name for path in folder.glob("files.*/*")} == pictures
    assert aside.read_text() == damage
    assert "cannot be read" in caplog.text
    assert json.loads((folder / "chat.json").read_text())["people"] == []


async def test_missing_picture_is_no_reason_to_fail(folder, caplog):
    async with LocalChat(folder=folder) as first:
        ann = first.person("Ann")
        ann.send_photo(ann.id, picture())
    next((folder / "files").iterdir()).unlink()
    async with LocalChat(folder=folder) as second:
        assert second.people == []
    assert "cannot be read" in caplog.text


async def test_folder_that_cannot_be_written_is_told_once_and_the_chat_goes_on(tmp_path, caplog):
    (tmp_path / "localchat").write_text("a file where the folder should be")
    async with LocalChat(folder=tmp_path / "localchat") as chat:
        ann = chat.person("Ann")
        ann.start()
        await until(lambda: "cannot be kept" in caplog.text)
        assert [message.text for message in chat.messages(ann.id)] == ["/start"]
    assert caplog.text.count("cannot be kept") == 1


async def test_chat_without_a_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with LocalChat() as chat:
        chat.person("Ann").start()
    assert list(tmp_path.iterdir()) == []
