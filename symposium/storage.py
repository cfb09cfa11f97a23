"""Where files are kept: static files with hashed names, and private files that have no address."""

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Static files named for their content and compressed once; imports between our ES modules are followed too."""

    support_js_module_import_aggregation = True


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
