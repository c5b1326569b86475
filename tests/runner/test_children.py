"""Starting, restarting and stopping children, with real processes."""

import os
import signal
import subprocess
import sys
import time

import pytest

from runner.children import Program, Supervisor, clear_leftovers, command_line, how_it_ended, pause_before, tail
from runner.state import read_json, write_json

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


@pytest.fixture
def supervisor(tmp_path):
    said = []
    supervisor = Supervisor(record=tmp_path / "processes.json", say=said.append)
    supervisor.said = said
    yield supervisor
    supervisor.stop(patience=1)


def program(tmp_path, argv, name="child", **more):
    return Program(name, argv, dict(os.environ), tmp_path / f"{name}.log", **more)


def wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def is_running(pid):
    return command_line(pid) != []


def test_pauses_double_up_to_half_a_minute():
    assert [pause_before(failures) for failures in (1, 2, 3, 7, 50)] == [0.5, 1, 2, 30, 30]


def test_an_end_is_told_in_words():
    assert how_it_ended(3) == "exit code 3"
    assert how_it_ended(-9) == "signal SIGKILL"


def test_a_child_that_dies_is_started_again_and_this_is_said(supervisor, tmp_path):
    supervisor.start(program(tmp_path, SLEEP))
    first = supervisor.children["child"].process

    first.kill()
    first.wait()
    wait_until(lambda: supervisor.tick() or supervisor.children["child"].process is not first)

    assert supervisor.children["child"].process.poll() is None
    assert supervisor.said == ["child ended (signal SIGKILL); starting it again in 0.5 s."]
    assert read_json(supervisor.record)[0]["pid"] == supervisor.children["child"].process.pid


def test_stopping_ends_upper_layers_first(supervisor, tmp_path):
    order = tmp_path / "order"
    tells = "import signal, sys, time\ndef end(*_):\n open({0!r}, 'a').write({1!r}); sys.exit()\n"
    tells += "signal.signal(signal.SIGTERM, end); print('up', flush=True); time.sleep(60)"
    for name, layer in (("server", 0), ("web", 1)):
        argv = [sys.executable, "-c", tells.format(str(order), f"{name} ")]
        supervisor.start(program(tmp_path, argv, name, layer=layer))
        wait_until(lambda name=name: "up" in tail(tmp_path / f"{name}.log"))

    supervisor.stop()

    assert order.read_text() == "web server "
    assert read_json(supervisor.record) == []


def test_a_child_that_does_not_listen_is_ended(supervisor, tmp_path):
    supervisor.start(program(tmp_path, STUBBORN))
    process = supervisor.children["child"].process
    wait_until(lambda: "deaf" in tail(tmp_path / "child.log"))

    supervisor.stop(patience=0.2)

    assert process.returncode == -signal.SIGKILL
    assert supervisor.said == ["child did not stop in 0.2 s; ending it."]


def test_grandchildren_do_not_outlive_a_killed_child(supervisor, tmp_path):
    parent = "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    supervisor.start(program(tmp_path, [sys.executable, "-c", f"{parent}; print(p.pid, flush=True); time.sleep(60)"]))
    wait_until(lambda: tail(tmp_path / "child.log").isdigit())
    grandchild = int(tail(tmp_path / "child.log"))

    supervisor.children["child"].process.kill()
    supervisor.children["child"].process.wait()
    supervisor.tick()

    wait_until(lambda: not is_running(grandchild))


def test_leftovers_of_a_killed_runner_are_stopped(tmp_path):
    record = tmp_path / "processes.json"
    left = subprocess.Popen(SLEEP, start_new_session=True)
    wait_until(lambda: command_line(left.pid) == SLEEP)
    write_json(record, [{"pid": left.pid, "argv": SLEEP, "layer": 1, "signal": int(signal.SIGTERM)}])

    found = clear_leftovers(record, patience=5)

    assert found == 1
    assert left.wait(5) == -signal.SIGTERM
    assert not record.exists()


def test_a_number_that_now_belongs_to_another_program_is_left_alone(tmp_path):
    record = tmp_path / "processes.json"
    other = subprocess.Popen(SLEEP, start_new_session=True)
    wait_until(lambda: command_line(other.pid) == SLEEP)
    write_json(record, [{"pid": other.pid, "argv": ["/bin/postgres"], "layer": 0, "signal": int(signal.SIGINT)}])

    found = clear_leftovers(record)

    assert found == 0
    assert other.poll() is None
    other.kill()
    other.wait()


def test_children_die_with_a_killed_runner(tmp_path):
    runner = (
        "import os, sys, time; from pathlib import Path; from runner.children import Program, Supervisor\n"
        "folder = Path(sys.argv[1]); supervisor = Supervisor(record=folder / 'record')\n"
        "argv = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "supervisor.start(Program('child', argv, dict(os.environ), folder / 'log'))\n"
        "print(supervisor.children['child'].process.pid, flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", runner, tmp_path], stdout=subprocess.PIPE, text=True)
    child = int(process.stdout.readline())

    process.kill()
    process.communicate()

    wait_until(lambda: not is_running(child))
