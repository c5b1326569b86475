"""Hashing the seven words costs 0.2 s on purpose; here, where they are typed hundreds of times, it costs nothing."""

import pytest
from argon2.low_level import hash_secret_raw

from violations.services import keys

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch):
    monkeypatch.setattr(keys, "hash_secret_raw", lambda *what, **cost: hash_secret_raw(*what, **cost | CHEAP))
