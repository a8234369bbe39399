"""A real SMTP server for tests, which takes, refuses, puts off or does not answer, as it is told."""

import time

import pytest
from aiosmtpd.controller import Controller


class Postbox:
    """The server's behaviour: `replies` to the next mails, in order ("" takes it); `taken`: what it has."""

    def __init__(self):
        self.replies, self.taken, self.delay = [], [], 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.replies.pop(0) if self.replies else ""
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        time.sleep(self.delay)  # the whole server hangs, as one does
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"

    @property
    def receivers(self):
        return [receivers[0] for receivers, _content in self.taken]


class FreePort(Controller):
    """A server at the port that the system gave it."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mail_server(settings):
    """Django's mails go to a server on this machine; answers its Postbox."""
    postbox = Postbox()
    controller = FreePort(postbox, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield postbox
    controller.stop()
