"""Signing in from a browser, and out again."""

import strawberry

from domain.errors import ErrorCode, Fault
from graph.arguments import Input
from graph.errors.coded import CodedError, ProtocolCode
from graph.errors.user_error import UserError, attempt, user_errors
from graph.information import Info
from graph.session_cookie import CONSOLE_HINT
from graph.workspaces.types import ViewerType

_NO_COOKIES = Fault(
    ErrorCode.CONFLICT,
    "Signing in sets a cookie, and only the answer to a plain HTTP request can carry one.",
    hint="Send `signIn` by POST, neither on a socket nor for a stream of events.",
)


@strawberry.input(description="What to sign in with: exactly one of the two.")
class SignInInput:
    """A key or a token."""

    key: str | None = strawberry.field(default=None, description="Secret of an API key; the session may do no more.")
    token: str | None = strawberry.field(
        default=None, description="One-time token of a link that the server or `pulsecast keys sign-in` printed."
    )


@strawberry.type(description="Who is signed in, or why nobody is.")
class SignInPayload:
    """Payload."""

    viewer: ViewerType | None = strawberry.field(description="Who asks from now on; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="Whether the session has ended, or why it has not.")
class SignOutPayload:
    """Payload."""

    signed_out: bool = strawberry.field(description="Whether the browser is signed out; false with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class SessionMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Sign in from a browser: the answer sets a cookie that only browsers see. Needs the header "
        "`X-Pulsecast-Console: 1` and a POST; not on a socket. Anybody may call it."
    )
    async def sign_in(self, info: Info, input: Input[SignInInput]) -> SignInPayload:
        """Call the service, and let the answer carry the cookie."""
        context = info.context
        cookie = context.cookie
        if cookie is None:
            return SignInPayload(viewer=None, errors=user_errors([_NO_COOKIES]))
        if not cookie.by_console:
            message = "Signing in sets a cookie, which only the console may ask for."
            raise CodedError(message, code=ProtocolCode.CONSOLE_HEADER_MISSING, hint=CONSOLE_HINT)
        signed_in, errors = await attempt(context.services.sessions.sign_in(input.key, input.token, context.principal))
        if signed_in is None:
            return SignInPayload(viewer=None, errors=errors)
        cookie.keep(signed_in.secret, signed_in.life)
        context.become(signed_in.principal)
        return SignInPayload(viewer=ViewerType.of(signed_in.principal), errors=[])

    @strawberry.mutation(description="End the session of the browser that asks, with everything it follows.")
    async def sign_out(self, info: Info) -> SignOutPayload:
        """Call the service, and let the answer take the cookie back."""
        context = info.context
        _, errors = await attempt(context.services.sessions.sign_out(context.viewer))
        if errors:
            return SignOutPayload(signed_out=False, errors=errors)
        if context.cookie is not None:
            context.cookie.clear()
        context.become(None)
        return SignOutPayload(signed_out=True, errors=[])
