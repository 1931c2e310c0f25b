"""What every keeper of model artefacts guarantees."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.ports.models import ArtefactLost, ModelArtefacts
from infra.artefacts.files import FileArtefacts
from infra.artefacts.memory import MemoryArtefacts

HERE = UUID("0198c0de-0000-7000-8000-000000000000")
NAME = "campaign_forecaster"


@pytest.fixture(params=["memory", "files"])
def artefacts(request: pytest.FixtureRequest, tmp_path: Path) -> ModelArtefacts:
    return MemoryArtefacts() if request.param == "memory" else FileArtefacts(tmp_path / "models")


async def test_bytes_come_back_as_they_were(artefacts: ModelArtefacts):
    content = bytes(range(256)) * 1000
    key = await artefacts.put(HERE, NAME, content)
    assert await artefacts.get(key) == content
    assert await artefacts.get(await artefacts.put(HERE, NAME, b"")) == b""


async def test_the_same_bytes_of_the_same_model_have_the_same_key_and_others_another(artefacts: ModelArtefacts):
    key = await artefacts.put(HERE, NAME, b"one")
    assert await artefacts.put(HERE, NAME, b"one") == key
    others = {
        await artefacts.put(HERE, NAME, b"two"),
        await artefacts.put(HERE, "other", b"one"),
        await artefacts.put(uuid4(), NAME, b"one"),
    }
    assert len(others | {key}) == 4
    assert await artefacts.get(key) == b"one"


async def test_deleted_bytes_are_lost_and_no_others(artefacts: ModelArtefacts):
    key, other = await artefacts.put(HERE, NAME, b"one"), await artefacts.put(HERE, NAME, b"two")
    await artefacts.delete(key)
    await artefacts.delete(key)
    with pytest.raises(ArtefactLost):
        await artefacts.get(key)
    assert await artefacts.get(other) == b"two"


@pytest.mark.parametrize("key", ["", "unknown", f"{HERE}/{NAME}/{'0' * 64}", f"../{NAME}/{'0' * 64}", "/etc/passwd"])
async def test_what_was_never_kept_is_lost_whatever_its_key_looks_like(artefacts: ModelArtefacts, key: str):
    with pytest.raises(ArtefactLost):
        await artefacts.get(key)
    await artefacts.delete(key)


@pytest.mark.parametrize("name", ["", "..", "a/b", "Upper", "-", "x" * 65])
async def test_a_name_that_no_model_has_is_refused(artefacts: ModelArtefacts, name: str):
    with pytest.raises(ValueError, match="name of a model"):
        await artefacts.put(HERE, name, b"one")
