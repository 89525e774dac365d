"""``manage.py qcluster`` with one more room, on the database named: ``python -m tests.workers.qcluster NAME``."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    settings.INSTALLED_APPS.append("tests.workers.room")
    execute_from_command_line(["manage.py", "qcluster"])
