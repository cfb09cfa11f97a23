"""Public copies of uploaded files, made by a publish: pictures resized and stripped of metadata, materials as they are.

A copy is named for its content, so the same file is copied once, may be cached for ever, and a guess leads to nothing.
"""

import hashlib
import io
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from PIL import Image, ImageOps

LOGO_PIXELS = 480
PHOTO_PIXELS = 640
PUBLIC_MATERIALS = "materials"
RECIPE = "webp-1"  # changes when the way of making copies does, so that names change with it


def _digest(file: FieldFile, *salt: object) -> str:
    digest = hashlib.sha256("/".join(map(str, salt)).encode())
    with file.open("rb") as source:
        for block in iter(lambda: source.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()[:32]


def is_stored(file: FieldFile) -> bool:
    """Whether there is a file, and it is where it was put: storage may have lost it."""
    return bool(file) and file.storage.exists(file.name)


def picture_name(file: FieldFile, pixels: int) -> str:
    """Return the name of the public copy of a picture no side of which is longer than `pixels`; empty without a picture."""
    return f"pictures/{_digest(file, RECIPE, pixels)}.webp" if is_stored(file) else ""


def material_name(file: FieldFile) -> str:
    """Return the name of the public copy of a material's file."""
    return f"{PUBLIC_MATERIALS}/{_digest(file)}{PurePath(file.name).suffix.lower()}"


def copy_picture(file: FieldFile, pixels: int) -> None:
    """Make the public copy of a picture, unless there is one: upright, no side longer than `pixels`, without metadata."""
    name = picture_name(file, pixels)
    if not name or default_storage.exists(name):
        return
    with file.open("rb") as source, Image.open(source) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((pixels, pixels))
        picture = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
    encoded = io.BytesIO()
    picture.save(encoded, "WEBP", quality=84, method=6)
    default_storage.save(name, ContentFile(encoded.getvalue()))


def copy_material(file: FieldFile) -> None:
    """Make the public copy of a material's file, unless there is one."""
    name = material_name(file)
    if not default_storage.exists(name):
        with file.open("rb") as source:
            default_storage.save(name, source)
