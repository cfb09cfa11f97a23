"""Texts in English and Khmer: two columns each; the missing one falls back to the other."""

from django.core.exceptions import ValidationError
from django.db import models
from translated_fields import TranslatedField
from translated_fields.utils import fallback_to_any


def bilingual(field: models.Field) -> TranslatedField:
    """Return columns `<name>_en` and `<name>_km` made like `field`; either may stay empty."""
    field.blank = True
    return TranslatedField(field, attrgetter=fallback_to_any)


def written_in_one_language(model: str, name: str) -> models.CheckConstraint:
    """Return the constraint that at least one of the two columns of a bilingual text is filled in."""
    return models.CheckConstraint(
        condition=~models.Q(**{f"{name}_en": ""}) | ~models.Q(**{f"{name}_km": ""}),
        name=f"{model}_{name}_written",
        violation_error_code="written",
    )


class BilingualModel(models.Model):
    """A model with bilingual texts, of which `required_texts` must be written in at least one language."""

    required_texts: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        missing = [name for name in self.required_texts if not (getattr(self, f"{name}_en") or getattr(self, f"{name}_km"))]
        if missing:
            raise ValidationError({f"{name}_en": "Write this text in English or in Khmer, better in both." for name in missing})
