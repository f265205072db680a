"""The composition root: builds every part once, and offers what the window and the command line ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from countersign.bundled import resource
from countersign.model.auth import SigV4Auth
from countersign.model.body import StoredBody
from countersign.model.channel import ChannelDraft, JoinState, Role
from countersign.model.credentials import Credentials, Identity
from countersign.model.drafts import Draft
from countersign.model.errors import CredentialsError, Failure, StorageError
from countersign.model.exchange import Exchange
from countersign.model.frame_log import FrameLog
from countersign.model.frames import FrameReader
from countersign.model.redaction import Redactor, install_redaction
from countersign.model.request import RequestDraft
from countersign.model.session import SessionState, TabState
from countersign.model.signing_record import SigningRecord
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Workspace
from countersign.workflows.prepare_request import RequestContext, effective_auth
from countersign.workflows.send_request import Observe, refuses_credentials

if TYPE_CHECKING:
    import asyncio

    from countersign.credentials.vault import OpenedVault
    from countersign.playground.address import PlaygroundAddress
    from countersign.playground.process import PlaygroundProcess
    from countersign.storage.state_file import Loaded, StateFile
    from countersign.workflows.keep_history import KeepHistory
    from countersign.workflows.live_channel import LiveChannel
    from countersign.workflows.live_socket import LiveSocket
    from countersign.workflows.parts import Parts, Prompts

P = ParamSpec("P")
T = TypeVar("T")

PLAYGROUND_IDENTITY = "playground"
PLAYGROUND_USER = "playground-user"
_MEMORY_NOTE = "test keys, memory only"


@dataclass(frozen=True, slots=True)
class Folders:
    """Name the folders of one user: `state` for sessions, `data` for workspaces, `cache` for spooled bodies."""

    state: Path
    data: Path
    cache: Path

    @classmethod
    def of_user(cls) -> Folders:
        """Return the folders that the platform gives to this program."""
        import platformdirs

        return cls(
            state=Path(platformdirs.user_state_dir("countersign", appauthor=False)),
            data=Path(platformdirs.user_data_dir("countersign", appauthor=False)),
            cache=Path(platformdirs.user_cache_dir("countersign", appauthor=False)),
        )


class Application:
    """Hold every part of a running Countersign, on one asyncio loop; each part is built when it is first needed.

    `prompts` asks a person on the way to credentials. Without `keyring`, secrets live in memory only.
    """

    def __init__(
        self, folders: Folders, environ: Mapping[str, str], prompts: Prompts, *, keyring: bool = True
    ) -> None:
        self.folders = folders
        self.redactor = Redactor()
        self._restore_logging = install_redaction(self.redactor)
        self._environ = environ
        self._prompts = prompts
        self._keyring = keyring
        self._playground: PlaygroundProcess | None = None
        self._parts: Parts | None = None
        self._secrets_are_back = False
        self.notice: Failure | None = None
        self._starting: asyncio.Task[Parts] | None = None

    async def open_keyring(self) -> Failure | None:
        """Open the keyring; return what the window must say about it."""
        return (await (await self.ready()).vault.opened()).notice

    async def close(self) -> None:
        """Close connections, remove spooled bodies, stop the playground, let the keyring go."""
        if self._parts is not None:
            await self._parts.close()
        # Last, because it waits for connections that are still open.
        if self._playground is not None:
            await self._playground.stop()
        self._restore_logging()

    async def send(self, draft: RequestDraft, context: RequestContext, observe: Observe) -> Exchange:
        """Send a draft; see `SendRequest`. Temporary credentials that AWS calls ended are not used again."""
        parts = await self.ready()
        exchange = await parts.send(draft, context, observe)
        if context.origin is not None:
            parts.history.keep(draft, exchange, context.origin)
        auth = effective_auth(draft.auth, context)
        if isinstance(auth, SigV4Auth) and refuses_credentials(exchange):
            parts.identities.forget(auth.source, auth.identity)
        return exchange

    async def sign(self, draft: RequestDraft, context: RequestContext) -> SigningRecord | None:
        """Sign a draft without sending it; see `SignRequest`."""
        return await (await self.ready()).sign(draft, context)

    async def sign_socket(self, draft: SocketDraft, context: RequestContext) -> SigningRecord | None:
        """Sign a WebSocket's handshake without sending it; None for one that is not signed."""
        return (await (await self.ready()).open_socket.handshake(draft, context)).signing

    def live_socket(self, draft: SocketDraft, context: RequestContext, log: FrameLog) -> LiveSocket:
        """Return a connection that can be opened; nothing happens yet."""
        from countersign.workflows.live_socket import LiveSocket

        return LiveSocket(self.ready, draft, context, log)

    def live_channel(self, draft: ChannelDraft, role: Role, context: RequestContext, log: FrameLog) -> LiveChannel:
        """Return a connection to a channel that can be joined; nothing happens yet."""
        from countersign.workflows.live_channel import LiveChannel

        return LiveChannel(self.ready, draft, role, context, log)

    async def sign_channel(self, draft: ChannelDraft, role: Role, context: RequestContext) -> JoinState:
        """Do all steps of joining a channel but the last; return the state with the signing record."""
        from countersign.workflows.live_channel import signed_state

        return await signed_state(await self.ready(), draft, role, context)

    def signaling_reader(self, role: Role, log: FrameLog) -> FrameReader:
        """Return what puts the frames of a role's console into words."""
        from countersign.kvs.signaling_reader import SignalingReader

        return SignalingReader(role, log)

    async def export_frames(
        self, kind: str, log: FrameLog, numbers: tuple[int, ...], reader: FrameReader, url: str, path: Path
    ) -> None:
        """Write frames to a file: "jsonl", "csv" or "har"; raise `StorageError` where it cannot be written."""
        from countersign.workflows.export_console import ConsoleExport, write_export

        await _in_thread(write_export, ConsoleExport(kind, log, numbers, reader, url, path), self.redactor.scrub)

    async def identities_at_hand(self) -> tuple[Identity, ...]:
        """Return the identities that need no keyring."""
        return (await self.ready()).identities.list_without_vault()

    async def identities(self) -> tuple[Identity, ...]:
        """Return all identities, by name; without the keyring's where it does not answer, which `start` told."""
        store = (await self.ready()).identities
        try:
            return await store.list()
        except CredentialsError:
            return store.list_without_vault()

    async def save_identity(self, name: str, credentials: Credentials) -> tuple[tuple[Identity, ...], Failure | None]:
        """Keep credentials in the keyring; return all identities, and a warning where the keys look odd."""
        store = (await self.ready()).identities
        warning = await store.save(name, credentials)
        return await store.list(), warning

    async def delete_identity(self, name: str) -> tuple[Identity, ...]:
        """Remove credentials from the keyring; return the identities that are left."""
        parts = await self.ready()
        await parts.identities.delete(name)
        return await parts.identities.list()

    async def warm_up(self) -> None:
        """Load what the first request needs, so that it does not wait for it."""
        await (await self.ready()).engine.prepare()

    async def start_playground(self) -> PlaygroundAddress:
        """Start the playground, trust its CA, know its keys."""
        from countersign.playground.process import PlaygroundProcess
        from countersign.workflows.playground_pools import playground_pools

        parts = await self.ready()
        self._playground = PlaygroundProcess(self.redactor)
        address = await self._playground.start()
        parts.trust(address.ca_pem)
        session = Credentials(address.access_key_id, address.secret_access_key, address.session_token)
        user = Credentials(address.long_term_access_key_id, address.long_term_secret_access_key)
        parts.identities.register_memory(PLAYGROUND_IDENTITY, session, _MEMORY_NOTE)
        parts.identities.register_memory(PLAYGROUND_USER, user, _MEMORY_NOTE)
        for pool, client_secret in playground_pools(address):
            parts.things.offer(pool)
            parts.pool_vault.offer_client_secret(pool, client_secret)
        return address

    async def history(self) -> KeepHistory:
        """Return what remembers exchanges."""
        return (await self.ready()).history

    async def open_workspace(self, folder: Path) -> Workspace:
        """Read a workspace's folder."""
        from countersign.storage.workspace_folder import open_workspace

        return await _in_thread(open_workspace, folder)

    async def sample_workspace(self) -> Path:
        """Return the folder of the sample workspace, copied to the user's data the first time."""
        return await _in_thread(_copied_sample, self.folders.data / "sample-workspace")

    async def save_request(self, workspace: Path, path: str, draft: Draft, saved: Draft | None) -> tuple[str, ...]:
        """Write one request back to its file; return sentences on what was left out of it.

        Raise `StorageError` when the file no longer holds what was `saved` last.
        """
        from countersign.storage.workspace_folder import save_request

        return await _in_thread(save_request, workspace, path, draft, saved=saved)

    async def save_body(self, body: StoredBody, path: Path) -> None:
        """Write a response's body to a file of the user's choice."""
        await _in_thread(_write_body, body, path)

    async def save_session(self, state: SessionState) -> None:
        """Keep the window's state: what is public in a file, literal secrets in the keyring.

        Raise `KeyringError` when the secrets could not be kept; the file is written all the same.
        """
        from countersign.credentials.draft_secret_keeper import public_tabs

        public = replace(state, tabs=public_tabs(state.tabs))
        await _in_thread(self._session_file().save, public)
        # Before the secrets of the last run are back, the drafts lack them, and keeping would delete them.
        if self._secrets_are_back:
            await (await self.ready()).secrets.keep(state.tabs)

    async def restore_secrets(self, tabs: tuple[TabState, ...]) -> tuple[TabState, ...]:
        """Return the tabs of a restored session with their secrets from the keyring put back."""
        restored = await (await self.ready()).secrets.restore(tabs)
        self._secrets_are_back = True
        return restored

    async def farewell(self, state: SessionState) -> None:
        """Save the session a last time, then close everything."""
        try:
            await self.save_session(state)
        finally:
            await self.close()

    async def ready(self) -> Parts:
        """Return the parts, built; the first call builds them, in a thread so that the loop stays free."""
        import asyncio

        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
        self._parts = await asyncio.shield(self._starting)
        return self._parts

    async def _start(self) -> Parts:
        from countersign.workflows.parts import Ground, build_parts

        ground = Ground(
            data=self.folders.data,
            spool=self.folders.cache / "spool",
            environ=self._environ,
            redactor=self.redactor,
            open_vault=self._open_vault,
            prompts=self._prompts,
        )
        parts = await _in_thread(build_parts, ground)
        self.notice = await _in_thread(parts.things.load)
        parts.define()
        return parts

    async def _open_vault(self) -> OpenedVault:
        from countersign.credentials.keyring_vault import open_vault
        from countersign.credentials.vault import MemoryVault, OpenedVault

        return await open_vault(self.redactor) if self._keyring else OpenedVault(MemoryVault(), persistent=False)

    def load_session(self) -> Loaded[SessionState]:
        """Return the window's state as it was; blocks for one small file, so that the first paint can show it."""
        return self._session_file().load()

    def _session_file(self) -> StateFile[SessionState]:
        from countersign.storage.session_file import session_file

        return session_file(self.folders.state / "session.json")


async def _in_thread(call: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Run a blocking call beside the loop."""
    import asyncio

    return await asyncio.to_thread(call, *arguments, **options)


def _copied_sample(target: Path) -> Path:
    import shutil

    if not (target / "opencollection.yml").exists():
        shutil.copytree(resource("sample_workspace"), target, dirs_exist_ok=True)
    return target


def _write_body(body: StoredBody, path: Path) -> None:
    import shutil

    try:
        if body.path is None:
            path.write_bytes(body.data)
        else:
            shutil.copyfile(body.path, path)
    except OSError as error:
        raise StorageError(
            Failure(
                "body.not-saved",
                f"The body could not be written to {path}.",
                "Choose another place, or make room there.",
                detail=error.strerror or "",
            )
        ) from error
