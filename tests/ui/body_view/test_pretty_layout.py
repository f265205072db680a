"""Laying out large bodies in another process."""

from __future__ import annotations

from pathlib import Path

from countersign.model.body import StoredBody
from countersign.ui.body_view import pretty as pretty_module
from countersign.ui.body_view.body_view import BodyView


def test_a_large_json_body_is_laid_out_in_another_process(view: BodyView, qtbot, monkeypatch, tmp_path: Path):
    monkeypatch.setitem(pretty_module.AT_ONCE, "json", 10)
    spooled = tmp_path / "body"
    spooled.write_bytes(b'{"a":[1,2]}')
    view.show_body(StoredBody(path=spooled, size=11), "application/json")
    assert view.visible_text() == '{"a":[1,2]}'
    assert view.notice() == "Laying out the body."
    qtbot.waitUntil(lambda: view.visible_text().startswith("{\n"), timeout=10_000)
    assert view.notice() == ""


def test_a_large_body_that_is_no_json_says_so(view: BodyView, show, qtbot, monkeypatch):
    monkeypatch.setitem(pretty_module.AT_ONCE, "json", 10)
    show(b'{"a":[1,2],,,}', "application/json")
    qtbot.waitUntil(lambda: "This is not JSON" in view.notice(), timeout=10_000)


def test_a_new_body_drops_the_layout_under_way(view: BodyView, show, monkeypatch):
    monkeypatch.setitem(pretty_module.AT_ONCE, "json", 10)
    show(b'{"a":[1,2,3]}', "application/json")
    show(b"other", "text/plain")
    assert view.visible_text() == "other"
    view.show_nothing()
    assert view.visible_text() == ""
