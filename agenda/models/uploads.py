"""Uploaded files: kept privately, under names that tell nothing; pictures are checked by content."""

import uuid
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from PIL import Image, UnidentifiedImageError

PICTURE_FORMATS = ("PNG", "JPEG", "WEBP")
PICTURE_BYTES = 8 * 1024 * 1024
PICTURE_PIXELS = 40_000_000


def private_storage():
    """Return the storage that no address of the site leads to."""
    return storages["private"]


def upload_path(instance, filename: str) -> str:
    """Return a random name in a folder named for the model, with the file's own extension."""
    return f"{instance._meta.model_name}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:8]}"


def validate_picture(file) -> None:
    """Refuse what is not a PNG, JPEG or WebP by its content, and pictures too large to work with."""
    if getattr(file, "_committed", False):  # stored already: it was checked when it came
        return
    if file.size > PICTURE_BYTES:
        raise ValidationError("The picture is larger than 8 MB.")
    try:
        file.seek(0)
        with Image.open(file, formats=PICTURE_FORMATS) as picture:
            too_large = picture.width * picture.height > PICTURE_PIXELS
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValidationError("This is not a PNG, JPEG or WebP picture.") from error
    finally:
        file.seek(0)
    if too_large:
        raise ValidationError("The picture has more than 40 million pixels.")
