"""What uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

from nessos.web.body import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
os.environ.setdefault("NESSOS_PROCESS", "web")
application = BodyLimit(get_asgi_application())
