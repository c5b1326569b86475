"""A storage of its own for every test, and a file in it."""

import pytest
from django.core.files.storage import storages

from evidence.services import keep
from tests.evidence import pictures


@pytest.fixture(autouse=True)
def vault(tmp_path, settings):
    """The folder where sealed files lie."""
    folder = tmp_path / "vault"
    settings.STORAGES = settings.STORAGES | {
        "evidence": settings.STORAGES["evidence"]
        | {"OPTIONS": settings.STORAGES["evidence"]["OPTIONS"] | {"location": folder}}
    }
    yield folder
    storages._storages.clear()


@pytest.fixture
def content():
    return pictures.with_location()


@pytest.fixture
def file(cast, content, now):
    return keep(content, name="../shot of Koa.jpg", most_bytes=10**7, actor=cast.dana, at=now)


def parts_in(vault):
    return sorted(path for path in vault.rglob("*") if path.is_file())
