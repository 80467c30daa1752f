"""The allocation table under the hands: sums while one types, going down a column, and the note of what is not saved."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect


def draft_of(page: Page, address: str) -> str:
    """The address of the one editable draft the person's list leads to."""
    page.goto(address + "/chi-tieu/")
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    for link in dict.fromkeys(each for each in links if re.fullmatch(r"/chi-tieu/\d+/", each)):
        page.goto(address + link)
        if page.locator("form[data-allocation]").count():
            return link
    raise AssertionError("no draft to edit")


@pytest.mark.shows("002-8")
def test_a_cell_typed_in_is_counted_at_once_and_called_unsaved_until_it_is_saved(visit: Callable[..., object]) -> None:
    visitor = visit()
    page = visitor.sign_in("thanhuy.tochuc")
    draft = draft_of(page, visitor.site.address)
    note = page.locator("[data-unsaved]")
    cells = page.locator('input[data-column="1"]:not([readonly])')
    total = page.locator('[data-sum="1"] .state span').first
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    expect(note).to_be_hidden()
    cells.nth(0).click()
    visitor.go("/chi-tieu/")
    visitor.go(draft)
    assert asked == []

    before = int((total.text_content() or "").replace(".", ""))
    typed = int(cells.nth(0).input_value().replace(".", "") or 0) + 3
    cells.nth(0).fill(str(typed))
    expect(note).to_be_visible()
    expect(total).to_have_text(f"{before + 3:,}".replace(",", "."))

    cells.nth(0).press("ArrowDown")
    expect(cells.nth(1)).to_be_focused()
    cells.nth(1).press("Enter")
    expect(cells.nth(2)).to_be_focused()
    cells.nth(2).press("ArrowUp")
    expect(cells.nth(1)).to_be_focused()

    page.locator("#bang-chia").get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text("Đã lưu 1 ô.")).to_be_visible()
    expect(note).to_be_hidden()
    expect(cells.nth(0)).to_have_value(str(typed))
    assert asked == []
