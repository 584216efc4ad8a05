"""Plants every payload in a demonstration's data; answers with the session keys of its manager and of a customer."""

import json
from itertools import cycle

import django

django.setup()

from django.db import connection  # noqa: E402 (Django must be set up once, above)
from django.test import Client  # noqa: E402

from poshtyar.accounts.models import Role, User  # noqa: E402
from poshtyar.demo.seed import NEGAR  # noqa: E402
from poshtyar.wallet import triggers  # noqa: E402
from tests.architecture.injection.payloads import PAYLOADS  # noqa: E402
from tests.architecture.injection.planting import plant  # noqa: E402

payloads = cycle(PAYLOADS)
plant(payloads)
triggers.install(connection)

keys = []
for person in (User.objects.filter(role=Role.MANAGER).earliest("pk"), User.objects.get(mobile=NEGAR)):
    client = Client()
    client.force_login(person)
    keys.append(client.session.session_key)
print(json.dumps(keys))
