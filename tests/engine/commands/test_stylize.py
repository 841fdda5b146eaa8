import io
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from PIL import Image

from engine.__main__ import main
from engine.commands.waiting import foretell, progress_bar
from engine.options.style_options import StyleOptions
from engine.painting.network_choice import NetworkChoice
from engine.painting.workshop import Workshop
from engine.pictures.decoder import Decoder
from engine.request import Iterate, StyleRequest
from tests.support.patience import patience


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def pictures(tmp_path, cache_dir):
    (tmp_path / "cache").symlink_to(cache_dir)
    for name, colour in (("content", (200, 120, 40)), ("style", (20, 60, 180))):
        Image.new("RGB", (80, 64), colour).save(tmp_path / f"{name}.png")
    return tmp_path


@pytest.fixture(scope="module")
def workshop(cache_dir):
    return Workshop(NetworkChoice(device="cpu", dtype="float32", cache_dir=cache_dir))


@pytest.fixture
def measured(workshop, monkeypatch):
    """Paint in one workshop for all: each of its own would measure the machine again."""
    monkeypatch.setattr("engine.painting.painter.Workshop", lambda *_asked: workshop)


@pytest.fixture
def no_network(monkeypatch):
    """Fail where a network would be loaded."""
    monkeypatch.setattr("engine.painting.painter.Painter", None)


def stylize(folder, *flags, output="out.png"):
    paths = [str(folder / "content.png"), str(folder / "style.png"), "-o", str(folder / output)]
    cache = ["--cache-dir", str(folder / "cache")]
    return main(["stylize", *paths, "--edge-size", "64", "--schedule", "64:2", "--quiet", *cache, *flags])


@pytest.mark.parametrize("output", ["out.png", "out.jpg"])
def test_picture_and_report_are_written(pictures, output):
    assert stylize(pictures, "--report", str(pictures / "report.json"), output=output) == 0
    assert Image.open(pictures / output).size == (64, 51)
    assert json.loads((pictures / "report.json").read_text())["evaluations"] == 2


@pytest.mark.parametrize(
    ("seconds", "said"), [(600.0, "This takes about 10 min; Ctrl-C ends it with the best so far.\n"), (60.0, "")]
)
def test_minutes_are_said_before_they_are_spent(capsys, seconds, said):
    class Slow:
        def estimate_s(self, options, size):
            assert size == (80, 64)
            return seconds

    file = io.BytesIO()
    Image.new("RGB", (80, 64)).save(file, "PNG")
    request = StyleRequest(content_image=file.getvalue(), style_images=(b"style",))
    foretell(Slow(), request)
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_drawn_on_a_terminal_alone(capsys, monkeypatch, is_terminal):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    now = Iterate(level=0, levels=1, edge_size=64, evaluation=1, evaluations=2, fraction=0.5, seconds_left=3)
    with progress_bar(is_shown=True) as show:
        show(now)
    assert ("3 s left" in capsys.readouterr().err) is is_terminal


def test_network_is_exported_and_checked(tmp_path, capsys):
    assert main(["export", "-o", str(tmp_path / "net.onnx"), "--cache-dir", str(tmp_path)]) == 0
    assert (tmp_path / "net.onnx").stat().st_size > 10**6
    assert "largest relative difference" in capsys.readouterr().out


def test_network_that_differs_from_torch_is_not_copied(tmp_path, capsys, workshop, monkeypatch):
    monkeypatch.setattr("engine.painting.workshop.Workshop", lambda _choice: workshop)
    monkeypatch.setattr("engine.features.onnx_features.parity", lambda *_asked: {"relu1_1": 0.5, "relu2_1": 0.0})
    assert main(["export", "-o", str(tmp_path / "net.onnx")]) == 1
    assert list(tmp_path.iterdir()) == []
    assert str(workshop.networks_dir) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--strength", "140"), "from 0 to 100"),
        (("--blend", "1", "2"), "share"),
        (("--budget", "-3"), "seconds"),
        (("--seed", "99999999999999999999"), "seed"),
        (("--weights", "nowhere.pth"), "nowhere.pth"),
        (("--network", "alexnet"), "alexnet"),
        (("--edge-size", "0"), "0 px"),
        (("--budget", "5"), "--schedule gives one"),
        (("--recipe", "chollet-vgg19", "--rounds", "3"), "--rounds"),
        (("--recipe", "cs231n", "--stroke", "small"), "--stroke"),
        (("--recipe", "cs231n", "--faces", "protect"), "--faces"),
    ],
)
def test_bad_options_take_one_line_and_status_2(pictures, capsys, flags, said):
    assert stylize(pictures, *flags) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    "flags", [("--strength", "abc"), ("--schedule", "64x2"), ("--stroke", "huge"), ("--device", "tpu")]
)
def test_flags_that_cannot_be_read_take_one_line_and_status_2(pictures, capsys, flags):
    with pytest.raises(SystemExit) as caught:
        stylize(pictures, *flags)
    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("more", [(), ("--series", "3")])
def test_more_styles_than_the_recipe_takes_are_refused_before_a_network_is_loaded(pictures, capsys, no_network, more):
    names = [str(pictures / name) for name in ("content.png", "style.png", "style.png")]
    out = pictures / ("out.mp4" if more else "out.png")
    assert main(["stylize", *names, "-o", str(out), "--recipe", "chollet-vgg19", *more]) == 2
    assert "takes one style, got 2" in capsys.readouterr().err


def test_more_styles_than_any_recipe_takes_are_answered_by_naming_fewer(pictures, capsys, no_network):
    styles = [str(pictures / "style.png")] * 6
    assert main(["stylize", str(pictures / "content.png"), *styles, "-o", str(pictures / "out.png")]) == 2
    assert capsys.readouterr().err.endswith("takes at most 5 styles, got 6; name fewer.\n")


def test_report_never_takes_the_place_of_its_picture(pictures, capsys, no_network):
    (pictures / "link.json").symlink_to(pictures / "out.png")
    for name in ("out.png", "link.json"):
        assert stylize(pictures, "--report", str(pictures / name)) == 2
        assert "would both be" in capsys.readouterr().err


def test_ctrl_c_while_the_network_loads_is_quiet(pictures, capsys, monkeypatch):
    def interrupted(_choice):
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.painting.painter.Painter", interrupted)
    assert stylize(pictures) == 130
    assert capsys.readouterr().err == ""


def test_pictures_along_the_way_are_written(pictures, measured):
    assert stylize(pictures, "--schedule", "64:5", "--save-every", "2") == 0
    assert sorted(path.name for path in pictures.glob("out-*.png")) == ["out-0002.png", "out-0004.png"]


def test_painting_that_hardly_changes_is_stopped(pictures, measured):
    report = pictures / "report.json"
    flags = ("--schedule", "64:30", "--save-every", "2", "--until-change", "255", "--report", str(report))
    assert stylize(pictures, *flags) == 0
    assert json.loads(report.read_text())["evaluations"] == 4


def test_painting_that_hardly_changes_at_one_level_goes_on_at_the_next(pictures, measured):
    report = pictures / "report.json"
    flags = ("--edge-size", "128", "--schedule", "64:9,128:9", "--save-every", "2", "--until-change", "255")
    assert stylize(pictures, *flags, "--report", str(report)) == 0
    written = json.loads(report.read_text())
    assert [level["evaluations"] for level in written["levels"]] == [4, 4]
    assert (written["edge_size"], written["stopped"]) == (128, False)


def test_recipe_whose_steps_have_not_come_below_the_photo_yet_goes_on(pictures, measured):
    """Of the photo alone no step comes nearer to it: what is drawn is the start, again and again."""
    report = pictures / "report.json"
    flags = ("--recipe", "cs231n", "--style-weight", "0", "--tv", "0", "--schedule", "64:6", "--save-every", "2")
    assert stylize(pictures, *flags, "--until-change", "1", "--report", str(report)) == 0
    assert json.loads(report.read_text())["evaluations"] == 6


@pytest.mark.parametrize(("recipe", "edge_size"), [("keras-vgg16", 512), ("cs231n", 1024)])
def test_large_leaves_a_recipe_its_own_size(pictures, monkeypatch, recipe, edge_size):
    class Asked(Exception):
        """What is asked of the painter."""

    def painter(_choice):
        return SimpleNamespace(paint=asked)

    def asked(request, **_told):
        raise Asked(request.options.edge_size)

    monkeypatch.setattr("engine.painting.painter.Painter", painter)
    paths = [str(pictures / name) for name in ("content.png", "style.png")]
    with pytest.raises(Asked, match=str(edge_size)):
        main(["stylize", *paths, "-o", str(pictures / "out.png"), "--recipe", recipe, "--large", "--quiet"])


def test_loss_by_part_is_printed_after_every_round_where_that_is_asked_for(pictures, measured, capsys):
    assert stylize(pictures, "--recipe", "cs231n") == 0
    assert "round" not in capsys.readouterr().out
    assert stylize(pictures, "--recipe", "cs231n", "--print-loss") == 0
    assert "round 1 (2 evaluations): content " in capsys.readouterr().out


def test_until_change_wants_save_every(pictures, capsys):
    assert stylize(pictures, "--until-change", "1") == 2
    assert "--save-every" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "style"), [("blank", "style.png"), ("content.png", "black"), ("blank", "blank")])
def test_words_stand_for_pictures_of_one_colour(pictures, measured, monkeypatch, content, style):
    monkeypatch.chdir(pictures)
    flags = ["-o", "out.png", "--edge-size", "64", "--schedule", "64:2", "--quiet", "--cache-dir", "cache"]
    assert main(["stylize", content, style, *flags]) == 0
    assert max(Image.open("out.png").size) == 64


def test_missing_picture_is_named(pictures, capsys):
    (pictures / "style.png").unlink()
    assert stylize(pictures) == 2
    assert "style.png" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["content.png", "style.png"])
def test_file_that_is_no_picture_is_named_in_one_line(pictures, capsys, no_network, name):
    (pictures / name).write_text("no picture")
    assert stylize(pictures) == 2
    printed = capsys.readouterr().err
    assert name in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize("output", ["out.bmp", "nowhere/out.png", "folder.png", "link.png"])
def test_output_that_cannot_be_written_is_refused_before_painting(pictures, capsys, no_network, output):
    (pictures / "folder.png").mkdir()
    (pictures / "link.png").symlink_to(pictures / "nowhere" / "out.png")
    assert stylize(pictures, output=output) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("report", ["nowhere/report.json", "."])
def test_report_that_cannot_be_written_is_refused_before_painting(pictures, capsys, no_network, report):
    assert stylize(pictures, "--report", str(pictures / report)) == 2
    printed = capsys.readouterr().err
    assert str(pictures / report) in printed
    assert printed.count("\n") == 1


def test_refused_painting_leaves_the_outputs_as_they_were(pictures):
    (pictures / "report.json").write_text("an older report")
    assert stylize(pictures, "--report", str(pictures / "report.json"), "--weights", "nowhere.pth") == 2
    assert (pictures / "report.json").read_text() == "an older report"
    assert not (pictures / "out.png").exists()


def test_help_is_quick_and_loads_no_torch():
    call = "try: m.main(['stylize', '--help'])\nfinally: assert 'torch' not in sys.modules"
    code = f"import sys, engine.__main__ as m\n{call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=patience(60))
    assert done.returncode == 0
    assert f"default: {StyleOptions().strength:g}" in done.stdout


def test_picture_that_takes_too_long_to_read_is_refused_in_one_line(pictures, capsys, monkeypatch, no_network):
    monkeypatch.setitem(Decoder.__init__.__kwdefaults__, "time_limit_s", 0.0)  # no child starts so fast
    assert stylize(pictures) == 2
    printed = capsys.readouterr().err
    assert "content.png" in printed
    assert "takes longer to read than" in printed
