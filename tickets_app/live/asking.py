"""Asking the database on behalf of all sockets: in one thread, beside the one in which each asks for itself.

So what all wait for does not stand behind hundreds of pages that come back at once, and a process has one
such question under way.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from channels.db import database_sync_to_async

_thread = ThreadPoolExecutor(1, thread_name_prefix="news")


async def ask(question: Callable, *given):
    """What `question(*given)` answers."""
    return await database_sync_to_async(question, thread_sensitive=False, executor=_thread)(*given)
