"""With no key set: a lead typed in at the desk is qualified, its proposal waits for approval, and ends as a PDF."""

import json
import re
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from tests.launch.running import Up, run_command
from tests.waiting import wait_until

#: What somebody who made a lead waits for, on a machine that does other things too.
PATIENCE = 20
LEAD = {
    "name": "Marina Prado",
    "email": "marina.prado@example.com",
    "company": "Hospital Alfa",
    "message": "Precisamos com urgência de monitoramento de segurança 24x7 para 300 estações. Temos verba aprovada.",
    "source": "indicação",
    "status": "new",
}


class Person:
    """At a browser, as far as forms and links go."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept-Language", "en")]

    def get(self, path: str) -> bytes:
        with self._opener.open(self.address + path, timeout=30) as answer:
            return bytes(answer.read())

    def submit(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).decode())
        assert token is not None
        data = urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with self._opener.open(self.address + path, data, timeout=30) as answer:
            return str(answer.read().decode())


class Program:
    def __init__(self, address: str, token: str) -> None:
        self._address, self._token = f"{address}/api/v1/", token

    def ask(self, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """As somebody starts it for the first time: with the demo."""
    data = tmp_path_factory.mktemp("first") / "data"
    running = Up(data, data.parent / "output", None, ("--port", "0", "--workers", "1"))
    try:
        running.await_address()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture
def person(up: Up) -> Person:
    password = up.await_text(r"Log in as admin with the password (\S{16}) ")
    person = Person(up.await_address())
    person.submit("/app/login/", username="admin", password=password, next="/app/")
    return person


@pytest.fixture
def program(up: Up) -> Program:
    made = run_command(up.data, "apitoken", "admin")
    return Program(up.await_address(), made.stdout.strip())


def test_a_lead_made_at_the_desk_becomes_a_proposal_on_paper(person: Person, program: Program) -> None:
    person.submit("/app/growth/lead/add/", **LEAD)
    lead = wait_until(lambda: lead_find(program), seconds=PATIENCE)
    approval = wait_until(lambda: approval_find(program), seconds=PATIENCE)
    assert (lead["status"], lead["lead_segment"]) == ("qualified", "segurança")

    output = approval["proposed"]
    assert output["items"]
    output["title"] = "Proposta revista para o Hospital Alfa – ações"
    output["items"][0]["amount"] = "12345.67"
    output["total"] = f"{sum(float(item['amount']) for item in output['items']):.2f}"
    answer = {"output": output, "fingerprint": approval["fingerprint"]}
    program.ask(f"approvals/{approval['id']}/approve/", answer)
    proposal = wait_until(lambda: proposal_find(program, lead["id"]), seconds=PATIENCE)
    assert (proposal["title"], proposal["total"]) == (output["title"], output["total"])

    document = PdfReader(BytesIO(person.get(f"/app/growth/proposal/{proposal['id']}/proposal_pdf/")))
    text = "\n".join(page.extract_text() for page in document.pages)
    assert "Proposta revista para o Hospital Alfa – ações" in text
    assert "R$ 12.345,67" in text


def test_the_buttons_do_the_same_by_hand(person: Person, program: Program) -> None:
    made = {**LEAD, "email": "rui.lima@example.com", "name": "Rui Lima"}
    person.submit("/app/growth/lead/add/", **made)
    lead = wait_until(lambda: lead_find(program, made["email"]), seconds=PATIENCE)
    path = f"/app/growth/lead/{lead['id']}"
    shown = person.submit(f"{path}/lead_qualify/", _form_submitted="on")
    signed = re.search(r'name="answer" value="([^"]+)"', shown)
    assert signed is not None
    assert str(lead["lead_score"]) in shown
    person.submit(f"{path}/lead_qualify/", _form_submitted="on", answer=signed[1])
    assert "Hospital Alfa" in person.submit(f"{path}/lead_propose/", _form_submitted="on")
    proposal = proposal_find(program, lead["id"])
    assert proposal is not None
    assert proposal["status"] == "draft"


def lead_find(program: Program, email: str = LEAD["email"]) -> dict[str, Any] | None:
    """Once it has its score."""
    [lead] = program.ask(f"leads/?email={email}")["results"]
    found: dict[str, Any] = lead
    return None if found["lead_score"] is None else found


def approval_find(program: Program) -> dict[str, Any] | None:
    for each in program.ask("approvals/?status=pending")["results"]:
        if LEAD["name"] in each["title"]:
            found: dict[str, Any] = program.ask(f"approvals/{each['id']}/")
            return found
    return None


def proposal_find(program: Program, lead: str) -> dict[str, Any] | None:
    rows = program.ask(f"proposals/?lead={lead}")["results"]
    return rows[0] if rows else None
