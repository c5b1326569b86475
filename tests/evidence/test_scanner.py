"""The optional virus scanner, spoken to over its socket: what it refuses is not taken, nor anything while it is silent."""

import socket
import struct
import threading

import pytest

from evidence.safety import Refused, examine
from tests.evidence import pictures

VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Scanner:
    """Speaks INSTREAM as clamd does, with one signature. `answer` overrides what it says; None closes without a word."""

    def __init__(self, path, answer=b""):
        self.answer, self.seen = answer, b""
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        connection, _address = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", stream.read(4))[0]:
                self.seen += stream.read(length)
            found = b"stream: Eicar-Test-Signature FOUND\0" if VIRUS in self.seen else b"stream: OK\0"
            if self.answer is not None:
                connection.sendall(self.answer or found)
        self.server.close()


@pytest.fixture
def scanner(tmp_path, settings):
    settings.CLAMD_SOCKET = str(tmp_path / "s")
    started = []

    def start(answer=b""):
        started.append(Scanner(settings.CLAMD_SOCKET, answer))
        return started[0]

    yield start
    for one in started:
        one.thread.join(10)


def test_what_the_scanner_calls_clean_is_taken(scanner):
    daemon, content = scanner(), pictures.screenshot()

    assert examine(content, most_bytes=10**7).size == len(content)
    assert daemon.seen == content


def test_what_the_scanner_finds_is_refused(scanner):
    scanner()

    with pytest.raises(Refused) as refusal:
        examine(pictures.with_text(VIRUS.decode()), most_bytes=10**7)

    assert refusal.value.reason == "infected"


@pytest.mark.parametrize("answer", [None, b"INSTREAM size limit exceeded. ERROR\0", b"stream: O\0"])
def test_an_answer_that_is_no_clear_yes_refuses(scanner, answer):
    scanner(answer)

    with pytest.raises(Refused) as refusal:
        examine(pictures.screenshot(), most_bytes=10**7)

    assert refusal.value.reason == "no_scanner"


def test_without_its_scanner_nothing_is_taken(tmp_path, settings):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")

    with pytest.raises(Refused) as refusal:
        examine(pictures.screenshot(), most_bytes=10**7)

    assert refusal.value.reason == "no_scanner"


def test_where_no_scanner_is_named_none_is_asked(settings):
    settings.CLAMD_SOCKET = ""

    assert examine(pictures.screenshot(), most_bytes=10**7).size > 0
