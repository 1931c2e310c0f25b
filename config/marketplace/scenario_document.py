"""A scenario as a JSON document: read with every fault, and written so that it can be read again."""

from typing import Any

from pydantic import ValidationError

from config.marketplace.scenario_shapes import ScenarioShape
from config.marketplace.spans import write_range, write_span
from domain.errors import ErrorCode, Fault, Refused
from domain.marketplace.events.model import Impact
from domain.marketplace.model import Marketplace
from domain.marketplace.scenarios.model import ScenarioDefinition, ScenarioEvent, StreamModifier
from domain.marketplace.scenarios.validation import scenario_faults


def parse_scenario(document: object, marketplace: Marketplace) -> ScenarioDefinition:
    """Read a scenario.

    Raises:
        Refused: With INVALID_SCENARIO or STREAM_NOT_FOUND for every fault; paths lead into the document.
    """
    if not isinstance(document, dict):
        hint = "Take the document of a scenario as a model."
        raise Refused(Fault(ErrorCode.INVALID_SCENARIO, "A scenario is a JSON object.", (), hint))
    try:
        shape = ScenarioShape.model_validate(document)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise Refused(
            *(
                Fault(
                    ErrorCode.INVALID_SCENARIO,
                    f"{fault['msg'].removeprefix('Value error, ')}.".replace("..", "."),
                    tuple(str(part) for part in fault["loc"]),
                )
                for fault in faults[:50]
            )
        ) from error
    definition = shape.to_domain(marketplace)
    wrong = scenario_faults(marketplace, definition)
    if wrong:
        raise Refused(*wrong)
    return definition


def scenario_document(definition: ScenarioDefinition) -> dict[str, Any]:
    """Write a scenario."""
    metadata: dict[str, Any] = {"category": definition.category, "tags": list(definition.tags)}
    if definition.trigger is not None:
        metadata["typicalTrigger"] = definition.trigger
    document: dict[str, Any] = {
        "id": definition.id,
        "name": definition.name,
        "description": definition.description,
        "duration": definition.duration.text,
        "settlementDuration": definition.settlement.text,
        "settlementType": definition.curve.value.lower(),
        "affectedStreams": {one.stream: _modifier(one) for one in definition.modifiers},
        "externalEvents": [_event(one) for one in definition.events],
        "cascadeEffects": [
            {
                "trigger": one.trigger,
                "target": one.target,
                "multiplier": one.factor,
                "delay": write_range(one.delay_low, one.delay_high),
            }
            for one in definition.cascades
        ],
        "metadata": metadata,
        "precedence": definition.precedence,
    }
    backlog = definition.backlog
    if backlog is not None:
        document["backlog"] = {
            "streams": list(backlog.streams),
            "share": backlog.share,
            "over": write_span(backlog.over),
            "highest": backlog.highest,
        }
    return document


def _modifier(one: StreamModifier) -> dict[str, Any]:
    parts = {"multiplier": one.multiplier, "additive": one.additive, "override": one.override}
    written: dict[str, Any] = {name: value for name, value in parts.items() if value is not None}
    if one.shift is not None:
        written["probabilityShift"] = {"field": one.shift.field, "factors": dict(one.shift.factors)}
    return written


def _event(one: ScenarioEvent) -> dict[str, Any]:
    written = {
        "title": one.title,
        "description": one.description,
        "type": one.type.value,
        "severity": one.severity.value,
        "time": f"+{write_span(one.offset)}" if one.offset else "now",
        "expectedImpact": [_impact(impact) for impact in one.impacts],
    }
    return written if one.icon is None else {**written, "icon": one.icon}


def _impact(impact: Impact) -> dict[str, str]:
    return {
        "stream": impact.stream,
        "direction": impact.direction.value,
        "magnitude": impact.magnitude.value,
        "duration": write_span(impact.duration),
    }
