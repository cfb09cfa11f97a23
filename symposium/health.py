"""What a load balancer asks: is the process alive, and can it serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class _Migrations:
    """Remembers that all migrations were applied: that can't become untrue for the code of this process."""

    are_applied = False


def unapplied_migrations() -> list[str]:
    """Return the migrations of this code that the database lacks, as "app.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nothing of the database."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and has this code's migrations; 503 with the reason when not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = [] if _Migrations.are_applied else unapplied_migrations()
    except DatabaseError:
        return JsonResponse({"status": "not ready", "reason": "the database does not answer"}, status=503)
    if missing:
        return JsonResponse({"status": "not ready", "reason": "migrations are not applied"}, status=503)
    _Migrations.are_applied = True
    return JsonResponse({"status": "ready"})
