"""How the OpenAPI description names the ways to sign in."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from tts.accounts.tokens import COOKIE


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "tts.accounts.tokens.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "a JWT of the identity provider, or an API token made at /profile/tokens/",
        }


class CookieScheme(OpenApiAuthenticationExtension):
    target_class = "tts.accounts.tokens.CookieSession"
    name = "cookie"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "or the browser session; an unsafe request needs a CSRF token or a known Origin",
        }
