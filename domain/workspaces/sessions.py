"""Signing in from a browser, and out again."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.audit.record import record
from domain.errors import Refused, Unauthenticated, conflict, invalid
from domain.ports.clock import Clock, Ids
from domain.ports.keys import KeyVault
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.authentication import Authenticator
from domain.workspaces.model import (
    SESSION_IDLE,
    SESSION_LIFE,
    SIGN_IN_TOKEN_LIFE,
    Principal,
    Session,
    SignInToken,
)

MOST_SESSIONS = 100
"""Sessions that a member may have at a time; the next sign-in ends the oldest."""

_ANOTHER_LINK = "`pulsecast keys sign-in`, on the machine of the server, prints another."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun.

    Attributes:
        secret: What the browser shows from now on; it cannot be had again.
        life: How long the session lasts at most.
        principal: Who is signed in.
    """

    secret: str = field(repr=False)
    life: timedelta
    principal: Principal


@dataclass(frozen=True, slots=True)
class SessionService:
    """Begins and ends sessions, and makes the one-time tokens that begin one."""

    open: OpenUnitOfWork
    vault: KeyVault
    clock: Clock
    ids: Ids
    authenticator: Authenticator

    async def sign_in(self, key: str | None, token: str | None, former: Principal | None = None) -> SignedIn:
        """Begin a session with the secret of an API key or with a one-time token, which is used up.

        Args:
            key: Secret of an API key.
            token: A one-time token.
            former: Who asks; a session of the same browser ends.

        Raises:
            Refused: Not exactly one of the two was given, or it is not good.
        """
        if key is not None and token is None:
            return await self._with_key(key, former)
        if token is not None and key is None:
            return await self._with_token(token, former)
        raise Refused(invalid("A session is begun with either a key or a token.", hint="Give exactly one of the two."))

    async def sign_out(self, principal: Principal) -> None:
        """End the session of the browser that asks.

        Raises:
            Refused: With CONFLICT when the principal is not here by a session.
        """
        if principal.session_id is None:
            raise conflict("There is no session to end: this came with other credentials than a session cookie.")
        async with self.open() as tx:
            if await tx.sessions.remove(principal.workspace_id, principal.session_id):
                await record(tx, principal, "session.end", principal.session_id, clock=self.clock, ids=self.ids)
                await tx.commit()

    async def offer(self, principal: Principal) -> str:
        """Return a one-time token with which the principal can sign in from a browser; for the command line.

        The session will have the role that the member then has.
        """
        now = self.clock.now()
        secret, digest = self.vault.issue_secret()
        async with self.open() as tx:
            await tx.sign_in_tokens.remove_expired(principal.workspace_id, now)
            await tx.sign_in_tokens.add(
                SignInToken(principal.workspace_id, principal.member_id, digest, now + SIGN_IN_TOKEN_LIFE)
            )
            await record(tx, principal, "sign_in_token.create", None, clock=self.clock, ids=self.ids)
            await tx.commit()
        return secret

    async def _with_key(self, key: str, former: Principal | None) -> SignedIn:
        try:
            principal = await self.authenticator.authenticate(key)
        except Unauthenticated as error:
            raise Refused(invalid(str(error), "key")) from None
        async with self.open() as tx:
            return await self._begin(tx, principal, former, "key")

    async def _with_token(self, token: str, former: Principal | None) -> SignedIn:
        now = self.clock.now()
        async with self.open() as tx:
            found = await tx.sign_in_tokens.consume(self.vault.digest_of(token))
            member = None if found is None else await tx.workspaces.member(found.workspace_id, found.member_id)
            if found is None or member is None or found.expires_at <= now:
                raise Refused(invalid("This link was used already, or has expired.", "token", hint=_ANOTHER_LINK))
            principal = Principal(member.workspace_id, member.id, member.name, member.role)
            return await self._begin(tx, principal, former, "token")

    async def _begin(self, tx: Transaction, principal: Principal, former: Principal | None, by: str) -> SignedIn:
        now = self.clock.now()
        secret, digest = self.vault.issue_secret()
        session = self._session(principal, digest, now)
        await tx.sessions.remove_ended(session.workspace_id, now, now - SESSION_IDLE)
        await tx.sign_in_tokens.remove_expired(session.workspace_id, now)
        await tx.sessions.add(session)
        await tx.sessions.keep_newest(session.workspace_id, session.member_id, MOST_SESSIONS)
        await record(tx, principal, "session.start", session.id, clock=self.clock, ids=self.ids, by=by)
        if former is not None and former.session_id is not None:
            await tx.sessions.remove(former.workspace_id, former.session_id)
            await record(tx, former, "session.end", former.session_id, clock=self.clock, ids=self.ids)
        await tx.commit()
        return SignedIn(secret, SESSION_LIFE, replace(principal, session_id=session.id))

    def _session(self, principal: Principal, digest: bytes, now: datetime) -> Session:
        return Session(
            id=self.ids.new(),
            workspace_id=principal.workspace_id,
            member_id=principal.member_id,
            api_key_id=principal.key_id,
            digest=digest,
            created_at=now,
            expires_at=now + SESSION_LIFE,
            last_used_at=now,
        )
