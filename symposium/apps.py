"""The admin with our own site; stands in INSTALLED_APPS in place of django.contrib.admin."""

from django.contrib.admin import apps as admin_apps


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin as the symposium's desk."""

    default = False
    default_site = "symposium.desk.Desk"
