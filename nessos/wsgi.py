"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
os.environ.setdefault("NESSOS_PROCESS", "web")
application = get_wsgi_application()
