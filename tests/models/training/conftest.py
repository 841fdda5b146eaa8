"""Twenty-four drawn pictures in two folders, and a network that learns them in no time."""

import io
import os
import zipfile
from collections.abc import Iterator
from typing import TextIO

import numpy as np
import pytest
from PIL import Image

from models.training.caltech import Corpus, open_corpus
from models.training.classifier import Classifier
from models.training.classifier_schedule import Schedule
from models.training.plan import Phase, Plan
from models.training.trainer import Trainer
from models.vgg import Architecture

TINY = Architecture(name="tiny", blocks=((4,), (8,), (8,), (8,), (8,)))
PLAN = Plan(steps=6, phases=(Phase(crop=32, batch=4, share=0.5), Phase(crop=48, batch=2, share=0.5)), warm_up=0.0)
SHORT = Schedule(epochs=1, rates=((0, 0.01),), batch=2)


def tiny() -> Classifier:
    """Return a classifier that learns two classes in no time."""
    return Classifier(2, TINY, hidden=8)


def drawn_picture(number: int) -> bytes:
    """Draw stripes in a colour and a direction of their own, as a PNG."""
    rows, columns = np.mgrid[0:40, 0:56]
    wave = np.sin((rows if number % 2 else columns) * (0.3 + 0.1 * number))
    color = np.random.default_rng(number).uniform(0, 255, 3)
    picture = Image.fromarray((127 + 0.5 * wave[..., None] * color).clip(0, 255).astype(np.uint8))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def unread() -> Iterator[TextIO]:
    """Yield an output whose reader has left."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as output:
        yield output


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    with zipfile.ZipFile(folder / "drawn.zip", "w") as archive:
        for number in range(24):
            archive.writestr(f"class{number % 2}/picture{number}.png", drawn_picture(number))
    return open_corpus(folder / "drawn.zip", folder)


@pytest.fixture
def trainer(corpus: Corpus) -> Trainer:
    return Trainer(PLAN, corpus, architecture=TINY)
