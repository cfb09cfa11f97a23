"""How often something was tried lately, without saying by whom."""

from django.db import models


class TryCount(models.Model):
    """The tries of one kind at one target in one window of time; the target is kept as a keyed digest."""

    digest = models.CharField(max_length=64)
    window = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "window"], name="tries_counted_once_a_window")]

    def __str__(self):
        return f"{self.count} since {self.window:%Y-%m-%d %H:%M}"
