"""From nobody to a company of one's own."""

from support.checks import accessibility_findings, picture, sideways_overflow
from support.people import PHONE


def test_somebody_new_signs_up_and_sees_their_company(people, empty):
    page = people.visitor(empty)
    page.goto("/signup")
    page.get_by_label("Email").fill("dana@example.com")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_label("Company").fill("Dana's Repairs")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/dashboard")
    assert "Dana's Repairs" in page.locator("header.side").inner_text()


def test_the_sign_in_page_is_usable_by_everybody_and_fits_a_phone(people, empty):
    for scheme in ("light", "dark"):
        page = people.visitor(empty, scheme=scheme, viewport=PHONE)
        page.goto("/login")
        assert accessibility_findings(page) == []
        assert sideways_overflow(page) == []
    picture(page, "login-phone-dark")
