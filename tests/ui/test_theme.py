"""The theme: readable colours, one stylesheet for both, applied to the whole application."""

from __future__ import annotations

import re
from itertools import product

import pytest
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from countersign.bundled import resource, resources
from countersign.ui.icons import app_icon, icon, keep_icon
from countersign.ui.palette import DARK, LIGHT, Palette, blend, contrast, readable
from countersign.ui.theme import Theme, set_kind

BACKGROUNDS = ("window", "sidebar", "surface", "raised", "field")
TEXTS = ("text", "muted", "faint_text", "accent", "ok", "warn", "error")
METHODS = ("get", "post", "put", "patch", "delete", "ws")
CODE = ("key", "string", "number", "keyword", "comment", "tag", "attribute")
PAIRS = [
    *product(TEXTS, BACKGROUNDS),
    *product(METHODS, ("window", "sidebar", "field")),
    *product(CODE, ("window", "field")),
    *product(("text", "muted"), ("selection", "hover")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    *product(("text",), ("banner_error", "banner_warn", "banner_info", "diff_removed", "diff_added", "match")),
    ("error", "banner_error"),
    ("warn", "banner_warn"),
    ("accent", "banner_info"),
]


@pytest.fixture
def theme(qapp: QApplication):
    theme = Theme(qapp, "dark")
    theme.set_mode("dark")
    yield theme
    qapp.setStyleSheet("")
    theme.deleteLater()


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
@pytest.mark.parametrize(("text", "background"), PAIRS)
def test_text_reaches_wcag_aa_on_every_background_it_stands_on(palette: Palette, text: str, background: str):
    assert contrast(getattr(palette, text), getattr(palette, background)) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_icons_reach_three_to_one(palette: Palette):
    for token, background in product(("faint", "muted", "accent"), BACKGROUNDS):
        assert contrast(getattr(palette, token), getattr(palette, background)) >= 3


def test_contrast_of_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_colour_is_deepened_only_as_far_as_needed():
    assert readable("#000000", "#ffffff", "#111111") == "#000000"
    deepened = readable("#999999", "#ffffff", "#000000")
    assert 4.5 <= contrast(deepened, "#ffffff") < 7
    assert blend("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "WS", "PURGE"])
def test_a_method_stays_readable_on_a_selected_row(theme: Theme, mode: str, method: str):
    theme.set_mode(mode)
    assert contrast(theme.method_colour(method, selected=True), theme.palette.selection) >= 4.5


def test_choosing_a_mode_dresses_the_application_and_tells(theme: Theme, qtbot, qapp: QApplication):
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("light")
    assert theme.palette is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window
    assert LIGHT.accent in qapp.styleSheet()
    assert DARK.window not in qapp.styleSheet()


def test_the_stylesheet_has_no_token_left_and_names_files_that_exist(theme: Theme):
    for mode in ("dark", "light"):
        theme.set_mode(mode)
        sheet = theme.stylesheet()
        assert "@" not in sheet
        images = re.findall(r"url\((.*?)\)", sheet)
        assert images
        assert all(resources().joinpath(image).is_file() for image in images)


def test_a_label_takes_the_colour_of_its_kind_and_of_another_one(theme: Theme, qtbot):
    label = QLabel("x")
    label.setProperty("kind", "error")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.palette().color(label.foregroundRole()).name() == DARK.error
    set_kind(label, "ok")
    assert label.palette().color(label.foregroundRole()).name() == DARK.ok


def test_code_is_set_in_a_fixed_font_of_twelve_pixels(theme: Theme):
    font = theme.code_font()
    assert font.pixelSize() == 12
    assert QFontInfo(font).fixedPitch()
    assert theme.ui_font().pixelSize() == 13


def test_syntax_colours_follow_the_kind(theme: Theme):
    assert theme.syntax_colour("string") == DARK.string
    assert theme.syntax_colour("plain") == DARK.text


def test_every_icon_draws_something_in_the_colour_it_is_asked_for(theme: Theme):
    for file in resource("icons").glob("*.svg"):
        image = icon(theme, file.stem, "error").pixmap(16, 16).toImage()
        shades = [image.pixelColor(x, y) for x, y in product(range(16), range(16))]
        solid = [shade for shade in shades if shade.alpha() > 200]
        assert solid, file.stem
        assert all(abs(shade.red() - 0xFF) < 4 and abs(shade.green() - 0x70) < 4 for shade in solid), file.stem


def test_an_icon_is_drawn_once_and_again_for_another_theme(theme: Theme):
    first = icon(theme, "search")
    assert icon(theme, "search").cacheKey() == first.cacheKey()
    theme.set_mode("light")
    assert icon(theme, "search").cacheKey() != first.cacheKey()
    assert app_icon(theme).availableSizes()


def test_a_kept_icon_follows_the_theme_until_its_button_goes(theme: Theme, qtbot):
    button = QPushButton()
    keep_icon(button, theme, "send", "text")
    before = button.icon().cacheKey()
    theme.set_mode("light")
    assert button.icon().cacheKey() != before
    button.deleteLater()
    qtbot.waitSignal(button.destroyed).wait()
    theme.set_mode("dark")


def test_a_missing_resource_is_named():
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg"):
        resource("icons", "nothing.svg")
