"""Mail servers as one meets them: slow, down, or refusing one address. Each keeps what it took in django.core.mail.outbox."""

import time
from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.locmem import EmailBackend


class Slow(EmailBackend):
    """Takes its time with each message."""

    def send_messages(self, messages):
        time.sleep(0.005)
        return super().send_messages(messages)


class Down(EmailBackend):
    """Does not answer."""

    def open(self):
        raise ConnectionRefusedError("Connection refused")


class Refusing(EmailBackend):
    """Refuses addresses that begin with "refused"."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].startswith("refused"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"No such mail box")})
        return super().send_messages(messages)
