"""How a web process answers: each request whole, in one of a few threads that stay.

Django's own handler makes a thread for each request, with a connection object of its own, and changes between
it and the event loop for every middleware that looks at views: seven times here, a good part of what a small
request costs. All our middleware and views are plain functions, so one change is enough. As many requests as
there are threads are worked on at a time; others wait for their turn in the order in which they came.
"""

from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django import db
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse
from django.urls import set_script_prefix

THREADS = 16  # fewer than the connections of the pool: sockets need some too


class Handler(ASGIHandler):
    """The ASGI application for requests; see the module."""

    def __init__(self):
        BaseHandler.__init__(self)  # ASGIHandler's own loads middleware to be called by an event loop
        self.load_middleware(is_async=False)
        threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._answered = sync_to_async(self._answer, thread_sensitive=False, executor=threads)

    async def handle(self, scope, receive, send):
        """Read the request, have it answered, send the answer."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await self._answered(scope, body)
        await self.send_response(response, send)
        if response.streaming:
            await sync_to_async(response.close)()

    def _answer(self, scope, body):
        """The answer, with all work of the request done; what is left to do with a file is to send it."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            response = refusal if request is None else self.get_response(request)
        response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if response.streaming:
            db.close_old_connections()  # of this thread; the response is closed by whichever sends it
        else:
            response.close()
        return response
