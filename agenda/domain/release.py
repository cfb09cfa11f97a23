"""Publishing the programme, and reading what is published. Pages, exports and mails read `current`; only staff read `draft`."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from agenda.domain.changes import Change, compare
from agenda.domain.conflicts import Problem, errors, problems
from agenda.domain.programme import OrganisationFacts, PersonFacts, Programme, read_directory, read_programme
from agenda.domain.snapshot import FORMAT, Snapshot, number_changes, take_snapshot
from agenda.models import ProgrammeRelease, ReleasedRecord, Symposium

EMPTY = {"symposium": None, "days": [], "rooms": [], "roles": [], "sessions": [], "organisations": [], "people": []}


class NothingToPublishError(Exception):
    """The draft does not differ from the current release."""


class PublishedMeanwhileError(Exception):
    """Another release was published since the one that the organiser compared the draft with."""


class HasErrorsError(Exception):
    """The draft has errors, which are in `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = problems


def latest_release(symposium: Symposium) -> ProgrammeRelease | None:
    """Return the current release with its content, or None before the first."""
    return symposium.releases.newest_first().first()


def upgraded(content: dict, written_format: int) -> dict:
    """Return a release's content in today's format, from whichever format it was written in."""
    if written_format != FORMAT:
        raise ValueError(f"Releases of format {written_format} can't be read; this version reads up to format {FORMAT}.")
    return content


def programme_of(release: ProgrammeRelease) -> Programme:
    """Return the programme exactly as it was published."""
    content = upgraded(release.public_content, release.format)
    return read_programme(content, number=release.number, published_at=release.published_at)


@dataclass(frozen=True)
class RestrictedParts:
    """What a release holds for confirmed participants: session content by uuid, and the organisations and people it names."""

    sessions: dict[str, dict]
    organisations: dict[str, OrganisationFacts]
    people: dict[int, PersonFacts]


def restricted_parts(release: ProgrammeRelease) -> RestrictedParts:
    """Return the restricted part of a release; never for a public page."""
    content = upgraded(release.restricted_content, release.format)
    return RestrictedParts(content["sessions"], *read_directory(content))


@lru_cache(maxsize=16)
def _published(release_pk: int) -> Programme:
    return programme_of(ProgrammeRelease.objects.defer("restricted_content", "changes").get(pk=release_pk))


def published_programme(release: ProgrammeRelease) -> Programme:
    """Return a release's programme from this process's memory, where it stays: a release never changes. Its content need not be loaded."""
    return _published(release.pk)


def forget_published_programmes() -> None:
    """Empty this process's memory of releases; for tests, whose databases begin anew with the same keys."""
    _published.cache_clear()


def current(symposium: Symposium) -> Programme | None:
    """Return the published programme, or None before the first release. One query once it is in memory."""
    release = symposium.releases.newest_first().only("symposium").first()
    return release and published_programme(release)


def draft(symposium: Symposium, at: datetime | None = None) -> Programme:
    """Return the draft as it would be published now; for staff only. Pictures that have no public copy yet are left out."""
    at = at or timezone.now()
    release = latest_release(symposium)
    content = take_snapshot(symposium).public
    number_changes(content, release and upgraded(release.public_content, release.format), at)
    for entry, name in [(entry, "logo") for entry in content["organisations"]] + [(entry, "photo") for entry in content["people"]]:
        if entry[name] and not default_storage.exists(entry[name]):
            entry[name] = ""
    return read_programme(content, number=None, published_at=at)


@dataclass(frozen=True)
class Comparison:
    """What publishing would change: since which release, and how; whether anything differs at all, and which rows' files are lost."""

    since: int
    changes: list[Change]
    differs: bool
    lost: list[Model]


def pending_changes(symposium: Symposium) -> Comparison:
    """Compare the draft with the current release, for the organiser who is about to publish."""
    release = latest_release(symposium)
    return _comparison(take_snapshot(symposium), release)


def _without_numbers(content: dict) -> dict:
    sessions = [{name: value for name, value in session.items() if name not in ("sequence", "modified")} for session in content["sessions"]]
    return {**content, "sessions": sessions}


def _comparison(snapshot: Snapshot, release: ProgrammeRelease | None) -> Comparison:
    public = upgraded(release.public_content, release.format) if release else EMPTY
    restricted = upgraded(release.restricted_content, release.format) if release else {"sessions": {}}
    changes = compare(public, snapshot.public)
    before, after = restricted["sessions"], snapshot.restricted["sessions"]
    titles = {str(session.uuid): session for session in snapshot.sessions}
    for uuid in [uuid for uuid in titles if uuid in before and uuid in after and before[uuid] != after[uuid]]:
        changes.append(Change("restricted", uuid, titles[uuid].code, titles[uuid].title_en, titles[uuid].title_km))
    differs = release is None or snapshot.public != _without_numbers(public) or snapshot.restricted != restricted
    return Comparison(release.number if release else 0, changes, differs, snapshot.lost)


@transaction.atomic
def publish(
    symposium: Symposium,
    *,
    by=None,
    note_en: str = "",
    note_km: str = "",
    since: int | None = None,
    at: datetime | None = None,
    despite_errors: bool = False,
) -> ProgrammeRelease:
    """Publish the draft as the next release and make every cached page stale.

    `since` is the number of the release that the organiser compared the draft with (0: none yet). Raises PublishedMeanwhileError when it is
    no longer the current one, so that two clicks make one release, NothingToPublishError when nothing differs, and HasErrorsError when the
    draft has errors, unless it is to be published `despite_errors`.
    """
    at = at or timezone.now()
    symposium = Symposium.objects.select_for_update().get(pk=symposium.pk)
    release = latest_release(symposium)
    number = release.number if release else 0
    if since is not None and since != number:
        raise PublishedMeanwhileError
    snapshot = take_snapshot(symposium)
    if not _comparison(snapshot, release).differs:
        raise NothingToPublishError
    if not despite_errors and (found := errors(problems(symposium))):
        raise HasErrorsError(found)
    before = upgraded(release.public_content, release.format) if release else None
    number_changes(snapshot.public, before, at)
    for make_copy in snapshot.copies:
        make_copy()
    published = ProgrammeRelease.objects.create(
        symposium=symposium,
        number=number + 1,
        published_at=at,
        published_by=by,
        note_en=note_en,
        note_km=note_km,
        format=FORMAT,
        public_content=snapshot.public,
        restricted_content=snapshot.restricted,
        changes=[change.as_content() for change in compare(before, snapshot.public)] if before else [],
    )
    _mark_released(published, snapshot)
    Symposium.objects.filter(pk=symposium.pk).raise_public_version()
    transaction.on_commit(lambda: _remove_withdrawn_files(before, snapshot.public))
    return published


def _mark_released(release: ProgrammeRelease, snapshot: Snapshot) -> None:
    """Mark the rows that this release shows first: from now on the database refuses to delete them."""
    shown = {
        "day_id": [day.pk for day in snapshot.days],
        "room_id": [room.pk for room in snapshot.rooms],
        "session_id": [session.pk for session in snapshot.sessions],
        "organisation_id": [organisation.pk for organisation in snapshot.organisations.values()],
        "person_id": list(snapshot.people),
    }
    marks = []
    for column, keys in shown.items():
        marked = set(ReleasedRecord.objects.filter(**{f"{column}__in": keys}).values_list(column, flat=True))
        marks += [ReleasedRecord(release=release, **{column: key}) for key in keys if key not in marked]
    ReleasedRecord.objects.bulk_create(marks)


def _files(content: dict) -> set[str]:
    pictures = {entry["logo"] for entry in content["organisations"]} | {entry["photo"] for entry in content["people"]}
    return pictures | {material["file"] for session in content["sessions"] for material in session.get("materials", [])}


def _remove_withdrawn_files(before: dict | None, after: dict) -> None:
    """Remove public copies that no current release shows any more, such as those of a session that is closed now."""
    withdrawn = (_files(before) if before else set()) - _files(after) - {""}
    if not withdrawn:
        return
    for symposium in Symposium.objects.all():
        if release := latest_release(symposium):
            withdrawn -= _files(upgraded(release.public_content, release.format))
    for name in withdrawn:
        default_storage.delete(name)
