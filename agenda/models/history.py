"""What the history (agenda/domain/history.py) keeps beside a change: whose history it is part of, and whether for organisers alone."""

from django.db import models


class KeptInHistory(models.Model):
    """A row whose changes stand in the history of the row that `part_of` leads to; without one, in its own."""

    part_of = ""

    class Meta:
        abstract = True

    @property
    def is_red(self) -> bool:
        """Whether what it says is TLP:RED."""
        return False

    def get_additional_data(self) -> dict:
        """Return what auditlog stores with each entry, by the name that it calls."""
        key = getattr(self, f"{self.part_of}_id") if self.part_of else self.pk
        return {"part_of": history_key(self.part_of or self._meta.model_name, key), "red": self.is_red}


def history_key(model_name: str, key: int) -> str:
    """Return the name of a row's history."""
    return f"{model_name}-{key}"
