"""The table of the database cache, in which sign-in counts its tries; made as `manage.py createcachetable` makes it."""

from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", "symposium_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop, elidable=False)]
