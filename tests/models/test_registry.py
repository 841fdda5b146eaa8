import contextlib
import errno
import hashlib
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models import registry
from models.__main__ import main
from models.errors import DownloadFailed, UnknownNetwork, WeightsDamaged, WeightsNotFound
from models.preprocessing import PREPROCESSINGS
from models.vgg import VGG, VGG16, VGG19


@pytest.fixture
def tensors():
    return VGG(VGG19, ("relu2_1",)).state_dict()


def test_builtin_serves_relu4_1():
    weights = registry.load()
    VGG(weights.architecture, ("relu4_1",), weights.tensors)
    assert weights.name == "builtin"


def test_safetensors_metadata_names_the_preprocessing(tmp_path, tensors):
    file = tmp_path / "some.safetensors"
    save_file(tensors, file, {"preprocessing": "caffe"})
    weights = registry.load("vgg19", file=file)
    assert weights.preprocessing == "caffe"
    assert registry.load("vgg19", file=file, preprocessing="torchvision").preprocessing == "torchvision"
    assert weights.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_pth_without_metadata_takes_the_registrys_preprocessing(tmp_path, tensors):
    file = tmp_path / "some.pth"
    torch.save({**tensors, "classifier.0.weight": torch.zeros(3)}, file)
    weights = registry.load("vgg19", file=file)
    assert weights.preprocessing == "torchvision"
    assert weights.last_layer == "relu2_1"
    assert not any(name.startswith("classifier") for name in weights.tensors)


@pytest.mark.parametrize(
    ("metadata", "network"),
    [
        ({"network": "builtin"}, "builtin"),  # as `tune` writes it
        ({"architecture": "vgg19"}, "builtin"),  # as the project's training does
        ({"description": registry.ENTRIES["builtin"].description + "; conv4_1 trained on cats"}, "builtin"),  # of once
        ({"description": "weights from mine.pth; conv4_1 trained on cats"}, "vgg19"),
        ({"format": "pt"}, "vgg19"),
    ],
)
def test_file_says_which_network_it_holds_and_is_else_taken_for_imagenets(tmp_path, tensors, metadata, network):
    file = tmp_path / "some.safetensors"
    save_file(tensors, file, metadata)
    assert registry.load(file=file).name == network
    assert registry.load("vgg19", file=file).name == "vgg19"


def test_copies_of_the_projects_own_files_are_known_for_what_they_are(tmp_path):
    for name in ("builtin", "quick"):
        file = tmp_path / f"{name}-copy.safetensors"
        file.symlink_to(registry.ENTRIES[name].path)
        assert registry.load(file=file).name == name


def test_pth_is_taken_for_imagenets_vgg19(tmp_path, tensors):
    torch.save(tensors, tmp_path / "vgg19-elsewhere.pth")
    assert registry.load(file=tmp_path / "vgg19-elsewhere.pth").name == "vgg19"


def test_half_precision_files_become_float32(tmp_path, tensors):
    file = tmp_path / "half.safetensors"
    save_file({name: tensor.half() for name, tensor in tensors.items()}, file)
    assert registry.load(file=file).tensors["features.0.weight"].dtype == torch.float32


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_file_that_is_no_weights_is_refused(tmp_path, suffix):
    file = (tmp_path / "some").with_suffix(suffix)
    file.write_bytes(b"no weights at all")
    with pytest.raises(WeightsDamaged, match="readable"):
        registry.load(file=file)


@pytest.mark.filterwarnings("ignore::UserWarning:torch")
@pytest.mark.parametrize("is_zip", [True, False])
def test_pth_damaged_anywhere_is_refused_or_read(tmp_path, is_zip):
    chance, file = random.Random(0), tmp_path / "some.pth"
    torch.save({"features.0.weight": torch.zeros(2, 3, 3, 3)}, file, _use_new_zipfile_serialization=is_zip)
    whole = file.read_bytes()
    for _ in range(200):
        damaged = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        file.write_bytes(damaged)
        with contextlib.suppress(WeightsDamaged):
            registry.load(file=file)


def test_programming_mistake_is_no_damaged_file(tmp_path, monkeypatch):
    def mistaken(*_args, **_keywords):
        raise NameError("a mistake in the loader")

    (tmp_path / "some.pth").write_bytes(b"")
    monkeypatch.setattr(torch, "load", mistaken)
    with pytest.raises(NameError):
        registry.load(file=tmp_path / "some.pth")


def test_pth_of_something_else_is_refused(tmp_path):
    file = tmp_path / "list.pth"
    for read in ([1, 2], {"features.0.weight": 1}, {0: torch.zeros(1)}):
        torch.save(read, file)
        with pytest.raises(WeightsDamaged, match="state_dict"):
            registry.load(file=file)


def test_weights_of_another_network_are_refused(tmp_path):
    file = tmp_path / "vgg16.pth"
    torch.save(VGG(VGG16, ("relu4_1",)).state_dict(), file)
    with pytest.raises(WeightsDamaged, match=r"vgg19 has not; give a file of a vgg19 or, .* with --network"):
        registry.load("vgg19", file=file)


def test_file_without_torchvisions_names_is_refused(tmp_path):
    file = tmp_path / "some.safetensors"
    save_file({"weights": torch.zeros(1)}, file)
    with pytest.raises(WeightsDamaged, match="names"):
        registry.load(file=file)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(WeightsNotFound, match=r"nowhere.*\.pth, a \.safetensors file or MatConvNet's \.mat"):
        registry.load(file=tmp_path / "nowhere.pth")


def unreadable(file):
    raise PermissionError(errno.EACCES, "Permission denied", str(file))


def test_file_that_may_not_be_read_is_refused_with_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "some.pth").touch()
    monkeypatch.setattr(registry, "sha256_of_file", unreadable)
    for flags in ({"file": tmp_path / "some.pth"}, {"name": "quick"}):
        with pytest.raises(WeightsDamaged, match=r"cannot be read \(Permission denied\); let this user read it, or"):
            registry.load(**flags)


def test_folder_that_may_not_be_entered_is_refused_too(monkeypatch):
    monkeypatch.setattr(Path, "exists", unreadable)
    with pytest.raises(WeightsDamaged, match=r"vgg19-dcbb9e9d\.pth cannot be read"):
        registry.load("vgg19")


def test_weights_reach_as_far_as_their_last_layer(tmp_path, tensors):
    save_file(tensors, tmp_path / "some.safetensors")
    assert registry.load("vgg19", file=tmp_path / "some.safetensors").reach == VGG19.layer("relu2_1").index


def test_unknown_names_are_refused(tmp_path, tensors):
    file = tmp_path / "some.safetensors"
    save_file(tensors, file)
    with pytest.raises(UnknownNetwork, match="builtin"):
        registry.load("alexnet")
    with pytest.raises(UnknownNetwork, match="caffe"):
        registry.load(file=file, preprocessing="tea")


def test_registry_file_with_a_wrong_hash_is_refused(tmp_path, monkeypatch, tensors):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    registry.ENTRIES["vgg19"].path.parent.mkdir()
    torch.save(tensors, registry.ENTRIES["vgg19"].path)
    with pytest.raises(WeightsDamaged, match="dcbb9e9d"):
        registry.load("vgg19")


def test_network_of_the_project_that_was_written_over_comes_with_the_project_again(tmp_path, monkeypatch, capsys):
    (tmp_path / "vgg19.safetensors").write_bytes(b"trained by somebody")
    monkeypatch.setattr(registry, "BUILTIN_FILE", tmp_path / "vgg19.safetensors")
    with pytest.raises(WeightsDamaged, match="comes with the project: install that again"):
        registry.load()
    assert main(["fetch", "builtin"]) == 2
    assert "comes with the project" in capsys.readouterr().err


def test_network_of_the_project_that_is_missing_comes_with_the_project_again(tmp_path, monkeypatch, capsys):
    """And is not fetched: neither command may send to the other."""
    monkeypatch.setattr(registry, "BUILTIN_FILE", tmp_path / "vgg19.safetensors")
    with pytest.raises(WeightsNotFound, match="quick is not on this machine; it comes with the project: install that"):
        registry.load("quick")
    for name in ("builtin", "quick"):
        assert main(["fetch", name]) == 2
        told = capsys.readouterr()
        assert f"{name} is not on this machine; it comes with the project: install that again" in told.err
        assert told.out == ""


def test_imagenet_weights_are_never_fetched_unasked(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    with pytest.raises(WeightsNotFound, match="python -m models fetch vgg19"):
        registry.load("vgg19")


def test_failed_download_names_the_way_out(tmp_path, monkeypatch, capsys):
    def unreachable(*_args, **_keywords):
        raise OSError("no route to host")

    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", unreachable)
    with pytest.raises(DownloadFailed, match="--weights"):
        registry.fetch("vgg16")
    assert main(["fetch", "vgg16"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_download_that_cannot_be_kept_names_the_way_out(tmp_path, monkeypatch, capsys):
    (tmp_path / "home").write_text("no folder")
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "home" / "hub"))
    assert main(["fetch", "vgg16"]) == 2
    assert "Could not fetch" in capsys.readouterr().err


def test_download_of_before_that_may_not_be_read_names_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(registry, "sha256_of_file", unreadable)
    registry.ENTRIES["vgg16"].path.parent.mkdir()
    registry.ENTRIES["vgg16"].path.touch()
    with pytest.raises(DownloadFailed, match="Permission denied"):
        registry.fetch("vgg16")


def test_damaged_download_is_fetched_again_and_a_whole_one_is_not(tmp_path, monkeypatch):
    whole, fetched = b"whole", []

    def download(_source, path, **_keywords):
        fetched.append(path)
        Path(path).write_bytes(whole)

    entry = replace(registry.ENTRIES["vgg19"], sha256=hashlib.sha256(whole).hexdigest())
    monkeypatch.setitem(registry.ENTRIES, "vgg19", entry)
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    entry.path.parent.mkdir()
    entry.path.write_bytes(b"cut off")
    assert [registry.fetch("vgg19").read_bytes() for _ in range(2)] == [whole, whole]
    assert len(fetched) == 1


def test_ctrl_c_ends_a_download_without_a_word(monkeypatch, capsys):
    def interrupted(_name):
        raise KeyboardInterrupt

    monkeypatch.setattr(registry, "fetch", interrupted)
    assert main(["fetch", "vgg16"]) == 130
    assert capsys.readouterr().err == ""


def test_every_entry_is_listed(capsys):
    assert main(["list"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in registry.ENTRIES)


def test_source_of_what_comes_with_the_project_is_the_command_that_makes_it():
    sources = {entry.name: entry.source for entry in registry.ENTRIES.values() if not entry.is_fetched}
    assert sources == {"builtin": "python -m models train", "quick": "python -m models pupil"}


def test_every_entry_names_its_licence_and_a_known_preprocessing():
    for entry in registry.ENTRIES.values():
        assert entry.licence
        assert entry.preprocessing in PREPROCESSINGS


def test_a_list_that_nobody_reads_to_its_end_ends_without_a_word():
    """As of `python -m models list | head -1`."""
    command = [sys.executable, "-u", "-m", "models", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == -signal.SIGPIPE
