"""Sockets are opened by our own pages only: browsers send cookies with a socket from any page."""

from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class OwnOrigin:
    """ASGI: closes a socket, before it is accepted, whose origin is foreign or missing."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        origin, host = (headers.get(name, b"").decode("latin-1") for name in (b"origin", b"host"))
        if is_ours(origin, host):
            return await self.application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)


def is_ours(origin: str, host: str) -> bool:
    """Whether `origin` is the site at `host`, which must be one of ours, or is listed as trusted."""
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return origin in settings.CSRF_TRUSTED_ORIGINS or _netloc(origin) == host.lower()


def _netloc(origin: str) -> str:
    try:
        address = urlsplit(origin)
    except ValueError:
        return ""
    return address.netloc.lower() if address.scheme in ("http", "https") else ""
