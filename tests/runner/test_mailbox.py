"""The local mail server, as a real child with a real client."""

import email
import email.policy
import os
import smtplib
import stat
import subprocess
import sys
import time
from email.message import EmailMessage

import pytest

from runner.mailbox import listen
from runner.state import CHECKOUT


@pytest.fixture
def mailbox(tmp_path):
    sock = listen()
    argv = [sys.executable, "-m", "runner.mailbox", str(sock.fileno()), str(tmp_path)]
    process = subprocess.Popen(argv, cwd=CHECKOUT, pass_fds=(sock.fileno(),))
    yield sock.getsockname()[1], tmp_path
    process.terminate()
    assert process.wait(10) == 0
    sock.close()


def send(port, subject):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@dys.example", "dana@dys.example", subject
    message.set_content("Something waits for you.\n.\nA line with one dot stands above.")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(message)


def test_every_message_becomes_one_private_file_in_order(mailbox):
    port, folder = mailbox

    for subject in ("first", "second"):
        send(port, subject)
        time.sleep(0.01)

    files = sorted(folder.glob("*.eml"))
    read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
    assert [message["Subject"] for message in read] == ["first", "second"]
    assert read[0].get_content().splitlines()[1] == "."
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in files} == {0o600}
    assert {path.suffix for path in folder.iterdir()} == {".eml"}
