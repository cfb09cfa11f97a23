"""The demo's two staff logins. Their passwords are random, made once a clone, and kept in var/ so that they can be printed again."""

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group

NAMES = ("organiser", "registrar")  # each is the name of the group too
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def ensure_logins() -> tuple[dict[str, AbstractUser], dict[str, str]]:
    """Return the two users by name, made where they are missing, and for each its password or a word on why we don't know it."""
    passwords = _passwords()
    users, said = {}, {}
    for name in NAMES:
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            user = get_user_model().objects.create_user(name, f"{name}@example.org", passwords[name], is_staff=True)
            user.groups.add(Group.objects.get(name=name))
        users[name] = user
        said[name] = passwords[name] if user.check_password(passwords[name]) else "(its password was changed)"
    return users, said


def _passwords() -> dict[str, str]:
    kept = Path(settings.BASE_DIR) / "var" / "demo_logins.json"
    if kept.exists():
        return json.loads(kept.read_text())
    passwords = {name: "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)) for name in NAMES}
    kept.parent.mkdir(exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(passwords))
    return passwords
