"""Static files under hashed names, private files without an address."""

import json
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture
def collected(tmp_path):
    """Two modules, one of which imports the other, collected as for real use."""
    source = tmp_path / "source" / "js"
    source.mkdir(parents=True)
    (source / "site.js").write_text('import { star } from "./star.js";\nstar();\n' + "// padding that is worth compressing\n" * 50)
    (source / "star.js").write_text("export function star() {}\n")
    with override_settings(
        STATIC_ROOT=str(tmp_path / "static"),
        STATICFILES_DIRS=[str(source.parent)],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": "symposium.storage.HashedStaticFiles"}},
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path / "static"


def test_imports_between_modules_get_hashed_names(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]

    assert names["js/star.js"] != "js/star.js"
    assert f'"./{Path(names["js/star.js"]).name}"' in (collected / names["js/site.js"]).read_text()


def test_static_files_are_compressed_once(collected):
    name = json.loads((collected / "staticfiles.json").read_text())["paths"]["js/site.js"]

    assert (collected / f"{name}.br").exists()
    assert (collected / f"{name}.gz").exists()


def test_private_file_is_kept_for_the_site_alone_and_has_no_address(tmp_path, settings):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    storage = storages["private"]

    name = storage.save("person/photo.jpg", ContentFile(b"picture"))

    path = tmp_path / "private" / name
    assert path.read_bytes() == b"picture"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(ValueError, match="no address"):
        storage.url(name)


def test_private_files_lie_apart_from_public_ones():
    private, media = Path(storages["private"].location), Path(storages["default"].location)

    assert private not in [media, *media.parents]
    assert media not in private.parents
