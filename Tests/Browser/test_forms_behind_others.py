"""Forms that no link leads to, filled in wrongly as in `test_forms.py`: on the way through another form, behind a letter's link, or there
only for some."""

import email
import email.policy
import re

import pytest
from support.api import API
from support.codes import code_of
from support.doubles import mail_settings
from support.forms import forms_of
from support.server import Server
from test_forms import complaints

PASSWORD = "a long enough password"
SECOND_FACTOR = "/settings/security/second-factor"


@pytest.fixture(scope="module")
def mailed(tmp_path_factory, mail):
    with Server(tmp_path_factory.mktemp("mailed"), environment=mail_settings(mail)) as server:
        yield server


@pytest.fixture(autouse=True)
def refused(people):
    people.expected += ["422 (Unprocessable", "401 (Unauthorized"]


def link_of(letter: bytes) -> str:
    """The path that the letter leads to."""
    text = email.message_from_bytes(letter, policy=email.policy.default).get_body(("plain",)).get_content()
    return re.search(r"https?://[^/\s]+(/\S*token=\S+)", text).group(1)


def walk(page, server, name: str, reach):
    """Every wrong value for the one form of that name to which `reach` leads."""
    reach()
    forms = {form.name: form for form in forms_of(page) if form.name == name}
    assert forms, [form.name for form in forms_of(page)]
    found = complaints(page, server, forms, reach=lambda page, form: reach(), password=PASSWORD)
    assert not found, "\n".join(found)


def test_the_preview_of_a_file(people, empty):
    page = people.member(empty, empty.sign_up("preview@example.com", PASSWORD, "Corner Shop"), script=False)

    def preview():
        page.goto("/import")
        statement = b"Date,Description,Amount\n2025-03-01,COFFEE,-3.50\n2025-03-02,RENT,-1005.00\n"
        page.locator("input[type=file]").set_input_files({"name": "march.csv", "mimeType": "text/csv", "buffer": statement})
        page.get_by_role("button", name="Preview one file").click()

    preview()
    name = next(form.name for form in forms_of(page) if form.action.startswith("/import/preview/"))
    walk(page, empty, name, preview)


def test_an_invitation_and_a_new_password(people, mailed, mail):
    owner = API(mailed, mailed.sign_up("owner@example.com", PASSWORD, "Corner Shop"))
    owner.post("/api/team/invitations", {"email": "new@example.com", "role": "staff"})
    invitation = link_of(mail.arrived("letter", 1)[0])
    page = people.visitor(mailed, script=False)
    walk(page, mailed, "POST /invitation (name password)", lambda: page.goto(invitation))
    page.goto("/reset")
    page.get_by_label("Email").fill("owner@example.com")
    page.get_by_role("button", name="Send a link").click()
    reset = link_of(mail.arrived("letter", 2)[1])
    walk(page, mailed, "POST /reset/password (password)", lambda: page.goto(reset))


def test_the_second_factor(people, empty):
    account = empty.sign_up("code@example.com", PASSWORD, "Corner Shop")
    page = people.member(empty, account, script=False)

    def set_up():
        page.goto(SECOND_FACTOR)
        page.get_by_role("button", name="Set it up").click()

    walk(page, empty, f"POST {SECOND_FACTOR}/confirmation (code)", set_up)
    set_up()
    page.get_by_label("The code that the app shows").fill(code_of(page.locator("form code").first.inner_text()))
    page.get_by_role("button", name="Turn it on").click()
    assert "Keep these recovery codes" in page.locator("main").inner_text()
    for form in ("recovery-codes", "removal"):
        walk(page, empty, f"POST {SECOND_FACTOR}/{form} (password)", lambda: page.goto(SECOND_FACTOR))

    visitor = people.visitor(empty, script=False)

    def sign_in():
        visitor.goto("/login")
        visitor.get_by_label("Email").fill(account.email)
        visitor.get_by_label("Password").fill(PASSWORD)
        visitor.get_by_role("button", name="Sign in").click()

    walk(visitor, empty, "POST /login (code)", sign_in)
