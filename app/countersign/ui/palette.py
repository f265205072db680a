"""The colours of the program, their derived shades, and how well one reads on another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Hold one theme's colours as `#rrggbb`.

    `faint` is for icons and lines (3:1); `faint_text` is its readable form (4.5:1). `key` to `comment` colour code.
    """

    name: str
    window: str
    sidebar: str
    surface: str
    raised: str
    hover: str
    field: str
    border: str
    control_border: str
    selection: str
    text: str
    muted: str
    faint: str
    faint_text: str
    accent: str
    accent_hover: str
    on_accent: str
    ok: str
    warn: str
    error: str
    get: str
    post: str
    put: str
    patch: str
    delete: str
    ws: str
    banner_error: str
    banner_warn: str
    banner_info: str
    diff_removed: str
    diff_added: str
    match: str
    key: str
    string: str
    number: str
    keyword: str
    comment: str
    tag: str
    attribute: str


DARK = Palette(
    name="dark",
    window="#14161b",
    sidebar="#181b21",
    surface="#1b1e25",
    raised="#232731",
    hover="#2a2f3b",
    field="#12141a",
    border="#2c313c",
    control_border="#343a47",
    selection="#26304d",
    text="#e7eaf0",
    muted="#9aa4b5",
    faint="#6f7889",
    faint_text="#8690a2",
    accent="#6d8dff",
    accent_hover="#84a0ff",
    on_accent="#0f1218",
    ok="#43cf8e",
    warn="#f4b54a",
    error="#ff7070",
    get="#43cf8e",
    post="#f4b54a",
    put="#58aeff",
    patch="#c38bf5",
    delete="#ff7070",
    ws="#22c9b8",
    banner_error="#34171c",
    banner_warn="#2f2615",
    banner_info="#1b2338",
    diff_removed="#4b1d25",
    diff_added="#173a2b",
    match="#5a4a1c",
    key="#8fb4ff",
    string="#93d98f",
    number="#f4a261",
    keyword="#d2a6ff",
    comment="#8690a2",
    tag="#8fb4ff",
    attribute="#22c9b8",
)

LIGHT = Palette(
    name="light",
    window="#f5f6f9",
    sidebar="#eef0f4",
    surface="#ffffff",
    raised="#ffffff",
    hover="#e9ecf3",
    field="#ffffff",
    border="#d9dee7",
    control_border="#d0d6e0",
    selection="#dfe6fb",
    text="#1a1e27",
    muted="#566072",
    faint="#7d8798",
    faint_text="#5f6a7b",
    accent="#3557d6",
    accent_hover="#2a48bd",
    on_accent="#ffffff",
    ok="#127a48",
    warn="#8a5a00",
    error="#c22f35",
    get="#127a48",
    post="#8f5b00",
    put="#1663b0",
    patch="#7a3fb5",
    delete="#c22f35",
    ws="#0b7a70",
    banner_error="#fdecec",
    banner_warn="#fff4dc",
    banner_info="#e9effd",
    diff_removed="#fbdcdc",
    diff_added="#d8f2e3",
    match="#ffe38f",
    key="#1f4fb5",
    string="#1c6f2c",
    number="#a84300",
    keyword="#7a3fb5",
    comment="#5f6a7b",
    tag="#1f4fb5",
    attribute="#0b7a70",
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, section 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, background: str, text: str, ratio: float = 4.5) -> str:
    """Return the colour, moved towards the text colour in steps until it reaches the ratio on the background."""
    for step in range(0, 101, 10):
        mixed = blend(colour, text, step / 100)
        if contrast(mixed, background) >= ratio:
            return mixed
    return text


def blend(colour: str, other: str, share: float) -> str:
    """Return the colour with a share (0 to 1) of another mixed in."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
