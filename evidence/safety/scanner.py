"""ClamAV over its Unix socket (INSTREAM). Off unless its socket is named; once on, silence is a refusal."""

import socket
import struct

from django.conf import settings

from evidence.safety.refusals import Refused

SECONDS = 20
CHUNK = 1 << 17


def scan(content):
    """Raise Refused unless the scanner says the bytes are clean. Does nothing when no scanner is named."""
    if not settings.CLAMD_SOCKET:
        return
    try:
        answer = _ask(content)
    except OSError as error:
        raise Refused("no_scanner") from error
    if answer.endswith(b" FOUND"):
        raise Refused("infected")
    if answer != b"stream: OK":
        raise Refused("no_scanner")


def _ask(content):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(SECONDS)
        connection.connect(settings.CLAMD_SOCKET)
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(part)) + part)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            part = connection.recv(4096)
            if not part or len(answer) > 4096:
                break
            answer += part
    return answer.rstrip(b"\0")
