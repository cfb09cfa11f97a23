"""Organisations, the people who speak for them, and their roles at a symposium."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.models.bilingual import BilingualModel, bilingual, written_in_one_language
from agenda.models.history import KeptInHistory
from agenda.models.search import search_key
from agenda.models.symposium import Symposium
from agenda.models.uploads import private_storage, upload_path, validate_picture


class Organisation(BilingualModel):
    """An agency, operator, company or NGO; a department names its parent."""

    class Kind(models.TextChoices):
        POLICE = "police", _("Police")
        MINISTRY = "ministry", _("Ministry")
        COUNCIL = "council", _("Council")
        OPERATOR = "operator", _("Operator")
        COMPANY = "company", _("Company")
        NGO = "ngo", _("NGO")
        OTHER = "other", _("Other")

    required_texts = ("name",)

    slug = models.SlugField(max_length=80, unique=True, help_text="Stands in the address of its page, in Latin letters.")
    name = bilingual(models.CharField("name", max_length=200))
    acronym = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="departments", help_text="Of which it is a department."
    )
    logo = models.ImageField(
        upload_to=upload_path,
        storage=private_storage,
        blank=True,
        validators=[validate_picture],
        help_text="PNG, JPEG or WebP. A publish makes the copy that the public sees.",
    )
    description = bilingual(models.TextField("description", help_text="Markdown."))
    website = models.URLField(blank=True)
    search_key = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["name_en", "name_km", "pk"]
        constraints = [
            written_in_one_language("organisation", "name"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="organisation_is_not_its_own_parent"),
        ]

    def __str__(self):
        name = self.name_en or self.name_km
        return f"{name} ({self.acronym})" if self.acronym else name

    def save(self, *args, **kwargs):
        self.search_key = search_key(self.name_en, self.name_km, self.acronym)
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        above = self.parent
        while above and self.pk:
            if above.pk == self.pk:
                raise ValidationError({"parent": "An organisation is not a department of itself, nor of one of its departments."})
            above = above.parent


class Honorific(models.TextChoices):
    """How a person is addressed; chosen by the person, never derived from a rank."""

    SAMDECH = "samdech", _("Samdech")
    HE = "he", _("H.E.")
    LOK_CHUMTEAV = "lok-chumteav", _("Lok Chumteav")
    NEAK_OKNHA = "neak-oknha", _("Neak Oknha")
    OKNHA = "oknha", _("Oknha")
    MR = "mr", _("Mr")
    MRS = "mrs", _("Mrs")
    MS = "ms", _("Ms")
    MISS = "miss", _("Miss")
    DR = "dr", _("Dr")


class Person(BilingualModel):
    """Somebody who speaks, moderates or stands for an organisation."""

    honorific = models.CharField(max_length=20, choices=Honorific, blank=True)
    rank = models.CharField(
        max_length=60, blank=True, help_text="For example Police General; known ranks are shown in Khmer on Khmer pages."
    )
    name_latin = models.CharField("name in Latin letters", max_length=120)
    name_khmer = models.CharField("name in Khmer letters", max_length=120, blank=True)
    position = bilingual(models.CharField("position", max_length=200))
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    biography = bilingual(models.TextField("biography", help_text="Markdown."))
    photo = models.ImageField(
        upload_to=upload_path,
        storage=private_storage,
        blank=True,
        validators=[validate_picture],
        help_text="PNG, JPEG or WebP. A publish makes the copy that the public sees, without the camera's data.",
    )
    email = models.EmailField(blank=True, help_text="Seen by those who edit people; in no published programme.")
    search_key = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["name_latin", "pk"]
        verbose_name_plural = "people"

    def __str__(self):
        honorific = str(self.get_honorific_display()) if self.honorific else ""
        return " ".join(filter(None, [honorific, self.rank, self.name_latin]))

    def save(self, *args, **kwargs):
        self.search_key = search_key(self.name_latin, self.name_khmer, self.position_en, self.position_km)
        super().save(*args, **kwargs)


class OrganisationRole(KeptInHistory):
    """What an organisation, or a person for it, is to a symposium. Presenters follow from the sessions."""

    part_of = "symposium"

    class Role(models.TextChoices):
        """In the order of protocol."""

        ORGANISER = "organiser", _("Organised by")
        CO_ORGANISER = "co-organiser", _("Co-organised by")
        APPROVED_BY = "approved-by", _("With the approval of")
        SUPPORTER = "supporter", _("Supported by")
        CO_SPONSOR = "co-sponsor", _("Co-sponsored by")

    symposium = models.ForeignKey(Symposium, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=15, choices=Role)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="roles", help_text="Who is named, for example as approving."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Within a role the smallest number stands first.")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["symposium", "organisation", "role"],
                name="organisation_once_in_role",
                violation_error_message="This organisation has this role already.",
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.organisation}"
