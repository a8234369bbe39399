"""Talking to the REST API as somebody."""

from django.test import Client


class Api:
    """A client of `user` (None: a stranger) that speaks JSON."""

    def __init__(self, user=None, **options):
        self.client = Client(**options)
        if user is not None:
            self.client.force_login(user)

    def get(self, path, **filters):
        return self.client.get(path, filters)

    def post(self, path, body=None, **headers):
        return self.client.post(path, body or {}, content_type="application/json", headers=headers)

    def put(self, path, body):
        return self.client.put(path, body, content_type="application/json")

    def delete(self, path):
        return self.client.delete(path)

    def raw(self, path, body, **options):
        """POST `body` as it is, said to be JSON."""
        return self.client.post(path, body, **{"content_type": "application/json", **options})


def results(answer):
    """The rows of a page."""
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def refused(answer):
    """(status, names of the fields in the details) of a refusal in the API's shape."""
    body = answer.json()
    assert set(body) == {"error", "details"}
    assert body["error"]
    return answer.status_code, sorted(body["details"])
