"""Public copies of files: named for their content, pictures resized, upright and without the camera's data."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from agenda.domain import pictures
from agenda.models import Material
from agenda.models.uploads import upload_path, validate_picture
from tests.factories import PersonFactory, SessionFactory


def encoded(size=(1200, 800), kind="JPEG", mode="RGB", colour="navy", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def person_with(content, name="photo.jpg"):
    return PersonFactory(photo=ContentFile(content, name=name))


def copy_of(person):
    pictures.copy_picture(person.photo, pictures.PHOTO_PIXELS)
    with default_storage.open(pictures.picture_name(person.photo, pictures.PHOTO_PIXELS)) as file:
        picture = Image.open(file)
        picture.load()
    return picture


def test_copy_is_a_small_webp_of_the_same_shape(db):
    picture = copy_of(person_with(encoded()))

    assert (picture.format, picture.size) == ("WEBP", (640, 427))


def test_small_picture_is_not_blown_up(db):
    assert copy_of(person_with(encoded((30, 20)))).size == (30, 20)


def test_copy_is_upright_and_without_the_cameras_data(db):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of a secret agent"
    picture = copy_of(person_with(encoded(exif=exif)))

    assert picture.size == (427, 640)
    assert not picture.getexif()


@pytest.mark.parametrize(
    ("kind", "mode", "colour", "expected"),
    [
        ("PNG", "RGBA", (0, 0, 0, 0), "RGBA"),
        ("PNG", "LA", (0, 0), "RGBA"),
        ("PNG", "L", 0, "RGB"),
        ("JPEG", "CMYK", (0, 0, 0, 0), "RGB"),
        ("PNG", "P", 0, "RGB"),
    ],
)
def test_transparency_is_kept_and_every_mode_is_understood(db, kind, mode, colour, expected):
    assert copy_of(person_with(encoded((50, 50), kind, mode, colour))).mode == expected


def test_name_follows_from_the_content_and_tells_nothing_else(db):
    same, other = encoded((10, 10)), encoded((11, 11))
    names = [pictures.picture_name(person_with(content).photo, 640) for content in (same, same, other)]

    assert names[0] == names[1] != names[2]
    assert names[0].startswith("pictures/")
    assert pictures.picture_name(person_with(same).photo, 480) != names[0]


def test_nobody_without_a_photo_has_a_copy(db):
    person = PersonFactory()

    pictures.copy_picture(person.photo, 640)

    assert pictures.picture_name(person.photo, 640) == ""


def test_material_is_copied_once_as_it_is_with_its_extension(db):
    material = Material.objects.create(session=SessionFactory(), title_en="Law", file=ContentFile(b"%PDF law", name="My law.PDF"))

    pictures.copy_material(material.file)
    pictures.copy_material(material.file)

    name = pictures.material_name(material.file)
    assert name.startswith("materials/")
    assert name.endswith(".pdf")
    with default_storage.open(name) as file:
        assert file.read() == b"%PDF law"
    assert len([entry for entry in default_storage.listdir("materials")[1] if entry == name.removeprefix("materials/")]) == 1


def test_uploads_get_random_names_that_tell_nothing(db):
    person = PersonFactory.build()

    one, other = upload_path(person, "My secret plan.JPG"), upload_path(person, "My secret plan.JPG")

    assert one != other
    assert one.startswith("person/")
    assert one.endswith(".jpg")
    assert "secret" not in one
    assert "/../" not in upload_path(person, "../../etc/passwd")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_of_a_known_kind_is_taken_whatever_its_name(kind):
    assert validate_picture(ContentFile(encoded((10, 10), kind), name="x.bin")) is None


@pytest.mark.parametrize("content", [b"", b"<svg/>", encoded((10, 10), "GIF"), encoded((10, 10))[:100], b"%PDF-"])
def test_anything_else_is_refused(content):
    with pytest.raises(ValidationError):
        validate_picture(ContentFile(content, name="photo.png"))


def test_picture_too_large_to_work_with_is_refused(monkeypatch):
    with pytest.raises(ValidationError, match="40 million pixels"):
        validate_picture(ContentFile(encoded((8001, 5001), "PNG", "1", 0)))
    with pytest.raises(ValidationError, match="larger than 8 MB"):
        validate_picture(ContentFile(b"x" * (8 * 1024 * 1024 + 1)))
