"""The web process: Daphne loads `tts.asgi:application`."""

import os

# Only a web process may hold a connection pool: a pool in a process that forks hands one
# connection to several children. Set before the settings are read.
os.environ.setdefault("TTS_PROCESS", "web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

application = ProtocolTypeRouter({"http": get_asgi_application()})
