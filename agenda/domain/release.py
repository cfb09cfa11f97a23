"""Publishing the programme, and reading what is published. Pages, exports and mails read `current`; only staff read `draft`."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from agenda.domain.changes import compare
from agenda.domain.comparing import EMPTY, EMPTY_RESTRICTED, Comparison, changes_for_organisers, digest_of, without_numbers
from agenda.domain.conflicts import Problem, errors, problems
from agenda.domain.programme import OrganisationFacts, PersonFacts, Programme, read_directory, read_programme
from agenda.domain.snapshot import FORMAT, Snapshot, number_changes, take_snapshot
from agenda.models import ProgrammeRelease, ReleasedRecord, Symposium


class NothingToPublishError(Exception):
    """The draft does not differ from the current release."""


class PublishedMeanwhileError(Exception):
    """Another release was published since the one that the organiser compared the draft with."""


class DraftChangedMeanwhileError(Exception):
    """Somebody edited the draft after the organiser had looked at it."""


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
    if not 1 <= written_format <= FORMAT:
        raise ValueError(f"Releases of format {written_format} can't be read; this version reads up to format {FORMAT}.")
    if written_format < 2 and "symposium" in content:  # the venue's place on earth came with format 2
        content = {**content, "symposium": {**content["symposium"], "place": None}}
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


MOST_IN_MEMORY = 16  # releases of which a process keeps the programme
_programmes: dict[int, Programme] = {}


def known_programmes() -> list[int]:
    """Return the keys of the releases whose programme is in this process's memory."""
    return list(_programmes)


def published_programme(release: ProgrammeRelease) -> Programme:
    """Return a release's programme from this process's memory, where it stays: a release never changes.

    Its content need not be loaded; one that has it as `content` (with_content_unless) costs no query the first time either.
    """
    programme = _programmes.get(release.pk)
    if programme is None:
        content = getattr(release, "content", None) or release.public_content
        programme = read_programme(upgraded(content, release.format), number=release.number, published_at=release.published_at)
        if len(_programmes) >= MOST_IN_MEMORY:
            _programmes.pop(next(iter(_programmes)), None)
        _programmes[release.pk] = programme
    return programme


def forget_published_programmes() -> None:
    """Empty this process's memory of releases; for tests, whose databases begin anew with the same keys."""
    _programmes.clear()


def current(symposium: Symposium) -> Programme | None:
    """Return the published programme, or None before the first release. One query once it is in memory."""
    release = symposium.releases.newest_first().with_content_unless(known_programmes()).first()
    return release and published_programme(release)


def draft(symposium: Symposium, at: datetime | None = None) -> Programme:
    """Return the draft as it would be published now; for staff only. Pictures that have no public copy yet are left out."""
    at = at or timezone.now()
    release = latest_release(symposium)
    content = take_snapshot(symposium).public
    number_changes(content, release and upgraded(release.public_content, release.format), at)
    _leave_out_pictures_without_copy(content)
    return read_programme(content, number=None, published_at=at)


def release_as_it_was(release: ProgrammeRelease) -> Programme:
    """Return the programme exactly as it was published, but for files that were withdrawn since; for staff only."""
    content = upgraded(release.public_content, release.format)
    _leave_out_pictures_without_copy(content)
    for session in content["sessions"]:
        if "materials" in session:
            session["materials"] = [material for material in session["materials"] if default_storage.exists(material["file"])]
    return read_programme(content, number=release.number, published_at=release.published_at)


def _leave_out_pictures_without_copy(content: dict) -> None:
    for entry, name in [(entry, "logo") for entry in content["organisations"]] + [(entry, "photo") for entry in content["people"]]:
        if entry[name] and not default_storage.exists(entry[name]):
            entry[name] = ""


def pending_changes(symposium: Symposium) -> Comparison:
    """Compare the draft with the current release, for the organiser who is about to publish."""
    release = latest_release(symposium)
    return _comparison(take_snapshot(symposium), release)


def contents_of(release: ProgrammeRelease | None) -> tuple[dict, dict]:
    """Return a release's public and restricted content in today's format; empty ones before the first release."""
    if release is None:
        return EMPTY, EMPTY_RESTRICTED
    return upgraded(release.public_content, release.format), upgraded(release.restricted_content, release.format)


def _comparison(snapshot: Snapshot, release: ProgrammeRelease | None) -> Comparison:
    public, restricted = contents_of(release)
    return Comparison(
        since=release.number if release else 0,
        changes=changes_for_organisers((public, restricted), (snapshot.public, snapshot.restricted)),
        differs=release is None or snapshot.public != without_numbers(public) or snapshot.restricted != restricted,
        lost=snapshot.lost,
        digest=digest_of(snapshot.public, snapshot.restricted),
    )


@transaction.atomic
def publish(
    symposium: Symposium,
    *,
    by=None,
    note_en: str = "",
    note_km: str = "",
    announce: bool = False,
    since: int | None = None,
    seen: str | None = None,
    despite_errors: bool = False,
    at: datetime | None = None,
) -> ProgrammeRelease:
    """Publish the draft as the next release and make every cached page stale.

    `since` is the number of the release that the organiser compared the draft with (0: none yet), `seen` the digest of that comparison.
    Raises PublishedMeanwhileError when that release is no longer the current one, so that two clicks make one release,
    DraftChangedMeanwhileError when the draft is no longer the one that was seen, NothingToPublishError when nothing differs, and
    HasErrorsError when the draft has errors, unless it is to be published `despite_errors`.
    """
    at = at or timezone.now()
    symposium, release = lock_for_release(symposium)
    if since is not None and since != (release.number if release else 0):
        raise PublishedMeanwhileError
    snapshot = take_snapshot(symposium)
    comparison = _comparison(snapshot, release)
    if not comparison.differs:
        raise NothingToPublishError
    if seen is not None and seen != comparison.digest:
        raise DraftChangedMeanwhileError
    if not despite_errors and (found := errors(problems(symposium))):
        raise HasErrorsError(found)
    for make_copy in snapshot.copies:
        make_copy()
    notes = {"note_en": note_en, "note_km": note_km}
    published = add_release(
        symposium, release, snapshot.public, snapshot.restricted, by=by, at=at, announce=announce and release is not None, **notes
    )
    _mark_released(published, snapshot)
    return published


def lock_for_release(symposium: Symposium) -> tuple[Symposium, ProgrammeRelease | None]:
    """Lock a symposium, so that nobody else publishes until the transaction's end; return it and its current release."""
    symposium = Symposium.objects.select_for_update().get(pk=symposium.pk)
    return symposium, latest_release(symposium)


def add_release(
    symposium: Symposium, before: ProgrammeRelease | None, public: dict, restricted: dict, *, at: datetime, **facts
) -> ProgrammeRelease:
    """Make these contents the current release after `before`, with its change numbers; `symposium` is locked by the caller."""
    content_before = upgraded(before.public_content, before.format) if before else None
    number_changes(public, content_before, at)
    published = ProgrammeRelease.objects.create(
        symposium=symposium,
        number=before.number + 1 if before else 1,
        published_at=at,
        published_by=facts.pop("by", None),
        format=FORMAT,
        public_content=public,
        restricted_content=restricted,
        changes=[change.as_content() for change in compare(content_before, public)] if before else [],
        **facts,
    )
    Symposium.objects.filter(pk=symposium.pk).raise_public_version()
    transaction.on_commit(lambda: _remove_withdrawn_files(content_before, public))
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
