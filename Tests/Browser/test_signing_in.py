"""From nobody to a company of one's own."""


def test_somebody_new_signs_up_and_sees_their_company(people, empty):
    page = people.visitor(empty)
    page.goto("/signup")
    page.get_by_label("Email").fill("dana@example.com")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_label("Company").fill("Dana's Repairs")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/dashboard")
    assert "Dana's Repairs" in page.locator("header.side").inner_text()
