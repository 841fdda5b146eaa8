"""engine.request: what does not go together."""

import pytest

from engine.errors import InvalidOption
from engine.options.experiment_choice import ExperimentChoice, ExperimentKind
from engine.options.style_options import StyleOptions
from engine.request import StyleRequest


def test_experiment_takes_no_styles() -> None:
    options = StyleOptions(experiment=ExperimentChoice(kind=ExperimentKind.LAYERS))
    with pytest.raises(InvalidOption, match="takes no styles"):
        StyleRequest(content_image=b"photo", style_images=(b"style",), options=options)
