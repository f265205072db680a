"""What a folder sets is written in the words of the format, the rest as options."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_folder
from countersign.formats.open_collection_folder import write_folder
from countersign.model.auth import InheritAuth, NoAuth, SigV4Auth
from countersign.model.folder_settings import FolderSettings
from countersign.model.request import Header
from countersign.model.workspace import Folder, Variable


def test_settings_are_those_of_the_folder():
    folder = Folder("Users", "Users", (), NoAuth(), (Header("a", "b"),), (Variable("c", "d"),), "docs")
    assert FolderSettings.of(folder) == FolderSettings(NoAuth(), (Header("a", "b"),), (Variable("c", "d"),), "docs")


def test_a_folder_that_sets_nothing_writes_nothing():
    written = write_folder(FolderSettings(), is_root=False)
    assert (written.defaults, written.docs, written.options, written.notes) == ({}, "", {}, ())


@pytest.mark.parametrize(("auth", "options"), [(NoAuth(), {"auth": {"type": "none"}}), (InheritAuth(), {})])
def test_a_folder_can_send_no_credentials_though_the_format_can_only_inherit(auth, options):
    written = write_folder(FolderSettings(auth), is_root=False)
    assert (written.defaults, written.options) == ({}, options)
    assert read_folder({}, Fields(written.options, "", [])).auth == auth


def test_a_collection_sends_no_credentials_anyway():
    assert write_folder(FolderSettings(NoAuth()), is_root=True).options == {}


def test_options_of_a_signature_stand_beside_the_format():
    written = write_folder(FolderSettings(SigV4Auth(region="eu-west-1", place="query")), is_root=False)
    assert written.defaults["auth"] == {"type": "awsv4", "region": "eu-west-1"}
    assert written.options == {"auth": {"place": "query"}}
