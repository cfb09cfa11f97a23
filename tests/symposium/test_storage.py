"""Static files under hashed names, private files without an address."""

import json
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.test import override_settings

from symposium.storage import Joined


@contextmanager
def collected_from(folder: Path, files: dict[str, str]) -> Iterator[Path]:
    """Collect these files as for real use, and yield where they are."""
    source = folder / "source"
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    with override_settings(
        STATIC_ROOT=str(folder / "static"),
        STATICFILES_DIRS=[str(source)],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": "symposium.storage.HashedStaticFiles"}},
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder / "static"


def sent(static: Path, name: str) -> str:
    """Return the text that is sent for a static file."""
    return (static / json.loads((static / "staticfiles.json").read_text())["paths"][name]).read_text()


@pytest.fixture
def collected(tmp_path):
    """Two modules, one of which imports the other, collected as for real use."""
    padding = "// padding that is worth compressing\n" * 50
    files = {"js/site.js": f'import {{ star }} from "./star.js";\nstar();\n{padding}', "js/star.js": "export function star() {}\n"}
    with collected_from(tmp_path, files) as static:
        yield static


def test_imports_between_modules_get_hashed_names(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]

    assert names["js/star.js"] != "js/star.js"
    assert f'"./{Path(names["js/star.js"]).name}"' in (collected / names["js/site.js"]).read_text()


def test_static_files_are_compressed_once(collected):
    name = json.loads((collected / "staticfiles.json").read_text())["paths"]["js/site.js"]

    assert (collected / f"{name}.br").exists()
    assert (collected / f"{name}.gz").exists()


MODULES = {
    "js/agenda.js": 'import { star } from "./star.js";\nimport {\n  filter,\n  search,\n} from "./filter.js";\n\nstar(filter(search));\n',
    "js/star.js": 'import { kept } from "./kept.js";\n\nexport function star(asked) {\n  return kept.get(asked);\n}\n',
    "js/filter.js": 'import { kept } from "./kept.js";\n\nexport async function filter(asked) {}\nexport const search = kept;\n',
    "js/kept.js": "export const kept = new Map();\n",
}


def test_entry_holds_all_that_it_imports_once_and_before_its_use(tmp_path):
    with collected_from(tmp_path, MODULES) as static:
        text = sent(static, "js/agenda.js")

    assert text.replace("\n\n", "\n") == (
        "const kept = new Map();\n"
        "function star(asked) {\n  return kept.get(asked);\n}\n"
        "async function filter(asked) {}\nconst search = kept;\n"
        "star(filter(search));\n"
    )


def test_only_entries_are_joined(tmp_path):
    with collected_from(tmp_path, MODULES) as static:
        assert 'from "./kept.' in sent(static, "js/star.js")


@pytest.mark.parametrize(
    "declared", ["function kept() {}", "export async function kept() {}", "const kept = 1;", "let kept;", "export class kept {}"]
)
def test_name_that_two_modules_of_an_entry_declare_is_refused(tmp_path, declared):
    star = MODULES["js/star.js"].replace('import { kept } from "./kept.js";\n', "") + f"{declared}\n"

    refused = pytest.raises(ValueError, match=r"js/agenda\.js: declared in two of the files that it joins: kept$")
    with refused, collected_from(tmp_path, {**MODULES, "js/star.js": star}):
        pass


def test_name_inside_a_function_may_be_that_of_another_module(tmp_path):
    star = 'import { kept } from "./kept.js";\nexport function star() {\n  const filter = kept;\n  return filter;\n}\n'

    with collected_from(tmp_path, {**MODULES, "js/star.js": star}) as static:
        assert "  const filter = kept;" in sent(static, "js/agenda.js")


def test_stylesheet_of_an_entry_stands_in_it_with_hashed_addresses(tmp_path):
    files = {
        "css/agenda.css": '@import url("site.css");\n\n.now { background: url("../img/now.svg"); }\n',
        "css/site.css": '@layer base;\n@font-face { font-family: K; src: url("../fonts/k.woff2"); }\n',
        "img/now.svg": "<svg/>",
        "fonts/k.woff2": "font",
    }

    with collected_from(tmp_path, files) as static:
        text = sent(static, "css/agenda.css")
        addresses = re.findall(r'url\("([^"]+)"\)', text)

        assert "@import" not in text
        assert text.index("@layer base") < text.index("@font-face") < text.index(".now")
        assert [re.sub(r"\.[0-9a-f]{12}\.", ".", address) for address in addresses] == ["../fonts/k.woff2", "../img/now.svg"]
        assert all((static / "css" / address).exists() and re.search(r"\.[0-9a-f]{12}\.", address) for address in addresses)


def test_entries_of_the_site_are_joined_without_a_name_twice(tmp_path):
    source = FileSystemStorage(settings.STATICFILES_DIRS[0])
    entries = [name for name in Joined.ENTRIES if source.exists(name)]

    texts = [Joined(source).open(name).read().decode() for name in entries]

    assert {"css/agenda.css", "js/agenda.js"} <= set(entries)
    assert [text for text in texts if re.search(r"^(import|export|@import) ", text, re.MULTILINE)] == []


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
