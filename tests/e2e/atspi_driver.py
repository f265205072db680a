"""Drives Countersign through AT-SPI by accessible name; runs in a process of its own, with the system's Python.

wait NAME                 until a control of this name shows
press NAME                press it
write NAME TEXT           replace its text
choose NAME ITEM          choose an entry of a combo box
read NAME                 print its text, or its description
expect NAME TEXT          wait until what `read` prints holds TEXT
row NAME TEXT...          wait for a row of the table NAME that holds every TEXT, and print it
focused                   print the name of what has the focus
names                     print every name on the screen, with its role
"""

import sys
import time

import pyatspi

PATIENCE = 25.0


def application():
    """Return the accessible of the running program, None before it shows."""
    desktop = pyatspi.Registry.getDesktop(0)
    for place in range(desktop.childCount):
        child = desktop.getChildAtIndex(place)
        if child is not None and child.name == "Countersign":
            return child
    return None


def showing(accessible):
    """Tell whether a person sees it."""
    states = accessible.getState()
    return states.contains(pyatspi.STATE_SHOWING) and states.contains(pyatspi.STATE_VISIBLE)


def walk(accessible, depth=0):
    """Yield every accessible below, those on the screen only."""
    if depth > 40:
        return
    for place in range(min(accessible.childCount, 400)):
        child = accessible.getChildAtIndex(place)
        if child is None or (depth > 0 and not showing(child)):
            continue
        yield child
        yield from walk(child, depth + 1)


def attempt(find):
    """Call until it returns something; a tree that changes meanwhile is walked again."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = find()
        except Exception:  # noqa: BLE001 - the tree changes while it is walked, and AT-SPI raises what it likes
            found = None
        if found is not None:
            return found
        time.sleep(0.05)
    return None


def named(name, able=lambda _accessible: True, place=1):
    """Return the first control of this name, or the one at this place, that is able to do what is wanted."""

    def find():
        program = application()
        same = [one for one in walk(program) if one.name == name and able(one)] if program else []
        return same[place - 1] if len(same) >= place else None

    found = attempt(find)
    if found is None:
        sys.exit(f"nothing on the screen that can do this is named {name}")
    return found


def can(interface):
    """Return a test for an AT-SPI interface."""
    return lambda accessible: interface in pyatspi.listInterfaces(accessible)


def text_of(accessible):
    """Return what a screen reader would say of its content."""
    if "Text" in pyatspi.listInterfaces(accessible):
        text = accessible.queryText().getText(0, -1)
        if text:
            return text
    return accessible.description or ""


def press(accessible):
    """Do its press action, or the first it has."""
    action = accessible.queryAction()
    names = [action.getName(place).lower() for place in range(action.nActions)]
    wanted = next((names.index(name) for name in ("press", "toggle", "check", "select", "click") if name in names), 0)
    action.doAction(wanted)


def entry_of(name):
    """Return the entry of an open list whose name starts so."""

    def find():
        roles = (pyatspi.ROLE_LIST_ITEM, pyatspi.ROLE_MENU_ITEM, pyatspi.ROLE_RADIO_MENU_ITEM)
        return next(
            (one for one in walk(application()) if one.name.startswith(name) and one.getRole() in roles), None
        )

    found = attempt(find)
    if found is None:
        sys.exit(f"there is no entry {name}")
    return found


def row_of(name, texts):
    """Return what a screen reader says of the first row of a table that holds all texts."""

    def find():
        tables = (one for one in walk(application()) if one.name == name and can("Table")(one))
        cells = (cell.name for table in tables for cell in walk(table) if cell.name)
        return next((cell for cell in cells if all(text in cell for text in texts)), None)

    found = attempt(find)
    if found is None:
        sys.exit(f"no row of {name} holds {texts}")
    return found


def focused():
    """Return what has the focus; a current page tab says that it has it, whatever else does."""
    found = [one for one in walk(application()) if one.getState().contains(pyatspi.STATE_FOCUSED)]
    return next((one for one in found if one.getRole() != pyatspi.ROLE_PAGE_TAB), found[0] if found else None)


def main(step, *arguments):
    """Do one step."""
    if step == "names":
        shown = (found for found in walk(application()) if found.name)
        print("\n".join(f"{found.name}\t{found.getRoleName()}\t{found.description}" for found in shown))
        return
    if step == "focused":
        found = attempt(focused)
        print(found.name if found else "")
        return
    name = arguments[0]
    if step == "expect":
        named(name, lambda accessible: arguments[1] in text_of(accessible))
    elif step == "wait":
        named(name)
    elif step == "row":
        print(row_of(name, arguments[1:]))
    elif step == "press":
        press(named(name, can("Action"), int(arguments[1]) if arguments[1:] else 1))
    elif step == "write":
        named(name, can("EditableText")).queryEditableText().setTextContents(arguments[1])
    elif step == "choose":
        press(named(name, can("Action")))
        press(entry_of(arguments[1]))
    elif step == "read":
        print(text_of(named(name, text_of)))


if __name__ == "__main__":
    main(*sys.argv[1:])
