"""Where files are kept: static files with hashed names, and private files that have no address."""

import os
import posixpath
import re
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = {
    ".js": re.compile(r"""^import .*?"(?P<name>\.[^"]+)";\n""", re.MULTILINE | re.DOTALL),
    ".css": re.compile(r"""^@import url\("(?P<name>[^"]+)"\);\n""", re.MULTILINE),
}


class Joined:
    """Static files as they are sent: an entry (`ENTRIES`) holds all that it imports, so that a first visit asks for one file.

    The sources stay a file a behaviour. ES modules here import by name from files beside them and export functions and constants where
    they are declared; so a module's text, without its imports and the word `export`, can stand before the text that imports it. A name
    declared in two of them raises ValueError: it would be one name in the joined file.
    """

    ENTRIES = ("css/agenda.css", "js/agenda.js", "css/now.css", "js/now.js")

    def __init__(self, storage: Storage):
        self.storage = storage

    def open(self, path: str) -> ContentFile:
        """Return the joined text of an entry."""
        parts = self._parts(path, {})
        names = [
            name for text in parts.values() for name in re.findall(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", text, re.MULTILINE)
        ]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"{path}: declared in two of the files that it joins: {', '.join(sorted(twice))}")
        return ContentFile("".join(parts.values()).encode(), name=path)

    def _parts(self, path: str, parts: dict[str, str]) -> dict[str, str]:
        """Add a file's text to `parts` after those of all that it imports, each once."""
        expression = IMPORTS[PurePosixPath(path).suffix]
        with self.storage.open(path) as file:
            text = file.read().decode()
        for match in expression.finditer(text):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["name"]))
            if name not in parts:
                self._parts(name, parts)
        text = expression.sub("", text)
        parts[path] = re.sub(r"^export (?=async |function|const|let|class)", "", text, flags=re.MULTILINE) if path.endswith(".js") else text
        return parts


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named for their content and compressed once; imports between our ES modules are followed too."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, *args, **kwargs):
        joined = {name: (Joined(storage), path) for name, (storage, path) in paths.items() if name in Joined.ENTRIES}
        yield from super().post_process(paths | joined, *args, **kwargs)


class PrivateFiles(FileSystemStorage):
    """Files under PRIVATE_ROOT, readable by the site's own user only; nothing serves them, so none has a URL."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def location(self) -> str:
        return os.path.abspath(settings.PRIVATE_ROOT)  # at each use, for a model's field keeps its storage while tests move the folder

    base_location = location

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address: a view that checks who asks must serve it.")
