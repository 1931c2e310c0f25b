"""The demo's market is made of what was counted live where that is, of generated history elsewhere."""

from dataclasses import replace

import numpy as np
import pytest

from domain.demo.mapping import Stage
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Command, CommandKind
from domain.simulators.past import overlay
from tests.unit.demo.conftest import EPOCH, MARKETPLACE, FilledWorkspace

HOURS = 96


async def test_hours_that_are_counted_as_they_would_be_generated_change_nothing(filled: FilledWorkspace):
    course = filled.course()
    counted = filled.counted(course, EPOCH, EPOCH + HOURS)
    with_them = await filled.market.factors(course, EPOCH, EPOCH + HOURS, counted)
    without = await filled.market.factors(course, EPOCH, EPOCH + HOURS)
    for stage in Stage:
        assert (with_them.stages[stage] == without.stages[stage]).all()


async def test_what_was_counted_counts(filled: FilledWorkspace):
    course = filled.course()
    place = MARKETPLACE.marketplace.names.index("marketing.ad.spend")

    def dearer(hour: HourBlock) -> HourBlock:
        counts = list(hour.counts)
        counts[place] *= 3
        return replace(hour, counts=tuple(counts))

    counted = [dearer(one) for one in filled.counted(course, EPOCH, EPOCH + HOURS)]
    moved = await filled.market.factors(course, EPOCH, EPOCH + HOURS, counted)
    calm = await filled.market.factors(course, EPOCH, EPOCH + HOURS)
    assert moved.stages[Stage.SPEND][-1] > 2 * calm.stages[Stage.SPEND][-1]
    assert (moved.stages[Stage.CLICK_RATE] == calm.stages[Stage.CLICK_RATE]).all()
    assert (moved.stages[Stage.CONVERSION_RATE] == calm.stages[Stage.CONVERSION_RATE]).all()


def test_counted_hours_stand_in_the_rows_of_their_streams(filled: FilledWorkspace):
    """Derived series stand between the streams; of theirs, only what was measured is known."""
    course = filled.course()
    blocks = MARKETPLACE.blocks(course, EPOCH * HOUR, (EPOCH + 2) * HOUR, HOUR)
    names = MARKETPLACE.marketplace.names
    share = "payment_gateway.transaction.status#failed_share"
    hour = HourBlock(EPOCH * HOUR, tuple(range(1000, 1000 + len(names))), ((share, 30.0, 10),))
    laid = overlay(blocks, [hour], course, MARKETPLACE.marketplace)
    for row, name in enumerate(blocks.streams):
        if name == share:
            assert laid.values[row, 0] == pytest.approx(3.0)
        elif "#" in name:
            assert np.isnan(laid.values[row, 0])
        elif name != "platform.concurrent.users":
            assert laid.values[row, 0] == 1000 + names.index(name)
    assert np.array_equal(laid.values[:, 1], blocks.values[:, 1], equal_nan=True)


async def test_an_hour_that_was_jumped_over_is_not_taken_for_counted(filled: FilledWorkspace):
    """The clock left it in its middle: what was counted by then is a part."""
    middle = EPOCH * HOUR + HOUR // 2
    jump = Command(1, middle, CommandKind.JUMP, "system", target=(EPOCH + 2) * HOUR)
    course = filled.course(jump)
    part = HourBlock(EPOCH * HOUR, (0,) * len(MARKETPLACE.marketplace.names), ())
    with_it = await filled.market.factors(course, EPOCH, EPOCH + 2, [part])
    without = await filled.market.factors(course, EPOCH, EPOCH + 2)
    for stage in Stage:
        assert (with_it.stages[stage] == without.stages[stage]).all()
