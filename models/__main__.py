"""`python -m models list | fetch NAME | cifar10 | tune | train | pupil`: which weights there are, get or train them."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Callable, Sequence

from models.stopping import INTERRUPTED

# By word, the module in models.training: loaded where it is asked for, for torch comes with it.
TRAININGS = {"cifar10": "classifier_command", "tune": "tuning_command", "train": "__main__", "pupil": "pupil"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # what trains keeps what it has; of a download torch takes away what came so far
        return INTERRUPTED


def _run(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m models", description="The networks that can paint.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name every set of weights, its licence and where it lies")
    fetching = commands.add_parser("fetch", help="download a set of weights, hash checked")
    fetching.add_argument("name", help="vgg19 or vgg16")
    commands.add_parser("cifar10", help="train a classifier (python -m models cifar10 --help)")
    commands.add_parser("tune", help="train one layer on a set of pictures (python -m models tune --help)")
    commands.add_parser("train", help="train a network like builtin (python -m models train --help)")
    commands.add_parser("pupil", help="teach a network like quick (python -m models pupil --help)")
    if words[:1] and words[0] in TRAININGS:
        return _training(words[0])(words[1:])
    arguments = parser.parse_args(words)
    if arguments.command == "list":
        return _list()
    return _fetch(arguments.name)


def _training(word: str) -> Callable[[list[str]], int]:
    """Return the command of a training, which reads its own flags."""
    training: Callable[[list[str]], int] = importlib.import_module(f"models.training.{TRAININGS[word]}").main
    return training


def _list() -> int:
    from models.registry import BUILTIN, ENTRIES

    for entry in ENTRIES.values():
        place = entry.path if entry.path.exists() else "not on this machine"
        if entry.name == BUILTIN and not entry.path.exists():
            place = "made from a seed (not trained)"
        print(f"{entry.name:8} {entry.description}\n         licence: {entry.licence}\n         {place}")
    return 0


def _fetch(name: str) -> int:
    from models.errors import ModelsError
    from models.registry import fetch

    try:
        path = fetch(name)
    except ModelsError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{name}: {path}")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["list"]:  # what trains, or fetches, is not to end with its reader
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # ends without a word behind `| head -1`
    sys.exit(main())
