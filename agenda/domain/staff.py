"""Groups of staff and what each may do; ensured after every migrate, so that the code is the only place to look."""

from collections.abc import Iterable

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

APPS = ("agenda", "registrations", "post_office", "auditlog")
EVERYTHING = "*"
DRAFT = ("session", "sessionorganisation", "sessionspeaker", "material", "organisation", "person")
AROUND_IT = ("symposium", "day", "room", "organisationrole", "programmerelease", "newsitem", "faqentry", "keyfigure", "statement", "page")
GROUPS = {
    # Edit and publish the programme, and see to registrations. They alone read TLP:RED (agenda.read_red) and the history of all.
    "organiser": [
        *(f"agenda.{EVERYTHING}", f"registrations.{EVERYTHING}", f"post_office.{EVERYTHING}"),
        *("auth.view_user", "auditlog.view_logentry"),
    ],
    # Edit the draft. Publishing, and what the public sees as soon as it is saved, is for organisers (docs/decisions/0013-groups.md).
    "programme-editor": [
        *(f"agenda.{step}_{model}" for model in DRAFT for step in ("view", "add", "change", "delete")),
        *(f"agenda.view_{model}" for model in AROUND_IT),
    ],
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
    # Stand at the door: names, agencies and states of those who registered; nothing else of them, and nothing of the programme.
    "door-staff": ["registrations.view_doorlistentry"],
    # Look at the programme without TLP:RED; change nothing, see nobody who registered.
    "observer": [f"agenda.view_{model}" for model in (*DRAFT, *AROUND_IT)],
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
