"""Public content beside the programme: news, questions and answers, figures, statements, pages. It is public as soon as it is saved so."""

from django.db import models, transaction
from django.utils import timezone

from agenda.models.bilingual import BilingualModel, bilingual, written_in_one_language
from agenda.models.symposium import Symposium


class PublicContentQuerySet(models.QuerySet):
    """Every write, of one row or many, makes the cached pages of its symposium stale."""

    def _symposium_ids(self) -> set[int]:
        return set(self.order_by().values_list("symposium_id", flat=True).distinct())

    def update(self, **values):
        with transaction.atomic():
            stale = self._symposium_ids()
            moved = list(self.values_list("pk", flat=True)) if {"symposium", "symposium_id"} & set(values) else []
            count = super().update(**values)
            if moved:
                stale |= self.model.objects.filter(pk__in=moved)._symposium_ids()
            Symposium.objects.filter(pk__in=stale).raise_public_version()
        return count

    def delete(self):
        with transaction.atomic():
            before = self._symposium_ids()
            result = super().delete()
            Symposium.objects.filter(pk__in=before).raise_public_version()
        return result

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        with transaction.atomic():
            created = super().bulk_create(objs, *args, **kwargs)
            Symposium.objects.filter(pk__in={row.symposium_id for row in objs}).raise_public_version()
        return created


class PublicContent(BilingualModel):
    """The base of all that the public reads without a release; raises `Symposium.public_version` with every write."""

    symposium = models.ForeignKey(Symposium, on_delete=models.CASCADE, related_name="%(class)ss")

    objects = PublicContentQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # also for what Django writes by itself, as in symposium.newsitems.add()

    def save(self, *args, **kwargs):
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).values_list("symposium_id", flat=True).first() if self.pk else None
            super().save(*args, **kwargs)
            Symposium.objects.filter(pk__in={before, self.symposium_id}).raise_public_version()

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            result = super().delete(*args, **kwargs)
            Symposium.objects.filter(pk=self.symposium_id).raise_public_version()
        return result


class NewsItemQuerySet(PublicContentQuerySet):
    """News, of which some are drafts or wait for their time."""

    def published(self, at=None):
        """Those whose time has come, the newest first."""
        return self.filter(published_at__lte=at or timezone.now()).order_by("-published_at", "-pk")


class NewsItem(PublicContent):
    """A piece of news."""

    required_texts = ("title",)

    title = bilingual(models.CharField("title", max_length=200))
    body = bilingual(models.TextField("text", help_text="Markdown."))
    published_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="Empty: a draft. In the future: appears by itself at that time."
    )

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [written_in_one_language("newsitem", "title")]

    def __str__(self):
        return self.title_en or self.title_km


class ShownQuerySet(PublicContentQuerySet):
    """Content that is shown or kept back."""

    def shown(self):
        """Those that the public sees."""
        return self.filter(is_shown=True)


class FaqEntry(PublicContent):
    """A question and its answer, newest answers first."""

    required_texts = ("question", "answer")

    question = bilingual(models.TextField("question"))
    answer = bilingual(models.TextField("answer", help_text="Markdown."))
    answered_at = models.DateTimeField(default=timezone.now, help_text="The newest answers stand first.")
    is_shown = models.BooleanField("shown to the public", default=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name = "question and answer"
        verbose_name_plural = "questions and answers"
        constraints = [written_in_one_language("faqentry", "question"), written_in_one_language("faqentry", "answer")]

    def __str__(self):
        return (self.question_en or self.question_km)[:80]


class KeyFigure(PublicContent):
    """A number that says why the symposium meets, with source and date."""

    required_texts = ("value", "label", "source")

    value = bilingual(models.CharField("figure", max_length=40, help_text="For example 78.8 %."))
    label = bilingual(models.CharField("what it counts", max_length=200))
    source = bilingual(models.CharField("source", max_length=200))
    source_url = models.URLField("address of the source", blank=True)
    as_of = models.DateField("date of the figure")
    order = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField("shown to the public", default=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [written_in_one_language("keyfigure", name) for name in ("value", "label", "source")]

    def __str__(self):
        return f"{self.value_en or self.value_km}: {self.label_en or self.label_km}"


class Statement(PublicContent):
    """What somebody said about the symposium, in short, with source and date."""

    required_texts = ("text", "said_by", "source")

    text = bilingual(models.TextField("statement"))
    said_by = bilingual(models.CharField("said by", max_length=200, help_text="Name, position, organisation."))
    source = bilingual(models.CharField("source", max_length=200))
    source_url = models.URLField("address of the source", blank=True)
    said_on = models.DateField("date")
    order = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField("shown to the public", default=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [written_in_one_language("statement", name) for name in ("text", "said_by", "source")]

    def __str__(self):
        return (self.text_en or self.text_km)[:80]


class Page(PublicContent):
    """The organisers' own words on a page of the site."""

    class Key(models.TextChoices):
        HOME = "home", "Home: what the symposium is, in a sentence or two"
        ABOUT = "about", "About"
        PRIVACY = "privacy", "Privacy"

    key = models.CharField("page", max_length=10, choices=Key)
    body = bilingual(models.TextField("text", help_text="Markdown."))

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["symposium", "key"], name="page_once_in_symposium")]

    def __str__(self):
        return self.get_key_display()
