"""A painting between two of its parts, as bytes: from there another process goes on after a crash.

A part is a level, a round of a published recipe, an octave of an experiment: what comes after it depends on the picture
alone, of an experiment on a few numbers more, so the picture in all its digits and those are enough, and the finished
one is the same to the byte. Must not know who keeps the bytes, nor networks.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import zipfile
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor

from engine.options.style_options import StyleOptions
from engine.schedule.pyramid import Level

logger = logging.getLogger(__name__)

FORMAT = 1  # of the bytes; another one is not read


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What a painting has come to.

    Attributes:
        key: Of what painting: see key_of.
        done: How many parts are finished.
        picture: After them, (N, 3, H, W) float32, 0..1 and a little beyond, N is 1 of a painting; on any device.
        made: What every descent came to, as in engine.painting.course.Course.
        rounds: What the loss came to after every round of a published recipe, likewise.
        more: What an experiment needs beside the picture, as JSON values.
    """

    key: str
    done: int
    picture: Tensor
    made: list[dict[str, Any]] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Return it as bytes: twelve a pixel of its picture and a few hundred, a few thousand with a random state."""
        facts = {"format": FORMAT, "key": self.key, "done": self.done, "made": self.made, "rounds": self.rounds}
        facts |= {"more": self.more} if self.more else {}
        told, stored = np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8), io.BytesIO()
        np.savez(stored, facts=told, picture=self.picture.detach().cpu().float().numpy())
        return stored.getvalue()

    @classmethod
    def decoded(cls, encoded: bytes, key: str) -> Self | None:
        """Return what was encoded; None where it is of another painting or version, or cannot be read."""
        try:
            with np.load(io.BytesIO(encoded), allow_pickle=False) as stored:
                facts, picture = json.loads(stored["facts"].tobytes()), torch.from_numpy(stored["picture"])
            if (facts["format"], facts["key"]) == (FORMAT, key) and picture.dim() == 4:
                parts = {name: facts[name] for name in ("done", "made", "rounds")}
                return cls(key=key, picture=picture, more=facts.get("more", {}), **parts)
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as fault:
            logger.warning("What was kept of the painting cannot be read (%s)", fault)
            return None
        logger.info("What was kept is of another network or version: the painting begins anew")
        return None


def key_of(weights_sha256: str, options: StyleOptions, levels: tuple[Level, ...], recipe: object) -> str:
    """Return what two attempts at one job must agree on, for one to go on where the other ended.

    Not the device and the dtype: a picture that a CPU began is as good a start on a GPU.

    Args:
        weights_sha256: Of the network.
        options: What was asked for.
        levels: Their sizes count.
        recipe: The record of constants; an update that changes one begins anew.
    """
    agreed = [weights_sha256, options.to_json(), [level.size for level in levels], repr(recipe)]
    return hashlib.sha256(json.dumps(agreed).encode()).hexdigest()
