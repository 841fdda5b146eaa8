import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.localchat import LocalChat, NotPossible
from bot.localchat.page.acts import ACTS, MAX_PEOPLE, act, send_files
from tests.support.pictures import picture

anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())


@pytest.fixture
def chat():
    chat = LocalChat()
    chat.welcome()
    return chat


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    wanted=st.sampled_from(sorted(ACTS)),
    fields=st.dictionaries(
        st.sampled_from(("person", "chat", "message", "text", "members", "is_on", "title", "reply_to")), anything
    ),
)
def test_odd_wish_is_done_or_refused(chat, wanted, fields):
    ann = chat.people[0].id
    with contextlib.suppress(NotPossible):
        act(chat, {"person": ann, "chat": ann, **fields, "act": wanted})


def test_group_is_opened_by_who_speaks(chat):
    ada, ben, _ = chat.people
    opened = act(chat, {"act": "new_group", "person": ben.id, "title": "Atelier", "members": [ada.id]})
    assert chat.world.chats[opened["chat"]].status_of(ben.id).value == "creator"


def test_person_is_added_to_a_group_once(chat):
    ada, ben, wen = chat.people
    group = chat.group("Atelier", [ada, ben])
    for _ in range(2):
        act(chat, {"act": "add", "person": ada.id, "chat": group, "member": wen.id})
    joined = [message for message in chat.messages(group) if "new_chat_members" in message.extra]
    assert len(joined) == 2  # the bot, and 小文


def test_company_stays_as_large_as_the_page_can_show(chat):
    for number in range(MAX_PEOPLE - len(chat.people)):
        act(chat, {"act": "new_person", "name": f"Guest {number}"})
    with pytest.raises(NotPossible, match="as many as the page shows"):
        act(chat, {"act": "new_person", "name": "One too many"})


def test_blocked_bot_is_unblocked_again(chat):
    ada = chat.people[0]
    ada.start()
    for is_on, status in ((True, "kicked"), (False, "member")):
        act(chat, {"act": "block", "person": ada.id, "chat": ada.id, "is_on": is_on})
        assert chat.world.chats[ada.id].status_of(chat.world.bot.id).value == status


def test_gif_goes_as_an_animation_and_beside_photos_by_itself(chat):
    ada = chat.people[0]
    gif, photo = ("wave.gif", picture(kind="GIF"), "image/gif"), ("a.png", picture(), "image/png")
    form = {"person": str(ada.id), "chat": str(ada.id), "caption": "look"}
    for files in ([gif], [gif, photo], [photo, gif, photo]):
        send_files(chat, form, files)
    sent = [("animation" if m.animation else "photo", m.album is not None, m.caption) for m in chat.messages(ada.id)]
    alone = [("animation", False, "look")]
    beside = [("photo", False, "look"), ("animation", False, None)]
    assert sent == alone + beside + [("photo", True, "look"), ("photo", True, None), ("animation", False, None)]


def test_gif_that_is_to_go_as_a_file_is_a_file(chat):
    ada = chat.people[0]
    form = {"person": str(ada.id), "chat": str(ada.id), "as_files": "true"}
    send_files(chat, form, [("wave.gif", picture(kind="GIF"), "image/gif")])
    assert chat.messages(ada.id)[-1].document.name == "wave.gif"


def test_picture_sent_from_general_is_in_no_topic(chat):
    ada = chat.people[0]
    group = chat.group("Atelier", [ada], is_forum=True)
    form = {"person": str(ada.id), "chat": str(group), "topic": "0"}
    send_files(chat, form, [("a.png", picture(), "image/png")])
    sent = chat.messages(group)[-1]
    assert (sent.photo is not None, sent.thread_id) == (True, None)
