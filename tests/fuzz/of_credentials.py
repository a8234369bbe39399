"""What says who somebody is, and what sockets say."""

import base64
import hashlib
import hmac
import json

from hypothesis import strategies as st

from tests.fuzz.making import anything, as_json, damaged, mutated, pieced, text
from tests.fuzz.target import target
from tickets_app.live import limits, origins
from tts.accounts import claims

KEY = "k" * 32
CLAIMS = {
    "user_id": 7, "email": "Ann@Example.com", "username": "ann", "full_name": "Ann Lee", "exp": 4102444800,
    "roles": ["tts:Agent", {"system": "tts", "role": "Admin"}, {"system": "hdts", "role": "User"}],
    "nbf": 1, "iat": 1, "sub": "7", "aud": None, "iss": "auth",
}  # fmt: skip
HEADER = {"alg": "HS256", "typ": "JWT", "kid": "1"}


def _packed(raw: str) -> str:
    return base64.urlsafe_b64encode(raw.encode("utf-8", "surrogatepass")).rstrip(b"=").decode()


def _token(parts) -> str:
    """A JWT made by hand, whatever its header and claims are."""
    header, body, algorithm = parts
    signed = f"{_packed(header)}.{_packed(body)}"
    digest = hmac.new(KEY.encode(), signed.encode(), algorithm).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


right = json.dumps(HEADER)
bodies = as_json(mutated(CLAIMS))
signed = st.tuples(st.just(right), bodies, st.just(hashlib.sha256)).map(_token)
odd = st.tuples(as_json(mutated(HEADER)), bodies, st.sampled_from([hashlib.sha256, hashlib.sha512])).map(
    _token
)
broken = damaged(_token((right, json.dumps(CLAIMS), hashlib.sha256)).encode()).map(
    lambda raw: raw.decode("latin-1")
)


@target("JWT", st.one_of(signed, signed, odd, broken, text), claims.BadToken)
def read_token(token):
    claims.read(token, ["an older key, of 32 bytes or more", KEY])


FRAMES = ({"watch": "TX-1"}, {"watch": None}, {"writing": "public"})


@target("message of a socket", st.one_of(as_json(mutated(*FRAMES)), as_json(anything), text), limits.Refused)
def read_frame(frame):
    message = limits.parsed(frame)
    json.dumps(message, ensure_ascii=False).encode()
    assert "\0" not in "".join(value for value in message.values() if value)


ORIGINS = pieced(
    "http://",
    "https:",
    "//",
    "testserver",
    ":8000",
    "[",
    "]",
    "::1",
    "@",
    "null",
    "%",
    ".",
    "/",
    most=8,
    longest=400,
)


@target("origin of a socket", st.tuples(ORIGINS, ORIGINS))
def read_origin(case):
    assert origins.is_ours(*case) in (True, False)
