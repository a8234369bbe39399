"""The routes of sockets. Each consumer declares its policy, as views do."""

from django.urls import path

from tickets_app.live.socket import LiveSocket

SOCKETS = [path("live/", LiveSocket.as_asgi(), name="live")]
