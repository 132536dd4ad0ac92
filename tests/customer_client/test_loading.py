import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest

from customer_client.loading import Loading, Stopped


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that nobody has loaded yet."""
    for name in ("loaded_before", "loaded_after"):
        (tmp_path / f"{name}.py").touch()
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)


def test_what_is_loaded_is_handed_out_and_python_is_as_it_was() -> None:
    before = [*sys.meta_path]
    assert Loading().of(lambda: "a core") == "a core"
    assert sys.meta_path == before


@pytest.mark.usefixtures("modules")
def test_once_it_is_stopped_no_further_module_is_loaded() -> None:
    loading, before = Loading(), [*sys.meta_path]

    def make() -> None:
        import_module("loaded_before")
        loading.stop()
        import_module("loaded_after")

    with pytest.raises(Stopped):
        loading.of(make)
    assert "loaded_before" in sys.modules
    assert "loaded_after" not in sys.modules
    assert sys.meta_path == before


@pytest.mark.usefixtures("modules")
def test_a_module_that_does_without_a_missing_one_does_not_go_on() -> None:
    loading = Loading()

    def make() -> None:
        loading.stop()
        try:
            import_module("loaded_after")
        except Exception:  # noqa: BLE001  # as careless modules do
            pytest.fail("taken for a missing module")

    with pytest.raises(Stopped):
        loading.of(make)


@pytest.mark.usefixtures("modules")
def test_what_other_threads_load_meanwhile_is_loaded() -> None:
    loading = Loading()

    def make() -> bool:
        loading.stop()
        other = threading.Thread(target=import_module, args=["loaded_after"])
        other.start()
        other.join()
        return "loaded_after" in sys.modules

    assert loading.of(make)


def test_what_was_stopped_before_it_began_does_not_begin() -> None:
    loading = Loading()
    loading.stop()
    with pytest.raises(Stopped):
        loading.of(lambda: pytest.fail("it began"))
