"""Two hundred broken, hostile and odd files, sent as documents: every one is painted or refused in a sentence."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.localchat.world.messages import Message
from engine.pictures.decoder import Decoder
from tests.support.corpus import corpus
from tests.support.corpus_kit import OK, CorpusFile
from tests.support.patience import patience
from tests.support.studio import STYLE, Studio, is_result, studio

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),  # the local chat reads their metadata, as Telegram does
]

CALLED_VIDEO = ".mp4"  # taken at its word
AT_ONCE = 8
PATIENCE_S = patience(120)
REFUSALS = ("cannot open", "too many pixels", "each side needs", "20 times the other", "too big", "That ")


def is_outcome(message: Message) -> bool:
    return is_result(message) or any(words in (message.words or "") for words in REFUSALS)


async def outcome_of(s: Studio, file: CorpusFile) -> tuple[CorpusFile, Message]:
    sender = s.chat.person(file.name[:30])
    sender.send_document(sender.id, file.data, file.name)
    sender.send_photo(sender.id, STYLE)
    return file, await s.chat.wait_for(sender.id, is_outcome, PATIENCE_S)


async def test_every_file_is_painted_or_refused_in_a_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(s: Studio, file: CorpusFile) -> tuple[CorpusFile, Message]:
        async with turns:
            return await outcome_of(s, file)

    async with Decoder(children=2, time_limit_s=60) as decoder, studio(tmp_path, decoder=decoder) as s:
        outcomes = await asyncio.gather(*(in_turn(s, file) for file in corpus()))
    painted = {file.name for file, message in outcomes if is_result(message)}
    fine = {file.name for file in corpus() if file.outcomes == (OK,) and not file.name.endswith(CALLED_VIDEO)}
    assert fine - painted == set()
    assert painted - {file.name for file in corpus() if OK in file.outcomes} == set()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
