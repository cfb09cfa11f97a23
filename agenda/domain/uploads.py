"""A file between its upload and the organiser's "yes": kept privately, for its uploader, for a day."""

import uuid
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

FOLDER = "imports"
KEPT_FOR = timedelta(days=1)
SALT = "agenda.domain.uploads"


class UploadGoneError(Exception):
    """The file is no longer there, or was never this user's."""


def keep(content: bytes, *, name: str, user, purpose: str) -> str:
    """Keep a file and return a signed token that fetches it for this user and purpose only."""
    sweep()
    path = storages["private"].save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(content))
    return signing.dumps({"path": path, "name": name, "user": user.pk, "purpose": purpose}, salt=SALT)


def fetch(token: str, *, user, purpose: str) -> tuple[bytes, str]:
    """Return a kept file's content and its name when it was uploaded."""
    kept = _read(token, user=user, purpose=purpose)
    try:
        with storages["private"].open(kept["path"]) as file:
            return file.read(), kept["name"]
    except OSError as error:
        raise UploadGoneError from error


def forget(token: str, *, user, purpose: str) -> None:
    """Delete a kept file."""
    storages["private"].delete(_read(token, user=user, purpose=purpose)["path"])


def _read(token: str, *, user, purpose: str) -> dict:
    try:
        kept = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise UploadGoneError from error
    if (kept["user"], kept["purpose"]) != (user.pk, purpose):
        raise UploadGoneError
    return kept


def sweep(at: datetime | None = None) -> int:
    """Delete the files that nobody has said yes to for a day; return how many."""
    storage, at = storages["private"], at or timezone.now()
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    stale = [f"{FOLDER}/{name}" for name in names if storage.get_modified_time(f"{FOLDER}/{name}") < at - KEPT_FOR]
    for path in stale:
        storage.delete(path)
    return len(stale)
