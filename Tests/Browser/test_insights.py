"""How good the machines are: the figures, without script as well, and the error budget that an Owner chooses."""


def test_the_figures_stand_beside_the_drawings_without_script(people, demo):
    page = people.owner(demo, script=False)
    page.goto("/insights")
    text = page.locator("main").inner_text()
    assert "Filed without you" in text and "34 of 290" in text
    assert page.locator("svg[role=img] title").count() >= 3
    page.get_by_text("The numbers").first.click()
    assert page.locator("details[open] table").count() == 1
    assert "Amazon Marketplace" in text and "2 of 3" in text


def test_a_wrong_error_budget_is_told_beside_its_field_and_a_right_one_kept(people, demo):
    people.expected.append("422")
    page = people.owner(demo)
    page.goto("/insights")
    page.get_by_label("Error budget, percent").fill("40")
    page.get_by_role("button", name="Save the budget").click()
    summary = page.get_by_role("alert")
    assert "from 0.5 to 10" in summary.inner_text()
    assert page.evaluate("document.activeElement.id") == "summary"
    field = page.get_by_label("Error budget, percent")
    assert field.input_value() == "40" and field.get_attribute("aria-invalid") == "true"
    field.fill("1")
    page.get_by_role("button", name="Save the budget").click()
    page.wait_for_url("**/insights")
    assert page.get_by_label("Error budget, percent").input_value() == "1.0"
    assert page.get_by_role("alert").count() == 0
