"""People who submit and comment tickets by REST, until they are accepted, with Idempotency-Keys."""

import json
import threading
import time
import urllib.error
import urllib.request

import jwt

TIMEOUT = 20
PAUSE = 0.2
GIVE_UP = 120  # seconds for one ticket


class Requester(threading.Thread):
    """Submits ticket after ticket. `accepted`: their numbers. `failures`: (seconds, what) of single tries."""

    def __init__(self, name: str, machine):
        super().__init__(daemon=True)
        self.asks, self.machine = name, machine
        self.accepted: list[str] = []
        self.failures: list[tuple[float, str]] = []
        self.lost: list[str] = []
        self._stopping = threading.Event()
        claims = {"user_id": name, "email": f"{name}@example.com", "exp": time.time() + 3600}
        self._token = jwt.encode(claims, machine.environment["DJANGO_JWT_SIGNING_KEY"], "HS256")

    def run(self):
        while not self._stopping.is_set():
            self._submit(f"{self.asks}-{len(self.accepted) + len(self.lost)}")
            self._stopping.wait(PAUSE)

    def stop(self):
        """Ask it to stop, and wait until its present ticket is accepted."""
        self._stopping.set()
        self.join(GIVE_UP + TIMEOUT)

    def _submit(self, number):
        deadline = time.monotonic() + GIVE_UP
        while time.monotonic() < deadline:
            try:
                self._post(number)
                self.accepted.append(number)
                return
            except (urllib.error.URLError, OSError) as error:
                self.failures.append((time.monotonic(), f"{number}: {error!r}"))
                time.sleep(PAUSE)
        self.lost.append(number)

    def _post(self, number):
        facts = {"ticket_number": number, "subject": number, "department": "IT", "category": "Support"}
        ticket = self._ask("/tickets/", facts, number)
        words = {"text": f"More about {number}", "internal": False}
        self._ask(f"/tickets/{ticket['id']}/comments/", words, f"comment-{number}")

    def _ask(self, path, body, key):
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        request = urllib.request.Request(self.machine.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=self.machine.trust) as answer:
            return json.load(answer)
