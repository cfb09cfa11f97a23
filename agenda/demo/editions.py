"""The demo's two editions: from the texts of this folder to rows, published. An edition that is there is left as it is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agenda.demo.texts import columns, read
from agenda.domain.release import publish
from agenda.models import Day, Material, Organisation, OrganisationRole, Person, Room, Session, Symposium

ZONE = ZoneInfo("Asia/Phnom_Penh")
REAL = "2022"
REAL_START = date(2022, 12, 14)
END_OF_WORK = timedelta(hours=17)
CONTACT = "symposium@example.org"


def next_start(at: datetime) -> date:
    """Return the first of the next two days 14–15 December to come; they are still to come while the second is not over."""
    today = timezone.localtime(at, ZONE).date()
    year = today.year if today <= date(today.year, 12, 15) else today.year + 1
    return date(year, 12, 14)


def registration_times(starts_on: date, at: datetime) -> dict[str, datetime]:
    """Return when the registration of an edition opens, closes and ends changes; it is open at `at` if the edition is still to come."""
    begins = datetime.combine(starts_on, time.min, ZONE)
    closes = begins - timedelta(days=7) + END_OF_WORK
    if closes < at + timedelta(days=1):
        closes = begins
    opens = min(at, closes) - timedelta(days=21)
    return {
        "registration_opens": opens.replace(minute=0, second=0, microsecond=0),
        "registration_closes": closes,
        "changes_until": begins - timedelta(days=2) + END_OF_WORK,
    }


@transaction.atomic
def load_real_edition() -> Symposium | None:
    """Load and publish the edition of 2022; None where it is there already."""
    if Symposium.objects.filter(slug=REAL).exists():
        return None
    edition = read("edition_2022")
    at = datetime.combine(REAL_START - timedelta(days=14), time(10), ZONE)
    times = registration_times(REAL_START, at - timedelta(days=14))
    symposium = _symposium(edition, slug=REAL, starts_on=REAL_START, **times)
    _fill(symposium, edition, at=at)
    for entry in edition["news"]:
        published_at = datetime.combine(REAL_START + timedelta(days=entry["days"]), entry["time"], ZONE)
        symposium.newsitems.create(published_at=published_at, **columns(entry, without=("days", "time")))
    publish(symposium, at=at)
    return symposium


@transaction.atomic
def load_next_edition(at: datetime) -> Symposium | None:
    """Load and publish the next edition and make it the current one; None where there is one of its slug already."""
    starts_on = next_start(at)
    if Symposium.objects.filter(slug=str(starts_on.year)).exists():
        return None
    edition = read("edition_next")
    Symposium.objects.filter(is_current=True).update(is_current=False)
    symposium = _symposium(edition, slug=str(starts_on.year), starts_on=starts_on, is_current=True, **registration_times(starts_on, at))
    _fill(symposium, edition, at=at)
    for entry in edition["news"]:
        symposium.newsitems.create(published_at=at - timedelta(hours=entry["ago"]), **columns(entry, without=("ago",)))
    publish(symposium, at=at)
    return symposium


def _symposium(edition: dict, *, starts_on: date, **facts) -> Symposium:
    return Symposium.objects.create(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=1),
        time_zone=ZONE.key,
        privacy_contact=CONTACT,
        **columns(edition["symposium"]),
        **facts,
    )


def _fill(symposium: Symposium, edition: dict, *, at: datetime) -> None:
    organisations, people = _directory()
    for order, entry in enumerate(edition["role"]):
        OrganisationRole.objects.create(
            symposium=symposium,
            order=order,
            role=entry["role"],
            organisation=organisations[entry["organisation"]],
            person=people.get(entry.get("person")),
        )
    _programme(symposium, organisations, people)
    _content(symposium, edition, at)


def _directory() -> tuple[dict[str, Organisation], dict[str, Person]]:
    """Return the organisations and people by their keys; those that are there stay as they are."""
    texts = read("organisations")
    organisations, people = {}, {}
    for entry in texts["organisation"]:
        defaults = columns(entry, without=("slug", "parent")) | {"parent": organisations.get(entry.get("parent"))}
        organisations[entry["slug"]], _created = Organisation.objects.get_or_create(slug=entry["slug"], defaults=defaults)
    for entry in texts["person"]:
        organisation = organisations[entry["organisation"]]
        known = Person.objects.filter(name_latin=entry["name_latin"], organisation=organisation).first()
        people[entry["key"]] = known or Person.objects.create(organisation=organisation, **columns(entry, without=("key", "organisation")))
    return organisations, people


def _programme(symposium: Symposium, organisations: dict[str, Organisation], people: dict[str, Person]) -> None:
    texts = read("programme")
    rooms = {
        entry["key"]: Room.objects.create(symposium=symposium, order=order, **columns(entry, without=("key",)))
        for order, entry in enumerate(texts["room"])
    }
    days = [
        Day.objects.create(symposium=symposium, date=symposium.starts_on + timedelta(days=after), **columns(entry))
        for after, entry in enumerate(texts["day"])
    ]
    for entry in texts["session"]:
        session = Session.objects.create(
            symposium=symposium,
            **columns(entry, without=("organisations", "speakers", "material"))
            | {"day": days[entry["day"] - 1], "room": rooms.get(entry.get("room"))},
        )
        for order, slug in enumerate(entry.get("organisations", [])):
            session.session_organisations.create(organisation=organisations[slug], order=order)
        for order, key in enumerate(entry.get("speakers", [])):
            session.session_speakers.create(person=people[key], order=order)
        for material in entry.get("material", []):
            # The mark at its beginning tells readers of a plain text that it is Unicode; without it Khmer is shown garbled.
            file = ContentFile(material["content"].strip().encode("utf-8-sig") + b"\n", name=material["file"])
            Material.objects.create(session=session, file=file, **columns(material, without=("file", "content")))


def _content(symposium: Symposium, edition: dict, at: datetime) -> None:
    texts = read("content")
    for order, entry in enumerate(texts["figure"]):
        symposium.keyfigures.create(order=order, **columns(entry))
    for order, entry in enumerate(texts["statement"]):
        symposium.statements.create(order=order, **columns(entry))
    for key, entry in (texts["page"] | edition["page"]).items():
        symposium.pages.create(key=key, **columns(entry))
    is_next = symposium.state == Symposium.State.PUBLIC
    for order, entry in enumerate(entry for entry in texts["faq"] if is_next or "only" not in entry):
        symposium.faqentrys.create(answered_at=at - timedelta(hours=5 * order), **columns(entry, without=("only",)))
