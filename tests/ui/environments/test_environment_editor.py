"""The editor of environments, driven with keys and clicks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton

from countersign.model.errors import Failure
from countersign.model.workspace import Environment, Variable
from countersign.ui.environments.changes import EnvironmentChange
from countersign.ui.environments.environment_editor import EnvironmentEditor
from countersign.ui.environments.variable_rows import VALUE_COLUMN
from countersign.ui.request.row_table import RowTable
from countersign.ui.widgets.banner import Banner
from countersign.ui.widgets.secret_field import SecretField

LOCAL = Environment("local", (Variable("base", "http://l"),), path="environments/local.yml")
STAGING = Environment(
    "staging",
    (Variable("base", "http://s"), Variable("retries", "3", type="number"), Variable("key", "", secret=True)),
    path="environments/staging.yml",
)


@pytest.fixture
def editor(qtbot, theme):
    editor = EnvironmentEditor(theme)
    qtbot.addWidget(editor)
    editor.resize(900, 500)
    editor.show()
    editor.activateWindow()
    editor.show_environments((LOCAL, STAGING), "staging")
    editor.show_secrets("staging", {"key": "hush-hush"})
    return editor


def table(editor) -> RowTable:
    return next(one for one in editor.findChildren(RowTable) if one.accessibleName() == "Environment variables")


def names(editor) -> QListWidget:
    return next(one for one in editor.findChildren(QListWidget) if one.accessibleName() == "Environments")


def listed(editor):
    return [names(editor).item(row).text() for row in range(names(editor).count())]


def button(editor, name) -> QPushButton:
    return next(one for one in editor.findChildren(QPushButton) if one.accessibleName() == name)


def press(qtbot, editor, name):
    qtbot.mouseClick(button(editor, name), Qt.MouseButton.LeftButton)


def cell(editor, row, column):
    return table(editor).model().index(row, column).data()


def write(editor, row, column, text):
    model = table(editor).model()
    model.setData(model.index(row, column), text)


def banner(editor) -> Banner:
    return editor.findChild(Banner)


def saved(qtbot, editor) -> EnvironmentChange:
    with qtbot.waitSignal(editor.save_requested) as asked:
        press(qtbot, editor, "Save environment")
    return asked.args[0]


def test_variables_are_shown_with_type_and_secret_values_masked(editor):
    rows = [[cell(editor, row, column) for column in range(1, 5)] for row in range(3)]
    assert rows == [
        ["base", "http://s", "text", "no"],
        ["retries", "3", "number", "no"],
        ["key", "••••••••", "text", "yes"],
    ]
    assert "hush" not in repr(table(editor).rows)
    assert "environments/staging.yml" in [label.text() for label in editor.findChildren(QLabel)]


def test_a_change_is_saved_as_an_environment(qtbot, editor):
    with qtbot.assertNotEmitted(editor.save_requested):
        press(qtbot, editor, "Save environment")
    write(editor, 0, VALUE_COLUMN, "http://t")
    assert listed(editor) == ["local", "staging •"]
    change = saved(qtbot, editor)
    assert change.saved == STAGING
    assert change.environment.variables == (Variable("base", "http://t"), *STAGING.variables[1:])
    assert change.secrets == {}
    editor.show_saved(change.environment)
    assert listed(editor) == ["local", "staging"]
    assert not editor.has_unsaved_changes()


def test_a_secret_is_edited_masked_and_saved_apart(qtbot, editor):
    index = table(editor).model().index(2, VALUE_COLUMN)
    table(editor).setCurrentIndex(index)
    table(editor).edit(index)
    field = table(editor).findChild(SecretField)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.text() == "hush-hush"
    field.selectAll()
    qtbot.keyClicks(field, "new-secret")
    change = saved(qtbot, editor)
    assert change.secrets == {"key": "new-secret"}
    assert change.environment == STAGING
    assert "new-secret" not in repr(change)


def test_a_value_that_becomes_secret_moves_out_of_the_environment(qtbot, editor):
    write(editor, 0, 4, "yes")
    change = saved(qtbot, editor)
    assert change.environment.variables[0] == Variable("base", "", secret=True)
    assert change.secrets == {"base": "http://s"}


def test_a_row_is_added_and_one_is_removed_with_the_keyboard(qtbot, editor):
    write(editor, 3, 1, "added")
    table(editor).setCurrentIndex(table(editor).model().index(1, 1))
    qtbot.keyClick(table(editor), Qt.Key.Key_Delete)
    qtbot.keyClick(table(editor), Qt.Key.Key_Home)
    with qtbot.waitSignal(editor.save_requested) as asked:
        qtbot.keyClick(table(editor), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [variable.name for variable in asked.args[0].environment.variables] == ["base", "key", "added"]


def test_a_variable_is_switched_off_and_given_a_type(qtbot, editor):
    model = table(editor).model()
    model.setData(model.index(0, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    write(editor, 0, 3, "string")
    assert saved(qtbot, editor).environment.variables[0] == Variable("base", "http://s", type="string", enabled=False)


@pytest.mark.parametrize(
    ("row", "column", "text", "sentence"),
    [
        (0, 1, "key", "The variable key is there twice."),
        (3, 2, "only a value", "A variable has no name."),
        (0, 1, "a}b", "a}b holds a brace."),
    ],
)
def test_what_cannot_be_saved_is_told(qtbot, editor, row, column, text, sentence):
    write(editor, row, column, text)
    with qtbot.assertNotEmitted(editor.save_requested):
        press(qtbot, editor, "Save environment")
    assert banner(editor).title() == sentence


def test_unsaved_changes_outlive_a_look_at_another_environment(qtbot, editor):
    write(editor, 0, VALUE_COLUMN, "http://t")
    with qtbot.waitSignal(editor.environment_shown) as shown:
        qtbot.keyClick(names(editor), Qt.Key.Key_Up)
    assert shown.args == [LOCAL]
    assert cell(editor, 0, VALUE_COLUMN) == "http://l"
    assert editor.has_unsaved_changes()
    qtbot.keyClick(names(editor), Qt.Key.Key_Down)
    assert cell(editor, 0, VALUE_COLUMN) == "http://t"


def test_unsaved_changes_outlive_a_new_reading_unless_the_file_changed(editor):
    write(editor, 0, VALUE_COLUMN, "http://t")
    editor.show_environments((LOCAL, replace(STAGING, dotenv=(Variable("x", "y", secret=True),))))
    assert cell(editor, 0, VALUE_COLUMN) == "http://t"
    editor.show_environments((LOCAL, replace(STAGING, variables=(Variable("base", "http://elsewhere"),))))
    assert cell(editor, 0, VALUE_COLUMN) == "http://elsewhere"


def test_secrets_that_come_late_do_not_replace_what_was_typed(editor):
    write(editor, 2, VALUE_COLUMN, "typed")
    editor.show_secrets("staging", {"key": "from the keyring"})
    assert table(editor).rows[2].value == "typed"


def test_a_new_environment_is_made_and_then_named(qtbot, editor):
    with qtbot.waitSignal(editor.save_requested) as asked:
        press(qtbot, editor, "New environment")
    assert asked.args == [EnvironmentChange(Environment("New environment"), None, {})]
    made = Environment("New environment", path="environments/New-environment.yml")
    editor.show_environments((LOCAL, made, STAGING))
    assert editor.current() == "New environment"
    field = names(editor).findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "production")
    with qtbot.waitSignal(editor.rename_requested) as renamed:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert renamed.args == [made, "production"]


def test_a_copy_takes_the_secrets_along(qtbot, editor):
    with qtbot.waitSignal(editor.save_requested) as asked:
        press(qtbot, editor, "Duplicate environment")
    (change,) = asked.args
    assert change.environment == Environment("staging copy", STAGING.variables)
    assert change.secrets == {"key": "hush-hush"}


def test_f2_renames_and_unsaved_changes_stay(qtbot, editor):
    write(editor, 0, VALUE_COLUMN, "http://t")
    names(editor).setFocus()
    qtbot.keyClick(names(editor), Qt.Key.Key_F2)
    field = names(editor).findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "production")
    with qtbot.waitSignal(editor.rename_requested) as renamed:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert renamed.args == [STAGING, "production"]
    editor.show_environments((LOCAL, replace(STAGING, name="production", path="environments/production.yml")))
    assert cell(editor, 0, VALUE_COLUMN) == "http://t"
    assert editor.current() == "production"


def test_a_name_that_is_taken_is_refused(qtbot, editor):
    names(editor).setFocus()
    qtbot.keyClick(names(editor), Qt.Key.Key_F2)
    field = names(editor).findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "local")
    with qtbot.assertNotEmitted(editor.rename_requested):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: banner(editor).title() == "There is an environment local already.")
    assert listed(editor) == ["local", "staging"]


def test_delete_can_be_undone(qtbot, editor):
    names(editor).setFocus()
    with qtbot.waitSignal(editor.delete_requested) as asked:
        qtbot.keyClick(names(editor), Qt.Key.Key_Delete)
    assert asked.args == [STAGING]
    editor.show_environments((LOCAL,))
    editor.show_deleted("staging")
    assert banner(editor).title() == "staging was deleted"
    with qtbot.waitSignal(editor.undo_requested):
        qtbot.mouseClick(banner(editor).buttons()[0], Qt.MouseButton.LeftButton)
    assert not banner(editor).isVisible()


def test_without_an_environment_the_next_step_is_told(qtbot, editor):
    editor.show_environments(())
    assert not table(editor).isVisible()
    start = next(one for one in editor.findChildren(QPushButton) if one.text() == "New environment")
    with qtbot.waitSignal(editor.save_requested):
        qtbot.mouseClick(start, Qt.MouseButton.LeftButton)


def test_uses_and_failures_are_shown(editor):
    editor.show_uses({"base": 12})
    assert [cell(editor, row, 5) for row in range(2)] == ["12", ""]
    editor.show_failure(Failure("workspace.changed-outside", "It was changed.", "Read it again."))
    assert (banner(editor).title(), banner(editor).text()) == ("It was changed.", "Read it again.")


def test_a_dotenv_file_is_named(qtbot, editor):
    field = next(one for one in editor.findChildren(QLineEdit) if one.accessibleName() == ".env file")
    qtbot.keyClicks(field, "local.env")
    assert saved(qtbot, editor).environment.dotenv_path == "local.env"


def test_escape_asks_to_close(qtbot, editor):
    names(editor).setFocus()
    with qtbot.waitSignal(editor.close_requested):
        qtbot.keyClick(names(editor), Qt.Key.Key_Escape)


def test_pasted_lines_become_variables_and_copied_secrets_stay_masked(qtbot, qapp, editor):
    table(editor).setCurrentIndex(table(editor).model().index(3, 1))
    qapp.clipboard().setText("A=1\nB=2")
    qtbot.keyClick(table(editor), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in table(editor).rows[3:]] == ["A", "B"]
    table(editor).selectRow(2)
    qtbot.keyClick(table(editor), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == "key=••••••••"
