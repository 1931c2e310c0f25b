"""Reads which streams move the demo's campaigns."""

from pathlib import Path

from config.definitions import InvalidDefinition, read_definition
from config.marketplace.loader import CAMPAIGN_MAPPING, MARKETPLACE
from config.marketplace.mapping_shapes import CampaignMappingFile
from domain.demo.mapping import MarketMapping
from domain.marketplace.model import Marketplace, ValueKind
from domain.marketplace.names import unknown_stream


def load_campaign_mapping(marketplace: Marketplace, folder: Path = MARKETPLACE) -> MarketMapping:
    """Read the mapping.

    Raises:
        InvalidDefinition: With every fault of the file; a stream that there is not, or that counts nothing, is one.
    """
    mapping = read_definition(folder / CAMPAIGN_MAPPING, CampaignMappingFile).to_domain()
    lines = []
    for name in mapping.signals:
        stream = marketplace.stream(name)
        if stream is None or stream.name != name:
            fault = unknown_stream(marketplace, name)
            lines.append(f"{CAMPAIGN_MAPPING}: signals.{name}: {fault.message} {fault.hint or ''}".rstrip())
        elif stream.value_kind is not ValueKind.COUNTER:
            lines.append(f"{CAMPAIGN_MAPPING}: signals.{name}: {name} counts no events")
    if lines:
        raise InvalidDefinition(tuple(lines))
    return mapping
