"""Reads the marketplace from its definition files and checks them against each other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.definitions import FOLDER, InvalidDefinition, path_text, read_definition, read_json
from config.marketplace.event_shapes import TemplatesFile, TemplateShape
from config.marketplace.mapping_shapes import CampaignMappingFile
from config.marketplace.market_shapes import BaselineFile, CadencesFile, PatternsFile
from config.marketplace.relationship_faults import relation_faults, written
from config.marketplace.relationship_shapes import RelationshipsFile
from config.marketplace.scenario_shapes import ScenariosFile, ScenarioShape
from config.marketplace.stream_shapes import StreamsFile
from domain.errors import Fault
from domain.marketplace.consistency import consistency_report
from domain.marketplace.events.model import EventTemplate
from domain.marketplace.model import DefinitionProblem, Marketplace, Relationships
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.scenarios.validation import impact_faults, scenario_faults

MARKETPLACE = FOLDER / "marketplace"
STREAMS, BASELINE, PATTERNS = "streams.json", "baseline.json", "patterns.json"
CADENCES, RELATIONSHIPS = "cadences.json", "relationships.json"
SCENARIOS, TEMPLATES = "scenarios.json", "event_templates.json"
CAMPAIGN_MAPPING = "campaign_mapping.json"

_LISTS = frozenset({"externalEvents", "cascadeEffects", "expectedImpact", "impacts", "streams"})
"""Names whose parts are told by their place."""

Shape = TypeVar("Shape", bound=BaseModel)
Part = TypeVar("Part")
Found = tuple[list[Part], list[DefinitionProblem]]


def load_marketplace(folder: Path = MARKETPLACE) -> Marketplace:
    """Read the marketplace. A scenario or template that is wrong is disabled and told in ``problems``.

    Raises:
        InvalidDefinition: With every fault of the other files.
    """
    lines: list[str] = []

    def read(name: str, shape: type[Shape]) -> Shape | None:
        try:
            return read_definition(folder / name, shape)
        except InvalidDefinition as error:
            lines.extend(error.lines)
            return None

    streams, baseline = read(STREAMS, StreamsFile), read(BASELINE, BaselineFile)
    patterns, cadences = read(PATTERNS, PatternsFile), read(CADENCES, CadencesFile)
    relations = read(RELATIONSHIPS, RelationshipsFile)
    if streams is None or baseline is None or patterns is None or cadences is None or relations is None:
        raise InvalidDefinition(tuple(lines))
    alone = Marketplace(
        streams=tuple(one.to_domain(number) for number, one in enumerate(streams.streams, start=1)),
        baseline=baseline.to_domain(),
        patterns=patterns.to_domain(),
        cadences=cadences.to_domain(),
        relationships=Relationships((), (), (), ()),
        scenarios=(),
        templates=(),
    )
    plain = replace(alone, relationships=relations.to_domain(lambda name: _canonical(alone, name)))
    lines.extend(f"{RELATIONSHIPS}: {fault}" for fault in relation_faults(plain, relations))
    if lines:
        raise InvalidDefinition(tuple(lines))
    scenarios, wrong = _scenarios(plain, _items(folder / SCENARIOS, "scenarios"))
    templates, useless = _templates(plain, _items(folder / TEMPLATES, "templates"))
    return Marketplace(
        streams=plain.streams,
        baseline=plain.baseline,
        patterns=plain.patterns,
        cadences=plain.cadences,
        relationships=plain.relationships,
        scenarios=tuple(scenarios),
        templates=tuple(templates),
        problems=(*wrong, *useless),
        contradictions=consistency_report(plain),
    )


def _items(path: Path, key: str) -> list[Any]:
    content = read_json(path)
    listed = content.get(key) if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise InvalidDefinition((f"{path.name}: {key}: must be a list",))
    return listed


def _canonical(marketplace: Marketplace, name: str) -> str:
    stream = marketplace.stream(name)
    return name if stream is None else stream.name


def _scenarios(marketplace: Marketplace, items: Sequence[Any]) -> Found[ScenarioDefinition]:
    def faults(scenario: ScenarioDefinition) -> list[Fault]:
        return scenario_faults(marketplace, scenario)

    def build(item: object) -> ScenarioDefinition:
        return ScenarioShape.model_validate(item).to_domain(marketplace)

    return _each(SCENARIOS, "scenarios", items, build, faults)


def _templates(marketplace: Marketplace, items: Sequence[Any]) -> Found[EventTemplate]:
    def faults(template: EventTemplate) -> list[Fault]:
        return [
            fault
            for place, one in enumerate(template.impacts)
            for fault in impact_faults(marketplace, one, "impacts", str(place))
        ]

    def build(item: object) -> EventTemplate:
        return TemplateShape.model_validate(item).to_domain(marketplace)

    return _each(TEMPLATES, "templates", items, build, faults)


def _each(
    file: str,
    key: str,
    items: Sequence[Any],
    build: Callable[[object], Part],
    faults: Callable[[Part], list[Fault]],
) -> Found[Part]:
    """Read parts one by one; those that are wrong, or whose id another one has, are left out with the reason."""
    good: list[Part] = []
    problems: list[DefinitionProblem] = []
    ids: set[str] = set()
    for place, item in enumerate(items):
        start: tuple[str | int, ...] = (key, place)
        try:
            part = build(item)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                path = path_text((*start, *one["loc"]))
                problems.append(DefinitionProblem(file, path, one["msg"].removeprefix("Value error, ")))
            continue
        found = [DefinitionProblem(file, path_text((*start, *_placed(one.path))), written(one)) for one in faults(part)]
        identity = str(item["id"])
        if identity in ids:
            found.append(DefinitionProblem(file, path_text((*start, "id")), f"{identity!r} is the id of another one"))
        ids.add(identity)
        problems.extend(found)
        if not found:
            good.append(part)
    return good, problems


def _placed(path: Sequence[str]) -> tuple[str | int, ...]:
    """Return a fault's path with places in lists as numbers."""
    pairs = pairwise(("", *path))
    return tuple(int(part) if before in _LISTS and part.isdecimal() else part for before, part in pairs)


SHAPES: dict[str, type[BaseModel]] = {
    STREAMS: StreamsFile,
    BASELINE: BaselineFile,
    PATTERNS: PatternsFile,
    CADENCES: CadencesFile,
    RELATIONSHIPS: RelationshipsFile,
    SCENARIOS: ScenariosFile,
    TEMPLATES: TemplatesFile,
    CAMPAIGN_MAPPING: CampaignMappingFile,
}
"""The shape of each file; its JSON Schema stands beside it for editors."""


def schema_text(shape: type[BaseModel]) -> str:
    """Return the JSON Schema of a definition file."""
    return json.dumps(shape.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"
