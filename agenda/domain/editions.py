"""A new edition of the symposium from an old one: what can be said again, on new dates; nothing of people's data."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from agenda.models import Day, OrganisationRole, Page, Room, Session, SessionOrganisation, Symposium


@dataclass(frozen=True)
class Edition:
    """What an organiser says of a new edition."""

    slug: str
    starts_on: date
    name_en: str = ""
    name_km: str = ""


@transaction.atomic
def new_edition(source: Symposium, wanted: Edition) -> Symposium:
    """Make a new edition, in draft, from an old one, and return it.

    Copied: venue, notice, privacy contact, days, rooms, roles of organisations, the organisers' own pages, and the sessions that were
    not cancelled, with new codes, their presenting organisations, times and labels, "to be confirmed". Not copied: people (speakers,
    those named in roles), materials, releases, news, registrations, times of registration. Raises ValidationError where the new
    edition can't be made so.
    """
    shift = wanted.starts_on - source.starts_on
    edition = _symposium(source, wanted, shift)
    days = {day.pk: _copy(day, Day, edition, date=day.date + shift) for day in source.days.all()}
    rooms = {room.pk: _copy(room, Room, edition) for room in source.rooms.all()}
    for role in source.roles.select_related("organisation"):
        _copy(role, OrganisationRole, edition, person=None)
    for page in source.pages.all():
        _copy(page, Page, edition)
    _sessions(source, edition, days, rooms)
    return edition


def _symposium(source: Symposium, wanted: Edition, shift: timedelta) -> Symposium:
    venue = ("venue_en", "venue_km", "latitude", "longitude", "time_zone")
    kept = (*venue, "notice_en", "notice_km", "privacy_contact", "retention_months")
    edition = Symposium(
        slug=wanted.slug,
        name_en=wanted.name_en,
        name_km=wanted.name_km,
        starts_on=wanted.starts_on,
        ends_on=source.ends_on + shift,
        **{name: getattr(source, name) for name in kept},
    )
    edition.full_clean()
    edition.save()
    return edition


def _copy(row, model, edition: Symposium, **changes):
    """Return a saved copy of a row that belongs to a symposium, in another one."""
    left_out = {"id", "symposium", "uuid", "code", "search_key", *changes}
    values = {field.name: getattr(row, field.name) for field in model._meta.concrete_fields if field.name not in left_out}
    copy = model(symposium=edition, **values, **changes)
    copy.save()
    return copy


def _sessions(source: Symposium, edition: Symposium, days: dict[int, Day], rooms: dict[int, Room]) -> None:
    held = source.sessions.exclude(state=Session.State.CANCELLED).as_the_day_runs()
    for session in held.prefetch_related("session_organisations__organisation"):
        changes = {"day": days[session.day_id], "room": rooms.get(session.room_id), "state": Session.State.TENTATIVE}
        copy = _copy(session, Session, edition, **changes)
        for entry in session.session_organisations.all():
            SessionOrganisation.objects.create(session=copy, organisation=entry.organisation, order=entry.order)
