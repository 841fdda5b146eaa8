import pytest
import torch

from engine.errors import DeviceUnavailable, InvalidOption
from engine.machine import devices
from engine.schedule.cost import cost_of


def test_auto_takes_what_is_there():
    assert devices.choose_device("auto") == ("cuda" if torch.cuda.is_available() else "cpu")


def test_cuda_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceUnavailable, match="--device cpu"):
        devices.choose_device("cuda")


def test_unknown_device_and_dtype_are_refused():
    with pytest.raises(InvalidOption, match="cpu"):
        devices.choose_device("tpu")
    with pytest.raises(InvalidOption, match="bfloat16"):
        devices.choose_dtype("float16", lambda dtype: 1.0)


@pytest.mark.parametrize(("half_s", "chosen"), [(0.5, torch.bfloat16), (0.95, torch.float32), (2.0, torch.float32)])
def test_lower_precision_is_chosen_only_where_it_is_faster(half_s, chosen):
    seconds = {torch.float32: 1.0, torch.bfloat16: half_s}
    assert devices.choose_dtype("auto", seconds.__getitem__) == chosen


def test_named_dtype_is_not_measured():
    assert devices.choose_dtype("float32", lambda dtype: pytest.fail("measured")) == torch.float32


def test_processor_without_bfloat16_paints_in_float32_unmeasured():
    """A measurement that other programs slow down would now and then say otherwise."""
    found = devices.choose_dtype("auto", lambda dtype: pytest.fail("measured"), computes_bfloat16=False)
    assert found == torch.float32


def test_bfloat16_asked_for_by_name_is_given_with_a_warning(caplog):
    found = devices.choose_dtype("bfloat16", lambda dtype: pytest.fail("measured"), computes_bfloat16=False)
    assert found == torch.bfloat16
    assert "float32 or auto" in caplog.text


@pytest.mark.parametrize(
    ("listed", "computes"),
    [
        ("flags\t\t: fpu sse4_2 avx2 f16c", False),
        ("flags\t\t: fpu avx2 avx512f avx512bw avx512vl avx512dq", False),  # oneDNN takes bfloat16 and emulates it
        ("flags\t\t: fpu avx2 avx512f avx512_bf16", True),
        ("flags\t\t: fpu avx2 amx_tile amx_bf16", True),
        ("Features\t: fp asimd bf16 i8mm", True),
        ("Hardware\t: one that lists nothing", True),
    ],
)
def test_flags_of_the_processor_say_what_it_computes(listed, computes, tmp_path):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\n{listed}\n\nprocessor\t: 1\n{listed}\n")
    assert devices.computes_bfloat16("cpu", cpuinfo) == computes


def test_what_nothing_says_is_measured(tmp_path):
    assert devices.computes_bfloat16("cpu", tmp_path / "missing")
    assert devices.computes_bfloat16("cuda", tmp_path / "missing")


def test_cost_goes_through_both_measurements():
    found = cost_of((4096, 0.01), (65536, 0.1))
    assert found.view_s + 4096 * found.pixel_s == pytest.approx(0.01)
    assert found.view_s + 65536 * found.pixel_s == pytest.approx(0.1)


def test_noisy_measurements_never_give_negative_costs():
    found = cost_of((4096, 0.1), (65536, 0.05))
    assert found.view_s >= 0
    assert found.pixel_s > 0


def test_memory_in_use_and_free_memory_are_known():
    assert devices.peak_rss_mb() > 10
    free = devices.free_memory_bytes("cpu")
    assert free is None or free > 0


def test_gpu_memory_that_torch_keeps_after_a_painting_is_free(monkeypatch):
    """Of 8 GiB a first painting took 6, of which the network's 1 is still in use."""
    gib = 2**30
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (2 * gib, 8 * gib))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 6 * gib)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda: gib)
    assert devices.free_memory_bytes("cuda") == 7 * gib
