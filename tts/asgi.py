"""The web process: Daphne loads `tts.asgi:application`."""

import os

# Only a web process may hold a connection pool: a pool in a process that forks hands one
# connection to several children. Set before the settings are read.
os.environ.setdefault("TTS_PROCESS", "web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware
from django.urls import re_path

from tts.core.serving import Handler


def _sockets():
    # Not before Django is ready.
    from tickets_app.live.origins import OwnOrigin
    from tickets_app.live.routing import SOCKETS

    no_such_socket = re_path("", WebsocketDenier.as_asgi())
    return OwnOrigin(CookieMiddleware(URLRouter([*SOCKETS, no_such_socket])))


django.setup(set_prefix=False)
application = ProtocolTypeRouter({"http": Handler(), "websocket": _sockets()})
