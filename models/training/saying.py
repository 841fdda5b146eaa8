"""What trainings say on their way. A reader that has left, as of `| head -1`, does not end them."""

from __future__ import annotations

import os
import sys

from tqdm import tqdm


def say(text: str) -> None:
    """Print lines above the bars; where nobody reads them any more, nothing is printed from then on."""
    try:
        tqdm.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is left to be written would fail at the program's end
        os.close(nowhere)
