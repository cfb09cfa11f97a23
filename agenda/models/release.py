"""Published releases: immutable snapshots of a programme, and the mark on what was ever released."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from agenda.models.bilingual import bilingual
from agenda.models.organisations import Organisation, Person
from agenda.models.programme import Session
from agenda.models.symposium import Day, Room, Symposium


class ProgrammeReleaseQuerySet(models.QuerySet):
    """Releases; the newest is the current one."""

    def newest_first(self):
        return self.order_by("-number")

    def with_content_unless(self, known):
        """With `content`, the public content, but for releases with these keys, of which a process has it: then None."""
        content = Case(When(pk__in=known, then=Value(None, models.JSONField())), default=F("public_content"))
        return self.defer("public_content", "restricted_content", "changes").annotate(content=content)


class ProgrammeRelease(models.Model):
    """The programme as it was published: what every page, export and mail shows. Never changed after."""

    symposium = models.ForeignKey(Symposium, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = bilingual(models.TextField("note"))
    format = models.PositiveSmallIntegerField()
    public_content = models.JSONField()
    restricted_content = models.JSONField()
    changes = models.JSONField(default=list)
    announce = models.BooleanField("confirmed participants are told", default=False, help_text="By a mail to those whom a change concerns.")
    announced_at = models.DateTimeField("told at", null=True, blank=True, help_text="When the last of these mails was written.")

    objects = ProgrammeReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        get_latest_by = "number"
        constraints = [models.UniqueConstraint(fields=["symposium", "number"], name="release_number_once_in_symposium")]

    def __str__(self):
        return f"Release {self.number}"


class ReleasedRecord(models.Model):
    """The mark on a row that a release ever showed: the database refuses to delete the row from then on."""

    release = models.ForeignKey(ProgrammeRelease, on_delete=models.PROTECT, related_name="first_shown")
    day = models.OneToOneField(Day, null=True, on_delete=models.PROTECT, related_name="released")
    room = models.OneToOneField(Room, null=True, on_delete=models.PROTECT, related_name="released")
    session = models.OneToOneField(Session, null=True, on_delete=models.PROTECT, related_name="released")
    organisation = models.OneToOneField(Organisation, null=True, on_delete=models.PROTECT, related_name="released")
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="released")

    class Meta:
        verbose_name = "mark of a release"
        verbose_name_plural = "marks of a release"
        constraints = [
            models.CheckConstraint(
                condition=Q(day__isnull=False)
                | Q(room__isnull=False)
                | Q(session__isnull=False)
                | Q(organisation__isnull=False)
                | Q(person__isnull=False),
                name="released_record_marks_something",
            )
        ]

    def __str__(self):
        return f"first shown in {self.release}"
