"""Things with an identity."""

import strawberry


@strawberry.interface(description="Something with an id, which `node` returns again.")
class Node:
    """Anything that can be looked up by its id."""

    id: strawberry.ID = strawberry.field(description="Opaque and stable; never changes and is never used again.")
