"""The builder holds a channel's draft: which channel, as whom, from where, with whose keys."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QSpinBox, QToolButton, QWidget

from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.model.request import RequestSettings
from countersign.model.workspace import Variable
from countersign.ui.channel.channel_builder import ChannelBuilder
from countersign.variables.scopes import Layer, Scope

ARN = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1700000000000"
IDENTITIES = (
    Identity("default", "keyring"),
    Identity("staging-admin", "profile", detail="SSO", needs="sign-in"),
    Identity("other", "profile"),
)
FULL = ChannelDraft(
    name="Front door",
    channel="front-door",
    join_as="BOTH",
    client_id="viewer-{{n}}",
    region="eu-west-1",
    endpoint="wss://localhost:8443/",
    fips=True,
    dual_stack=True,
    expires=60,
    fixed_date="20261122T021402Z",
    source="profile",
    identity="gone",
    control_plane="https://localhost:9000",
    reconnect=False,
    settings=RequestSettings(verify_tls=False, proxy="socks5://localhost:1080", extra_ca="/ca.pem"),
    messages=(SignalDraft("hello"),),
    docs="kept",
)


@pytest.fixture
def builder(qtbot, theme):
    widget = ChannelBuilder(theme)
    qtbot.addWidget(widget)
    widget.resize(396, 520)
    widget.show()
    return widget


@pytest.fixture
def line(builder, find):
    return lambda name: find(builder, QLineEdit, name)


def words(builder):
    return [label.text() for label in builder.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize("draft", [ChannelDraft(), FULL, ChannelDraft(channel=ARN, source="environment")])
def test_a_draft_comes_back_as_it_was_and_showing_it_is_no_edit(builder, qtbot, draft):
    with qtbot.assertNotEmitted(builder.edited):
        builder.set_draft(draft)
    assert builder.draft() == draft


def test_typing_changes_the_draft_and_tells(builder, qtbot, line, type_over):
    with qtbot.waitSignal(builder.edited):
        type_over(line("Channel name"), "loading-dock")
    type_over(line("Region"), "eu-west-1")
    assert builder.draft() == ChannelDraft(channel="loading-dock", region="eu-west-1")


def test_an_arn_says_what_it_means_and_gives_the_region(builder, line, type_over, find):
    type_over(line("Channel name"), ARN)
    assert "front-door in us-west-2, account 123456789012" in words(builder)
    assert line("Channel ARN").text() == ARN
    assert (line("Region").placeholderText(), line("Region").source()) == ("us-west-2", "from ARN")
    assert not find(builder, QPushButton, "Create channel").isEnabled()
    assert builder.draft().region == ""


def test_a_region_that_is_typed_hides_where_the_hint_comes_from(builder, line, type_over):
    builder.set_draft(ChannelDraft(channel=ARN))
    type_over(line("Region"), "eu-west-1")
    assert line("Region").source() == ""


def test_the_arn_of_a_stream_is_said_to_be_wrong(builder, line, type_over):
    type_over(line("Channel name"), ARN.replace("channel/", "stream/"))
    assert any("stream" in text for text in words(builder))
    assert line("Region").source() == ""


def test_the_arn_of_a_name_is_shown_once_it_is_known_and_goes_with_the_name(builder, line, type_over):
    builder.set_draft(ChannelDraft(channel="{{channel}}"))
    builder.set_channel_arn(ARN)
    assert line("Channel ARN").text() == ARN
    assert line("Region").source() == "from ARN"
    type_over(line("Channel name"), "another")
    assert line("Channel ARN").text() == ""
    assert builder.draft().channel == "another"


def test_a_typed_arn_stands_for_the_channel_and_cleared_the_name_does(builder, line, type_over):
    builder.set_draft(ChannelDraft(channel="before"))
    type_over(line("Channel ARN"), ARN)
    assert builder.draft().channel == ARN
    assert line("Channel ARN").text() == ARN
    type_over(line("Channel ARN"), "")
    assert builder.draft().channel == "front-door"


def test_the_list_of_channels_is_asked_for_and_offers_names_that_know_their_arn(builder, qtbot, find, line, click):
    button = find(builder, QToolButton, "List channels")
    with qtbot.waitSignal(builder.channels_requested):
        click(button)
    assert not button.isEnabled()
    builder.set_channels((("front-door", ARN, "ACTIVE"), ("dock", ARN.replace("front-door", "dock"), "CREATING")))
    assert button.isEnabled()
    box = find(builder, QComboBox, "Channel name")
    assert [box.itemText(row) for row in range(box.count())] == ["front-door", "dock"]
    assert builder.draft().channel == ""
    box.hidePopup()
    box.setCurrentIndex(0)
    assert builder.draft().channel == "front-door"
    assert line("Channel ARN").text() == ARN


def test_an_account_without_channels_says_so(builder, find, click):
    click(find(builder, QToolButton, "List channels"))
    builder.set_channels(())
    assert any("no channels in this region" in text for text in words(builder))


def test_a_failed_list_is_said_at_the_channel_and_can_be_tried_again(builder, find, click):
    button = find(builder, QToolButton, "List channels")
    click(button)
    builder.show_channels_failure(Failure("kvs.denied", "AWS did not allow it.", "Ask for the permission."))
    assert "AWS did not allow it. Ask for the permission." in words(builder)
    assert button.isEnabled()


def test_create_carries_the_name(builder, qtbot, find, line, type_over, click):
    button = find(builder, QPushButton, "Create channel")
    assert not button.isEnabled()
    type_over(line("Channel name"), "new-one")
    with qtbot.waitSignal(builder.create_requested) as told:
        click(button)
    assert told.args == ["new-one"]


def test_a_master_has_no_client_id(builder, find, click):
    click(find(builder, QRadioButton, "Master"))
    assert builder.draft().join_as == "MASTER"
    with pytest.raises(LookupError):
        find(builder, QLineEdit, "Signaling client ID")
    click(find(builder, QRadioButton, "Both"))
    assert find(builder, QLineEdit, "Signaling client ID")


def test_new_makes_a_client_id_that_is_valid_and_another_each_time(builder, find, click, line):
    made = set()
    for _ in range(3):
        click(find(builder, QPushButton, "New client ID"))
        made.add(builder.draft().client_id)
    assert len(made) == 3
    assert line("Signaling client ID").property("invalid") != "true"


@pytest.mark.parametrize("bad", ["AWS_me", "a b", "x" * 257, "a/b"])
def test_a_client_id_that_the_service_refuses_is_said_under_the_field(builder, line, type_over, bad):
    field = line("Signaling client ID")
    type_over(field, bad)
    assert field.property("invalid") == "true"
    assert field.accessibleDescription() in words(builder)
    type_over(field, "viewer-1")
    assert field.property("invalid") == "false"


def test_the_owner_may_judge_client_ids(qtbot, theme):
    refusal = Failure("x", "Taken.", "Choose another.")
    builder = ChannelBuilder(theme, check_client_id=lambda text: refusal if text == "me" else None)
    qtbot.addWidget(builder)
    builder.show()
    builder.set_draft(ChannelDraft(client_id="me"))
    assert "Taken. Choose another." in words(builder)


def test_an_endpoint_is_typed_only_where_it_is_not_discovered(builder, find, line, type_over, click):
    with pytest.raises(LookupError):
        line("Endpoint")
    click(find(builder, QRadioButton, "Enter"))
    type_over(line("Endpoint"), "wss://localhost/")
    assert builder.draft().endpoint == "wss://localhost/"
    assert not find(builder, QPushButton, "FIPS endpoint").isEnabled()
    click(find(builder, QRadioButton, "Discover"))
    assert builder.draft().endpoint == ""


def test_fips_and_dual_stack_are_switches(builder, find, click):
    click(find(builder, QPushButton, "FIPS endpoint"))
    click(find(builder, QPushButton, "IPv6 (dual-stack)"))
    assert (builder.draft().fips, builder.draft().dual_stack) == (True, True)


def test_identities_are_offered_by_their_source(builder, find):
    builder.set_identities(IDENTITIES)
    builder.set_default_identity("default")
    keyring = find(builder, QComboBox, "Keyring identity")
    assert [keyring.itemText(row) for row in range(keyring.count())] == ["Default (default)", "default"]
    find(builder, QComboBox, "Credentials source").setCurrentIndex(1)
    profiles = find(builder, QComboBox, "AWS profile")
    assert builder.draft().identity == ""
    profiles.setCurrentIndex(profiles.findData("other"))
    assert (builder.draft().source, builder.draft().identity) == ("profile", "other")


def test_a_profile_that_needs_a_sign_in_offers_it(builder, qtbot, find, click):
    builder.set_identities(IDENTITIES)
    builder.set_draft(ChannelDraft(source="profile", identity="staging-admin"))
    with qtbot.waitSignal(builder.sso_sign_in_requested) as told:
        click(find(builder, QPushButton, "Sign in to SSO"))
    assert told.args == ["staging-admin"]


def test_an_identity_that_is_not_there_is_kept_and_shown_as_such(builder, find):
    builder.set_draft(ChannelDraft(source="role", identity="ops"))
    assert find(builder, QComboBox, "Role to assume").currentText() == "ops (not known here)"


def test_rare_options_stay_folded_until_a_person_opens_them(builder, find, click):
    builder.set_draft(FULL)
    with pytest.raises(LookupError):
        find(builder, QSpinBox, "Expires")
    click(find(builder, QToolButton, "Advanced"))
    assert find(builder, QSpinBox, "Expires").value() == 60
    assert any("certificate is not checked" in text for text in words(builder))
    builder.set_draft(ChannelDraft())
    assert find(builder, QSpinBox, "Expires").value() == 299


def test_a_problem_with_a_rare_option_unfolds_them(builder, find):
    assert builder.show_problem(Failure("x", "Too long.", field="Expires"))
    assert find(builder, QSpinBox, "Expires")
    assert "Too long." in words(builder)


def test_the_client_id_that_was_used_is_shown_and_is_no_edit(builder, qtbot, line, type_over):
    with qtbot.assertNotEmitted(builder.edited):
        builder.show_client_id("viewer-2e7c081")
    field = line("Signaling client ID")
    assert (field.placeholderText(), field.source()) == ("viewer-2e7c081", "this time")
    assert builder.draft().client_id == ""
    type_over(field, "mine")
    assert field.source() == ""
    builder.set_draft(ChannelDraft())
    builder.show_client_id("")
    assert (field.placeholderText(), field.source()) == ("random at each connect", "")


def test_a_value_that_fills_the_field_leaves_its_source_to_the_description(builder, line):
    builder.show_client_id("viewer-" + "7" * 60)
    field = line("Signaling client ID")
    assert field.source() == ""
    assert field.accessibleDescription().endswith("7, this time")


def test_a_problem_elsewhere_is_not_taken(builder):
    assert not builder.show_problem(Failure("x", "No.", field="Request URL"))


@pytest.mark.parametrize(
    "name",
    ["Channel name", "Channel ARN", "Signaling client ID", "Region", "Endpoint", "Fixed date", "Control plane"],
)
def test_fields_take_variables_and_say_what_they_are(builder, line, find, name):
    builder.set_draft(FULL)
    find(builder, QToolButton, "Advanced").click()
    builder.set_scope(Scope((Layer("environment staging", (Variable("n", "7"),)),)))
    field = line(name)
    field.setText("{{n}}")
    assert [chip.words for chip in field.chips] == ["n = 7\nfrom environment staging"]
    assert not field.grab().isNull()


@pytest.mark.parametrize("name", ["Channel name", "Channel ARN", "Role", "Signaling client ID", "Credentials source"])
def test_the_names_of_the_contract_are_there_from_the_start(builder, find, name):
    assert find(builder, QWidget, name)
