"""What a development machine makes for itself and keeps under `var/`."""

import os
import secrets
from pathlib import Path


def kept_secret(folder: Path, name: str, length: int = 50) -> str:
    """The secret kept in `folder/name`, made on first use and readable by its owner only.

    Two processes that start together agree on one value: the file is created exclusively.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{name}.{os.getpid()}"
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(length)[:length])
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()
