"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile


def replace_file(path: str, content: bytes) -> None:
    """Write beside the target and move it there, so that no half-written file is ever seen.

    Raises
    ------
    OSError
        If that can't be done; what was there before stays.
    """
    folder = os.path.dirname(os.path.abspath(path))
    descriptor, temporary = tempfile.mkstemp(prefix=".hydrocalc-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
