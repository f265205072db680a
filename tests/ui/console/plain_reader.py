"""A reader of simple frames."""

from __future__ import annotations

from countersign.model.frames import DetailLine, DetailPage, Frame, FrameFace, FrameSource


class PlainReader:
    """Read "TYPE peer rest" frames; an event's type is its note."""

    def __init__(self) -> None:
        self.faces_read = 0

    def face(self, frame: Frame) -> FrameFace:
        self.faces_read += 1
        text = frame.data.decode("utf-8", "replace")
        if frame.kind == "event":
            return FrameFace(frame.note, summary=text, tone="ok")
        kind, peer, summary = (*text.split(" ", 2), "", "")[:3]
        return FrameFace(kind, peer, summary, "error" if frame.note else "", (frame.note,) if frame.note else ())

    def pages(self, frame: Frame) -> tuple[DetailPage, ...]:
        face = self.face(frame)
        return (
            DetailPage("Decoded", (DetailLine("type", face.type), DetailLine("says", face.summary, "warn"))),
            DetailPage("Payload", text=f'{{"says": "{face.summary}"}}', language="json"),
            DetailPage("Raw frame", language="hex"),
        )

    def context(self, frame: Frame, log: FrameSource) -> tuple[DetailLine, ...]:
        later = log.count - frame.number - 1
        return (DetailLine("later", f"{later} messages came after it"),) if later else ()
