"""Sealed files: they open only whole, unchanged and as the file they were sealed as."""

import io

import pytest
from tink import TinkError

from sealing.files import open_sealed, seal_into

PLAIN = bytes(range(256)) * 12_000  # about three megabytes, so several segments


@pytest.fixture
def sealed():
    out = io.BytesIO()
    seal_into(out, PLAIN, context="evidence:1")
    return out.getvalue()


def opened(content, context="evidence:1"):
    return open_sealed(io.BytesIO(content), context=context).read()


def test_a_sealed_file_gives_back_what_was_put_in(sealed):
    assert opened(sealed) == PLAIN
    assert PLAIN[:64] not in sealed
    assert len(sealed) - len(PLAIN) < 1000


def _flipped(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: _flipped(content, 5),
        lambda content: _flipped(content, 100),
        lambda content: _flipped(content, len(content) - 1),
        lambda content: content + b"more",
        lambda content: PLAIN,
        lambda content: b"",
    ],
    ids=["last byte cut", "cut in half", "header", "begin", "end", "longer", "never sealed", "empty"],
)
def test_a_changed_file_does_not_open(sealed, harm):
    with pytest.raises(TinkError):
        opened(harm(sealed))


def test_a_file_does_not_open_as_another(sealed):
    with pytest.raises(TinkError):
        opened(sealed, context="evidence:2")
