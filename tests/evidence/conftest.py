"""A file in custody."""

import pytest

from evidence.services import keep
from tests.evidence import pictures


@pytest.fixture(autouse=True)
def own_vault(vault):
    return vault


@pytest.fixture
def content():
    return pictures.with_location()


@pytest.fixture
def file(cast, content, now):
    return keep(content, name="../shot of Koa.jpg", most_bytes=10**7, actor=cast.dana, at=now)


def parts_in(vault):
    return sorted(path for path in vault.rglob("*") if path.is_file())
