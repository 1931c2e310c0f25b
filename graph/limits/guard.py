"""Refuses documents that are invalid, too large or not for the caller, before anything of them runs."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, specified_rules, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.graphql import OperationType

from domain.workspaces.model import Principal
from graph.context import GraphContext
from graph.errors.coded import CodedError, ProtocolCode
from graph.limits.documents import Documents, Prepared
from graph.limits.limits import Limits
from graph.limits.measure import Measure, Meter

_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)


class DocumentGuard(SchemaExtension):
    """Parses within the token limit, validates, measures, and reports the measure as ``extensions.cost``."""

    def __init__(self, documents: Documents, limits: Limits) -> None:
        self._documents = documents
        self._limits = limits
        self._measure: Measure | None = None

    def on_operation(self) -> Iterator[None]:
        """Bound what the parser reads."""
        known = self._caller() is not None
        self.execution_context.parse_options["max_tokens"] = (
            self._limits.tokens if known else self._limits.anonymous_tokens
        )
        yield

    def on_parse(self) -> Iterator[None]:
        """Take a known document as parsed; refuse one that is too long to read."""
        text = self.execution_context.query or ""
        if len(text) > self._limits.characters:
            raise CodedError(
                f"The document has {len(text):,} characters; at most {self._limits.characters:,} are allowed.",
                code=ProtocolCode.TOO_LARGE,
                hint="Pass long values as variables.",
            )
        known = self._documents.find(text)
        if known is not None:
            self.execution_context.graphql_document = known.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate and measure, once for each document where variables do not matter."""
        self.execution_context.pre_execution_errors = self._refusals()
        yield

    def get_results(self) -> dict[str, Any]:
        """Report the cost with each answer of a query or mutation; pushes of a subscription stay small."""
        context = self.execution_context
        if self._measure is None or context.operation_type is OperationType.SUBSCRIPTION:
            return {}
        return {"cost": {"requested": self._measure.cost, "limit": self._limits.cost, "depth": self._measure.depth}}

    def _caller(self) -> Principal | None:
        context = self.execution_context.context
        return context.principal if isinstance(context, GraphContext) else None

    def _refusals(self) -> list[GraphQLError]:
        context = self.execution_context
        document, text = context.graphql_document, context.query or ""
        if document is None:
            raise TypeError("validation comes after parsing")
        prepared = self._documents.find(text)
        if prepared is None:
            errors = validate(context.schema._schema, document, _RULES, hide_suggestions=True)  # noqa: SLF001
            if errors:
                return [CodedError.of(error, ProtocolCode.GRAPHQL_VALIDATION_FAILED) for error in errors]
            prepared = Prepared(document)
            self._documents.keep(text, prepared)
        return self._unwelcome(prepared)

    def _unwelcome(self, prepared: Prepared) -> list[GraphQLError]:
        context = self.execution_context
        operations = [node for node in prepared.document.definitions if isinstance(node, OperationDefinitionNode)]
        name = context.operation_name
        if len(operations) > 1 and context._provided_operation_name is None:  # noqa: SLF001
            return [
                CodedError(
                    "The document has several operations; `operationName` must say which one to run.",
                    code=ProtocolCode.BAD_USER_INPUT,
                )
            ]
        operation = next(node for node in operations if name is None or (node.name and node.name.value == name))
        try:
            self._measure = self._measured(prepared, operation)
        except RecursionError:
            return [CodedError("The fragments are nested too deep.", code=ProtocolCode.TOO_LARGE)]
        if isinstance(context.context, GraphContext):
            context.context.operation = operation.operation.value
        if self._measure.introspects and self._caller() is None:
            return [
                CodedError(
                    "The schema is shown to the authenticated only.",
                    code=ProtocolCode.UNAUTHENTICATED,
                    hint="Send an API key as `Authorization: Bearer <key>`.",
                )
            ]
        return self._excesses(self._measure)

    def _measured(self, prepared: Prepared, operation: OperationDefinitionNode) -> Measure:
        name = operation.name.value if operation.name else None
        known = prepared.measures.get(name)
        if known is not None:
            return known
        meter = Meter(
            self.execution_context.schema._schema,  # noqa: SLF001
            prepared.document,
            self.execution_context.variables,
            self._limits,
        )
        measure = meter.measure(operation)
        if not meter.consulted:
            prepared.measures[name] = measure
        return measure

    def _excesses(self, measure: Measure) -> list[GraphQLError]:
        limits = self._limits
        checks = (
            ("levels of fields", measure.depth, limits.depth, "Ask for less depth, or in several operations."),
            ("aliases", measure.aliases, limits.aliases, "Ask in several operations."),
            ("fields", measure.fields, limits.fields, "Ask for fewer fields, or in several operations."),
            ("as its cost", measure.cost, limits.cost, "Ask for smaller pages (`first`), or for fewer nested lists."),
        )
        return [
            CodedError(
                f"The operation has {_shown(found)} {what}; at most {limit:,} are allowed.",
                code=ProtocolCode.TOO_LARGE,
                hint=hint,
            )
            for what, found, limit, hint in checks
            if found > limit
        ]


def _shown(number: int) -> str:
    return f"{number:,}" if number < 10**9 else "more than a billion"
