"""Whatever a bot sends, the server answers with a result or a refusal of Telegram's kind, never with a fault."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.localchat import LocalChat
from bot.localchat.bot_api.calls import Call
from bot.localchat.bot_api.methods import METHODS, BotApi

NESTED = (
    "reply_markup",
    "reply_parameters",
    "media",
    "commands",
    "scope",
    "allowed_updates",
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("type", "text", "offset")), inner),
    max_leaves=8,
)


@pytest.fixture
def world():
    chat = LocalChat()
    chat.person("Ann").start()
    return chat.world


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_method_without_parameters_is_answered(world, method):
    answer = await BotApi(world).answer(Call(method=method))
    assert answer.status in (200, 400)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    method=st.sampled_from(sorted(set(METHODS) - {"getUpdates"})),
    nested=st.dictionaries(st.sampled_from(NESTED), anything),
    text=st.text(max_size=20),
)
@example(method="getMyCommands", nested={"scope": {"type": []}}, text="")
async def test_odd_parameters_are_answered(world, method, nested, text):
    (ann,) = world.people
    parameters = {"chat_id": str(ann), "message_id": "1", "text": text, "caption": text}
    parameters |= {name: json.dumps(value) for name, value in nested.items()}
    answer = await BotApi(world).answer(Call(method=method, parameters=parameters))
    assert answer.status in (200, 400)


async def test_what_is_no_json_is_refused(world):
    (ann,) = world.people
    call = Call(method="sendMessage", parameters={"chat_id": str(ann), "text": "x", "reply_markup": "{"})
    answer = json.loads((await BotApi(world).answer(call)).body)
    assert answer["description"] == "Bad Request: can't parse reply keyboard markup JSON object"
