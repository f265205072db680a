"""Named things come back as they were; without a file there are none."""

from __future__ import annotations

from countersign.model.cognito import UserPool
from countersign.model.definitions import Definitions
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.oauth import OAuthProvider
from countersign.storage.definitions_file import definitions_file

NAMED = Definitions(
    (UserPool("orders", "eu-west-3_Ab129faBb", "3n4b5urk1ft4fl3mg5e62d9ado", "orders", ("orders/read",)),),
    (AssumedRole("deploy", "profile", "staging", "arn:aws:iam::123456789012:role/Deploy", duration=900),),
    (IdentityPool("guests", "eu-west-3:0b1c2d3e-0000-4000-8000-000000000000"),),
    (OAuthProvider("issuer", "https://issuer.example", client_id="c", scopes=("openid", "api")),),
)


def test_named_things_survive_a_restart(tmp_path):
    path = tmp_path / "definitions.json"
    definitions_file(path).save(NAMED)
    assert definitions_file(path).load().state == NAMED
    assert NAMED.user_pool("orders") == NAMED.user_pools[0]
    assert NAMED.provider("nobody") is None


def test_without_a_file_there_are_none(tmp_path):
    loaded = definitions_file(tmp_path / "definitions.json").load()
    assert (loaded.state, loaded.notice) == (Definitions(), None)


def test_a_file_that_cannot_be_understood_is_set_aside_and_named(tmp_path):
    path = tmp_path / "definitions.json"
    path.write_text("{")
    notice = definitions_file(path).load().notice
    assert notice is not None
    assert notice.id == "definitions.corrupt"
    assert [found.name.partition(".corrupt-")[0] for found in tmp_path.iterdir()] == ["definitions.json"]
