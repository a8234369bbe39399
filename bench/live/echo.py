"""The bare yardstick: a socket that passes on what is sent to its group, and nothing else."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tts.settings")

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

GROUP = "echo"


class Echo(AsyncWebsocketConsumer):
    """Everybody is in one group."""

    async def connect(self):
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def said(self, message):
        """Pass it on."""
        await self.send(message["text"])


application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": Echo.as_asgi()})
