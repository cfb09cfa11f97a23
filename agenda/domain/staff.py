"""Groups of staff and what each may do; ensured after every migrate, so that the code is the only place to look."""

from collections.abc import Iterable

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

APPS = ("agenda", "registrations", "post_office")
EVERYTHING = "*"
GROUPS = {
    # Edit and publish the programme, and see to registrations. They alone read TLP:RED, for only they may view sessions.
    "organiser": [f"agenda.{EVERYTHING}", f"registrations.{EVERYTHING}", f"post_office.{EVERYTHING}", "auth.view_user"],
    # See to registrations and questions; nothing of the programme.
    "registrar": [
        "registrations.view_delegation",
        "registrations.view_registration",
        "registrations.change_registration",
        "registrations.view_registrationevent",
        "registrations.view_registrationmail",
        "registrations.view_consent",
        "registrations.view_question",
        "registrations.change_question",
        "post_office.view_email",
    ],
}


def ensure_groups(using: str = DEFAULT_DB_ALIAS, apps=installed_apps, **_signal) -> None:
    """Make the staff groups and give each exactly its permissions. Running it again changes nothing.

    A permission that somebody adds to one of these groups by hand is taken back: make a group of your own for it.
    """
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
        # With migrations' historical models the configurations in `apps` are stubs: their labels count, the installed ones are used.
        app_configs = [installed_apps.get_app_config(apps.get_app_config(label).label) for label in (*APPS, "auth")]
    except LookupError:  # migrated only in part
        return
    for app_config in app_configs:
        create_permissions(app_config, verbosity=0, using=using, apps=apps)
    permissions = {
        f"{app_label}.{codename}": key
        for app_label, codename, key in permission_model.objects.using(using).values_list("content_type__app_label", "codename", "pk")
    }
    for name, wanted in GROUPS.items():
        group, _made = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.set(_keys(wanted, permissions))


def _keys(wanted: Iterable[str], permissions: dict[str, int]) -> set[int]:
    keys = set()
    for name in wanted:
        if name.endswith(EVERYTHING):
            keys |= {key for permission, key in permissions.items() if permission.startswith(name.removesuffix(EVERYTHING))}
        elif name in permissions:
            keys.add(permissions[name])
    return keys
