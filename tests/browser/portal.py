"""A running portal as its users have it: scripts/run in a copy of the checkout, with servers of its own."""

import email
import email.policy
import time

from tests.runner.checkout import Checkout

PASSWORD = "all people are invented"
MAIL_WITHIN = 120


class Portal(Checkout):
    """`address`, the management commands of its scripts/manage, and the mail its worker has sent."""

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *args):
        """Run scripts/manage beside the running portal; returns what it printed."""
        done = self.call("manage", *args)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mails(self, to):
        """Everything sent to somebody so far, oldest first."""
        files = sorted(self.state.mail.glob("*.eml"))
        messages = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [message for message in messages if message["To"] == f"{to}@dys.example"]

    def wait_for_mail(self, to, more_than):
        """The mails to somebody, once there are more than so many: beat, worker and mail server take their time."""
        deadline = time.monotonic() + MAIL_WITHIN
        while len(found := self.mails(to)) <= more_than:
            assert time.monotonic() < deadline, f"No mail to {to} within {MAIL_WITHIN} s."
            time.sleep(0.2)
        return found
