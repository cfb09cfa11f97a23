"""Filters of the desk's lists. Each list begins with the current edition."""

from urllib.parse import parse_qs

from django.contrib.admin import SimpleListFilter

from agenda.models import Day, Organisation, Room, Session, Symposium

ALL = "all"


def _asked_for(request) -> str:
    """Return the symposium that the list shows, also on the way from the list to a form."""
    kept = parse_qs(request.GET.get("_changelist_filters", ""))
    return request.GET.get("symposium") or kept.get("symposium", [""])[0]


def chosen_symposium(request) -> Symposium | None:
    """Return the symposium that a list shows or a form is opened for: as asked, else the current edition, else the latest."""
    if not hasattr(request, "chosen_symposium"):  # filters, columns and buttons of one page all ask
        asked = _asked_for(request)
        found = Symposium.objects.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
        request.chosen_symposium = found or Symposium.objects.order_by("-is_current", "-starts_on").first()
    return request.chosen_symposium


def listed_symposium(request) -> Symposium | None:
    """Return the one symposium that a list shows, or None where it shows all."""
    return None if _asked_for(request) == ALL else chosen_symposium(request)


class KnownChoices(SimpleListFilter):
    """A filter that takes no notice of a value which it does not offer."""

    def value(self):
        value = super().value()
        return value if value in [str(key) for key, _title in self.lookup_choices] else None


class SymposiumFilter(KnownChoices):
    """One edition, the current one to begin with."""

    title = "symposium"
    parameter_name = "symposium"

    def __init__(self, request, params, model, model_admin):
        symposium = listed_symposium(request)
        self.default = str(symposium.pk) if symposium else ALL
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [*((str(row.pk), str(row)) for row in Symposium.objects.all()), (ALL, "All")]

    def value(self):
        return super().value() or self.default

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            address = changelist.get_query_string({self.parameter_name: value}, ["day", "room", "organisation", "p"])
            yield {"selected": self.value() == value, "query_string": address, "display": title}

    def queryset(self, request, queryset):
        return queryset if self.value() == ALL else queryset.filter(symposium=self.value())


class RowOfSymposium(KnownChoices):
    """A filter by rows that belong to the symposium which the list shows."""

    lookup = ""

    def rows(self, symposium: Symposium):
        """Return the rows to choose from."""
        raise NotImplementedError

    def lookups(self, request, model_admin):
        symposium = listed_symposium(request)
        self.user = request.user
        return [(str(row.pk), str(row)) for row in self.rows(symposium)] if symposium else []

    def queryset(self, request, queryset):
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class DayFilter(RowOfSymposium):
    """A day of the symposium."""

    title = parameter_name = lookup = "day"

    def rows(self, symposium):
        return Day.objects.filter(symposium=symposium)


class RoomFilter(RowOfSymposium):
    """A room of the symposium."""

    title = parameter_name = lookup = "room"

    def rows(self, symposium):
        return Room.objects.filter(symposium=symposium)


class PresentingFilter(RowOfSymposium):
    """An organisation that presents at the symposium."""

    title = "presenting organisation"
    parameter_name = "organisation"
    lookup = "session_organisations__organisation"

    def rows(self, symposium):
        readable = Session.objects.filter(symposium=symposium).readable_by(self.user)
        return Organisation.objects.filter(sessions__in=readable).distinct()


class TakesPartFilter(KnownChoices):
    """Those who stand in the programme of one symposium; `sessions` leads there for organisations and people alike."""

    title = "in the programme of"
    parameter_name = "programme"

    def lookups(self, request, model_admin):
        return [(str(row.pk), str(row)) for row in Symposium.objects.all()]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        readable = Session.objects.filter(symposium=self.value()).readable_by(request.user)
        return queryset.filter(sessions__in=readable).distinct()
