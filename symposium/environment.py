"""Reading settings from the environment: strict parsers whose errors name the variable."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")


def parsed(name: str, text: str, parse: Callable[[str], Value]) -> Value:
    """Return `parse(text)`; raise ImproperlyConfigured that names the variable when it can't be read."""
    try:
        return parse(text.strip())
    except (ValueError, KeyError, TypeError, ImproperlyConfigured) as error:
        # The value itself stays out of the message: it may hold a password.
        raise ImproperlyConfigured(f"{name} can't be read ({type(error).__name__}); see README, Settings.") from error


def strict_bool(text: str) -> bool:
    """Read true or false; anything else raises ValueError (a mistyped DEBUG must not start the site)."""
    known = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    return known[text.lower()]


def count(text: str) -> int:
    """Read a whole number of one or more."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def site_address(hosts: list[str]) -> str:
    """Return the address of a site known by these hosts: this computer's, or https:// and the first; empty where that is a pattern."""
    host = hosts[0].removeprefix(".")
    if host in ("127.0.0.1", "localhost", "[::1]"):
        return f"http://{host}:8000"
    return "" if "*" in host else f"https://{host}"


def local_secret_key(path: Path) -> str:
    """Return this clone's own key for work on one computer, made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(made, path)  # all at once: no process reads a key that is half written
        made.unlink()
    return path.read_text().strip()


def email_backend(url: str) -> dict[str, object]:
    """Read EMAIL_URL (smtp://, smtp+tls://, smtp+ssl://, consolemail://, filemail:///folder) into Django's EMAIL_* settings."""
    if url.startswith("filemail:"):  # django-environ keeps no folder for this one
        folder = unquote(urlsplit(url).path)
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder.replace("//", "/")}
    return environ.Env.email_url_config(url)
