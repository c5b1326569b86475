#!/usr/bin/env python3
"""A reference receiver of the portal's orders, for whoever runs an intranet: one file, Python's standard library alone.

It checks that an order was signed with a secret it knows and is fresh, takes each order once however often it comes,
never lets an older order undo a newer one, has it carried out, and answers {"state": "done"}. Use it as it is, with
--command, or read it and do the same in your own program; docs/guides/pulse-orders.md says what is sent.

    receiver.py --secrets secrets.txt --book orders.sqlite --command ./carry-out

`secrets.txt` holds one line a key: its name, a space, the secret. The command gets the order as JSON on its standard
input and exits with 0 when it is done; with anything else the portal is asked to send the order again.
Put it behind a web server that speaks https.
"""

import argparse
import contextlib
import hashlib
import hmac
import json
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WINDOW = 300  # seconds: an order signed longer ago, or later than now, is not taken
LARGEST = 64 * 1024
DONE, ACCEPTED, REFUSED = "done", "accepted", "refused"
TABLE = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, about TEXT NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL, taken_at REAL NOT NULL
)
"""


class NotTaken(Exception):
    """Why an order was not taken: an HTTP status, and a sentence."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status, self.reason = status, reason


def sign(secret, timestamp, body):
    """Hex HMAC-SHA256 over the timestamp, a dot, and the body. Sign your own calls to the portal in the same way."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Receiver:
    """`secrets`: {key: secret}. `book`: the file that remembers what was taken.

    `carry_out(order)` does it and returns DONE, ACCEPTED (it will be done; report it later) or REFUSED. It is called once
    for an order, and once more if the power fails before the book is written: do nothing twice that hurts twice.
    """

    def __init__(self, secrets, book, carry_out, *, clock=time.time):
        self.secrets, self.carry_out, self.clock = secrets, carry_out, clock
        self._lock = threading.Lock()
        self._book = sqlite3.connect(book, check_same_thread=False)
        self._book.execute(TABLE)
        self._book.commit()

    def close(self):
        self._book.close()

    def take(self, headers, body):
        """What to answer an order. Raises NotTaken."""
        self._check(headers, body)
        order, about = _read(body)
        with self._lock:
            taken = self._book.execute("SELECT state FROM orders WHERE id = ?", [order["order"]]).fetchone()
            if taken:
                return {"order": order["order"], "state": taken[0]}
            newest = self._book.execute("SELECT max(sequence) FROM orders WHERE about = ?", [about]).fetchone()[0]
            is_overtaken = newest is not None and order["sequence"] < newest
            state = DONE if is_overtaken else self.carry_out(order)
            row = [order["order"], about, order["sequence"], state, self.clock()]
            self._book.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", row)
            self._book.commit()
        return {"order": order["order"], "state": state}

    def _check(self, headers, body):
        secret = self.secrets.get(headers.get("X-Pulse-Key", ""))
        timestamp = headers.get("X-Pulse-Timestamp", "")
        if secret is None:
            raise NotTaken(401, "The key is not known.")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
            raise NotTaken(401, "The timestamp is not a number of seconds.")
        given = headers.get("X-Pulse-Signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(sign(secret, timestamp, body).encode(), given):
            raise NotTaken(401, "The signature does not fit.")
        if abs(self.clock() - int(timestamp)) > WINDOW:
            raise NotTaken(401, "The timestamp is too far from now.")


def _read(body):
    """The order, and what it is about: later orders about the same overtake it."""
    try:
        order = json.loads(body)
        about = order.get("post") or order["person"]
        is_whole = isinstance(order["order"], str) and isinstance(order["sequence"], int)
        about = f"post:{about['id']}" if order["kind"] in ("remove", "restore") else f"person:{about['email']}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_whole = False
    if not is_whole:
        raise NotTaken(400, "This is not an order.")
    return order, about


class Handler(BaseHTTPRequestHandler):
    timeout = 10  # of a caller who says nothing

    def do_POST(self):
        try:
            answer = self.server.receiver.take(self.headers, self._body())
        except NotTaken as refusal:
            self._answer(refusal.status, {"title": refusal.reason, "status": refusal.status})
        except Exception as error:  # noqa: BLE001, whatever it was, the portal sends it again
            print(f"order not carried out: {type(error).__name__}", file=sys.stderr)
            self._answer(503, {"title": "It could not be carried out now.", "status": 503})
        else:
            self._answer(200, answer)

    def _body(self):
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise NotTaken(411, "Say how long the body is.")
        if len(length) > 9 or int(length) > LARGEST:
            raise NotTaken(413, "The body is too long.")
        return self.rfile.read(int(length))

    def _answer(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if status == 200 else "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, text, *arguments):
        """Nothing: an order names a person or a post."""


def serve(receiver, host="127.0.0.1", port=0):
    """A server that is bound and not yet running; port 0 takes a free one."""
    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    server.receiver = receiver
    return server


def read_secrets(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#"))


def by_command(command):
    def carry_out(order):
        subprocess.run(command, input=json.dumps(order), text=True, check=True, timeout=8)
        return DONE

    return carry_out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--secrets", required=True, help="a file with one line a key: its name, a space, the secret")
    parser.add_argument("--book", required=True, help="the file that remembers what was taken")
    parser.add_argument("--command", required=True, nargs="+", help="carries an order out; gets it on standard input")
    given = parser.parse_args()
    receiver = Receiver(read_secrets(given.secrets), given.book, by_command(given.command))
    serve(receiver, given.host, given.port).serve_forever()


if __name__ == "__main__":
    main()
