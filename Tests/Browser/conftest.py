"""Real Chromium against the real program: what every browser test can ask for.

`demo` is a server of its own for a test module, with the demo company in it; `empty` is one with nothing in it.
`people` opens a browser window for somebody: `people.owner(demo)` is signed in as the demo's Owner. Whatever a page does behind the tests'
back fails the test: an error on its console, a script error, a request to anybody but our server, a refusal by its own security policy.
"""

import os
import pathlib

import pytest
from playwright.sync_api import sync_playwright

from support.doubles import Double
from support.people import People
from support.server import Server, demo_books

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/Applications/Chromium.app/Contents/MacOS/Chromium") if os.path.exists(path)), None)


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory) -> pathlib.Path:
    """The data folder of a demo company as `bin/run` makes it; copied for each server, never changed."""
    return demo_books(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def demo(demo_template, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), books=demo_template) as server:
        yield server


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def mail(tmp_path_factory):
    """A mail server that keeps the letters it gets."""
    double = Double("smtp_double.py", tmp_path_factory.mktemp("mail"), "starttls")
    yield double
    double.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        # Chromium's own sandbox cannot be had as root, which is what CI is.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()


@pytest.fixture
def people(chromium):
    people = People(chromium)
    yield people
    people.leave()
    assert not people.complaints, "\n".join(people.complaints)
