"""Folders, secrets and locks of a checkout."""

import os
import stat
from pathlib import Path

import pytest

from runner.state import LONGEST_SOCKET_DIR, Problem, State, point, read_json, remove_socket_dir, take, write_private


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "a state").make()


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def test_what_is_private_is_shut_to_others(state):
    for folder in (state.secrets, state.keys, state.mail, state.portal, state.logs):
        assert mode(folder) == 0o700
    assert mode(state.root) == (0o711 if os.geteuid() == 0 else 0o700)


def test_a_secret_is_made_once_and_read_by_its_owner_alone(state):
    first = state.secret("dys_app_password")

    assert len(first) >= 60
    assert state.secret("dys_app_password") == first
    assert state.secret("dys_owner_password") != first
    assert mode(state.secret_file("dys_app_password")) == 0o600


def test_beginning_afresh_forgets_data_and_keys_and_keeps_lock_and_binaries(state):
    lock = take(state.lock)
    state.binaries.mkdir()
    (state.keys / "aead.json").write_text("{}")
    state.secret("secret_key")

    state.forget()

    assert {path.name for path in state.root.iterdir()} == {"lock", "binaries"}
    assert take(state.lock) is None
    os.close(lock)


def test_only_one_holds_the_lock(state):
    first = take(state.lock)

    assert take(state.lock) is None

    os.close(first)
    second = take(state.lock)
    assert second is not None
    os.close(second)


def test_several_may_share_a_lock_that_nobody_holds_alone(state):
    first, second = take(state.users, shared=True), take(state.users, shared=True)

    assert None not in (first, second)
    assert take(state.users) is None
    os.close(first)
    os.close(second)


def test_a_socket_folder_is_private_and_leaves_room_for_the_sockets_name(state, tmp_path, monkeypatch):
    long = tmp_path / ("x" * 60) / ("y" * 60)
    long.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(long))

    folder = state.socket_dir()

    assert mode(folder) == 0o700
    assert len(os.fsencode(folder)) < LONGEST_SOCKET_DIR + 10
    remove_socket_dir(folder)
    assert not folder.exists()


def test_a_folder_that_is_not_ours_is_never_removed(tmp_path):
    for name in ("photos", "dys-link"):
        (tmp_path / "kept").mkdir(exist_ok=True)
        path = tmp_path / name
        path.symlink_to(tmp_path / "kept") if name == "dys-link" else path.mkdir()

        remove_socket_dir(path)

        assert path.exists()


def test_root_leaves_a_pointer_and_never_replaces_what_is_there(tmp_path):
    link, folder = tmp_path / "var", tmp_path / "other" / "var"
    folder.mkdir(parents=True)

    point(link, tmp_path / "data")
    point(folder, tmp_path / "data")

    assert os.readlink(link) == str(tmp_path / "data")
    assert folder.is_dir() and not folder.is_symlink()
    assert os.readlink(folder / "root") == str(tmp_path / "data")


def test_a_half_written_record_reads_as_missing(tmp_path):
    path = tmp_path / "record.json"
    write_private(path, '{"pid": ')

    assert read_json(path, {}) == {}
    assert read_json(tmp_path / "missing", []) == []


def test_who_may_not_keep_state_in_the_checkout_keeps_it_elsewhere(tmp_path, monkeypatch):
    """Root because the servers' account could not enter it, an ordinary user because it is somebody else's."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    checkout.chmod(0o500)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))

    root = State.of_checkout(checkout).root

    assert root.parent == (Path("/var/lib") if os.geteuid() == 0 else tmp_path / "home") / "dys_social"


def test_a_problem_is_what_the_person_reads():
    assert str(Problem("Port 8000 is in use.")) == "Port 8000 is in use."
