"""A real mail server on a free port of this machine, which can be told to misbehave."""

import asyncio
import socket
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class Post:
    """What arrived, and how the server behaves.

    `refuse`: {address: reply} at RCPT. `drop_after_data`: how many times to take the whole message, then hang up
    instead of answering. `busy`: how many times to answer DATA with 451. `delay`: seconds before DATA is answered.
    """

    def __init__(self):
        self.messages = []
        self.refuse = {}
        self.drop_after_data = 0
        self.busy = 0
        self.delay = 0

    @property
    def message_ids(self):
        return [message["Message-ID"] for message in self.messages]

    @property
    def recipients(self):
        return [message["To"] for message in self.messages]

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.busy:
            self.busy -= 1
            return "451 4.3.2 Try again later"
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        if self.drop_after_data:
            self.drop_after_data -= 1
            server.transport.abort()
        return "250 OK"


class MailServer:
    """`with MailServer() as server`: listens on server.port; `stop` and `start` again play an outage."""

    def __init__(self):
        self.post = Post()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = None

    def start(self):
        self._controller = Controller(self.post, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self):
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.stop()
