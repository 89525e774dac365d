"""What uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
os.environ.setdefault("NESSOS_PROCESS", "web")
application = get_asgi_application()
