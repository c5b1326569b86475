"""The mail page of the demonstration: what the runner's mail server kept, and nothing anywhere else."""

import asyncio
from types import SimpleNamespace

import pytest
from django.urls import reverse

from runner.mailbox import Folder

MAIL = (
    b"From: Portal <portal@dys.example>\r\nTo: dana@dys.example\r\nSubject: An item is waiting\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nYou have an item waiting.\r\n\r\nSign in: http://127.0.0.1:8000/\r\n"
)


@pytest.fixture
def mailbox(tmp_path, settings):
    settings.DEMONSTRATION_MAIL_DIR = str(tmp_path)
    return tmp_path


def deliver(folder, content=MAIL):
    """As the runner's mail server keeps a message."""
    asyncio.run(Folder(folder).handle_DATA(None, None, SimpleNamespace(content=content)))


def test_mail_is_listed_newest_first_and_opened_as_text(client, db, mailbox):
    deliver(mailbox)
    deliver(mailbox, MAIL.replace(b"An item", b"Another item"))

    mails = client.get(reverse("demonstration_mail")).context["mails"]
    opened = client.get(reverse("demonstration_message", args=[mails[0].name])).content.decode()

    assert [mail.subject for mail in mails] == ["Another item is waiting", "An item is waiting"]
    assert "You have an item waiting." in opened
    assert 'href="http://127.0.0.1:8000/"' in opened


def test_what_a_mail_holds_is_shown_and_never_run(client, db, mailbox):
    deliver(mailbox, MAIL.replace(b"You have", b"<script>alert(1)</script> You have"))

    name = client.get(reverse("demonstration_mail")).context["mails"][0].name
    opened = client.get(reverse("demonstration_message", args=[name])).content.decode()

    assert "<script>alert" not in opened
    assert "&lt;script&gt;" in opened


@pytest.mark.parametrize(
    "name", ["nothing.eml", "..%2Fsecret.eml", ".unfinished.eml", "20261117T194100.000000Z-0123abcd.eml"]
)
def test_only_files_of_the_mail_server_can_be_opened(client, db, mailbox, name):
    (mailbox.parent / "secret.eml").write_bytes(MAIL)
    (mailbox / ".unfinished.eml").write_bytes(MAIL)

    assert client.get(f"/demonstration/mail/{name}").status_code == 404


def test_outside_a_demonstration_the_pages_do_not_exist(client, db, settings):
    settings.DEMONSTRATION_MAIL_DIR = ""

    assert client.get("/demonstration/mail/").status_code == 404
    assert client.get("/demonstration/mail/20261117T194100.000000Z-0123abcd.eml").status_code == 404


def test_an_empty_folder_says_so(client, db, mailbox):
    assert "No mail yet." in client.get(reverse("demonstration_mail")).content.decode()
