"""The context of this schema, under short names for resolvers."""

import strawberry

from graph.context import GraphContext
from graph.services import Services

Context = GraphContext[Services]
Info = strawberry.Info[Context, None]
