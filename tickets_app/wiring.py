"""Where lower apps' hooks meet what tickets do about them."""


def connect() -> None:
    """Called once, when the app is ready."""
