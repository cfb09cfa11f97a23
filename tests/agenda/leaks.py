"""What could leak: symposia, sessions, people and texts that the public may not read, each marked with a word of its own."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from agenda.domain.release import publish
from agenda.models import FaqEntry, KeyFigure, Material, NewsItem, OrganisationRole, Page, Session, Statement, Symposium
from registrations.domain import questions, tokens
from tests.factories import (
    DelegationFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SymposiumFactory,
)


@dataclass
class Scene:
    """The rows, and the words that nobody outside may read."""

    words: dict[str, str] = field(default_factory=dict)
    symposia: list[Symposium] = field(default_factory=list)
    link: str = ""  # the secret of a confirmed participant's private link

    def secret(self, what: str) -> str:
        """Return a word that stands nowhere else, and remember it."""
        assert what not in self.words
        self.words[what] = f"zq{len(self.words):03d}x"
        return self.words[what]

    def texts(self, what: str, *names: str) -> dict[str, str]:
        """Return secret texts in both languages for these bilingual fields."""
        return {f"{name}_{language}": self.secret(f"{what}: {name} {language}") for name in names for language in ("en", "km")}


def secret_organisation(scene: Scene, what: str, **more):
    words = scene.texts(f"{what}, organisation", "name", "description")
    website = f"https://{scene.secret(f'{what}, website')}.example/"
    return OrganisationFactory(acronym=scene.secret(f"{what}, acronym"), website=website, **words, **more)


def secret_person(scene: Scene, what: str, organisation):
    return PersonFactory(
        name_latin=scene.secret(f"{what}, Latin name"),
        name_khmer=scene.secret(f"{what}, Khmer name"),
        rank=scene.secret(f"{what}, rank"),
        email=f"{scene.secret(f'{what}, address')}@example.org",
        organisation=organisation,
        **scene.texts(f"{what}, person", "position", "biography"),
    )


def secret_material(scene: Scene, what: str, session: Session, **more) -> Material:
    content = ContentFile(scene.secret(f"{what}, content of a file").encode(), name=f"{scene.secret(f'{what}, name of a file')}.txt")
    return Material.objects.create(session=session, file=content, **scene.texts(f"{what}, material", "title"), **more)


def secret_session(scene: Scene, what: str, symposium: Symposium, **more) -> Session:
    """Return a session of which every text, presenter and speaker is secret."""
    session = SessionFactory(symposium=symposium, **scene.texts(what, "title", "abstract"), **more)
    organisation = secret_organisation(scene, what)
    session.session_organisations.create(organisation=organisation)
    session.session_speakers.create(person=secret_person(scene, what, organisation))
    return session


def hidden_symposium(scene: Scene, what: str) -> Symposium:
    """Return a symposium in draft, all of its facts secret."""
    symposium = SymposiumFactory(state=Symposium.State.DRAFT, published=False, **scene.texts(what, "name", "venue", "notice"))
    secret_session(scene, what, symposium)
    NewsItem.objects.create(symposium=symposium, published_at=timezone.now(), **scene.texts(f"{what}, news", "title", "body"))
    Page.objects.create(symposium=symposium, key="home", **scene.texts(f"{what}, page", "body"))
    return symposium


def open_session(symposium: Symposium) -> Session:
    """Return a session that everybody may read, with a presenting organisation, a speaker and a material."""
    police = OrganisationFactory(slug="police", name_en="Open police", name_km="")
    session = SessionFactory(symposium=symposium, title_en="Open title", room=RoomFactory(symposium=symposium))
    session.session_organisations.create(organisation=police)
    session.session_speakers.create(person=PersonFactory(name_latin="Open speaker", organisation=police))
    Material.objects.create(session=session, title_en="Open slides", file=ContentFile(b"open content", name="slides.txt"))
    return session


def kept_back(scene: Scene, symposium: Symposium) -> None:
    """Make public content that is not shown, or not yet."""
    now = timezone.now()
    NewsItem.objects.create(symposium=symposium, **scene.texts("news in draft", "title", "body"))
    NewsItem.objects.create(symposium=symposium, published_at=now + timedelta(hours=1), **scene.texts("future news", "title", "body"))
    hidden = {"symposium": symposium, "is_shown": False}
    FaqEntry.objects.create(**hidden, **scene.texts("hidden answer", "question", "answer"))
    KeyFigure.objects.create(**hidden, as_of=now.date(), **scene.texts("hidden figure", "value", "label", "source"))
    Statement.objects.create(**hidden, said_on=now.date(), **scene.texts("hidden statement", "text", "said_by", "source"))


def people_who_registered(scene: Scene, symposium: Symposium) -> None:
    """Make a delegation with its focal point, a participant, another one whose data are secret from him, and an asker."""
    delegation = DelegationFactory(
        symposium=symposium,
        organisation=symposium.sessions.get(title_en="Open title").organisations.get(),
        focal_name=scene.secret("focal point's name"),
        focal_email=f"{scene.secret('focal point’s address')}@example.org",
    )
    scene.link = tokens.mint(RegistrationFactory(symposium=symposium, delegation=delegation))
    RegistrationFactory(
        symposium=symposium,
        delegation=delegation,
        name_latin=scene.secret("participant's name"),
        email=f"{scene.secret('participant’s address')}@example.org",
        position=scene.secret("participant's position"),
    )
    questions.ask(symposium, f"{scene.secret('asker’s address')}@example.org", "en", f"{scene.secret('unanswered question')}?")


def edit_the_draft(scene: Scene, symposium: Symposium, session: Session) -> None:
    """Change everything of a published programme without publishing it."""
    secret_session(scene, "session after the release", symposium, start=time(16), end=time(17))
    secret_session(scene, "session closed after the release", symposium, start=time(17), end=time(18), tlp="amber")
    department = secret_organisation(scene, "department after the release", parent=session.organisations.get())
    session.session_speakers.create(person=secret_person(scene, "speaker after the release", department))
    session.session_organisations.create(organisation=department)
    secret_material(scene, "material after the release", session)
    OrganisationRole.objects.create(
        symposium=symposium, organisation=secret_organisation(scene, "role after the release"), role="supporter"
    )
    for row, names in ((session, ("title", "abstract")), (session.room, ("name",)), (symposium, ("name", "venue", "notice"))):
        write(row, scene.texts(f"{row._meta.model_name} edited after the release", *names))
    write(session.day, scene.texts("day edited after the release", "label"))
    speaker = session.speakers.get(name_latin="Open speaker")
    write(speaker, {"name_latin": scene.secret("speaker renamed"), "email": f"{scene.secret('speaker’s address')}@example.org"})
    write(session.organisations.get(slug="police"), scene.texts("organisation renamed", "name", "description"))


def write(row, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def make_scene() -> Scene:
    """Make all that could leak, around one session that everybody may read ("Open title")."""
    scene = Scene()
    never_published, published_once = hidden_symposium(scene, "never published"), hidden_symposium(scene, "in draft again")
    publish(published_once)
    secret_material(scene, "never published", never_published.sessions.get())
    symposium = SymposiumFactory(slug="2030", is_current=True, published=False)
    session = open_session(symposium)
    for hour, tlp in enumerate(("green", "amber", "amber+strict", "red"), 10):
        secret_material(scene, tlp, secret_session(scene, tlp, symposium, tlp=tlp, start=time(hour), end=time(hour + 1)))
    secret_material(scene, "amber material of an open session", session, tlp="amber")
    closed_later = secret_session(scene, "closed in the second release", symposium, start=time(15), end=time(16))
    secret_material(scene, "closed in the second release", closed_later)
    publish(symposium)
    Session.objects.filter(pk=closed_later.pk).update(tlp="amber")
    publish(symposium)
    kept_back(scene, symposium)
    people_who_registered(scene, symposium)
    edit_the_draft(scene, symposium, session)
    scene.symposia = [never_published, published_once, symposium]
    return scene
