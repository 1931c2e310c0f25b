"""Alarms, incidents, and how right they are."""

from domain.marketplace.events.model import ImpactDirection
from domain.marketplace.incidents.model import Alarm, Incident, incidents
from domain.marketplace.incidents.score import AFTERMATH, detection, unexplained
from domain.marketplace.moments import HOUR
from tests.fixtures.marketplace import SEARCH, TICKETS, an_event, an_impact, hour


def alarm(at: float, subject: str = SEARCH, *streams: str) -> Alarm:
    return Alarm(hour(at), subject, streams or (subject,), 5.0)


def incident(at: float, subject: str = SEARCH, *streams: str) -> Incident:
    return Incident((alarm(at, subject, *streams),))


def test_alarms_close_to_the_first_are_one_incident_and_a_chain_of_them_does_not_go_on_for_ever() -> None:
    alarms = tuple(alarm(at) for at in (0, 4, 6, 7, 20))
    assert [len(one.alarms) for one in incidents(alarms, 6 * HOUR)] == [3, 1, 1]
    assert incidents((), 6 * HOUR) == ()


def test_an_incident_on_a_stream_that_an_event_moves_is_explained() -> None:
    event = an_event(0, an_impact(SEARCH, lasts=10))
    during, after, before = incident(5), incident(10 + AFTERMATH / HOUR), incident(-1)
    long_after, elsewhere = incident(30), incident(5, TICKETS)
    found = unexplained([during, after, before, long_after, elsewhere], [event])
    assert found == (before, long_after, elsewhere)


def test_a_red_herring_explains_nothing() -> None:
    herring = an_event(0, an_impact(SEARCH, ImpactDirection.DECREASE, lasts=10), causal=False)
    assert unexplained([incident(5)], [herring]) == (incident(5),)


def test_a_derived_series_and_a_group_are_moved_with_their_streams() -> None:
    event = an_event(0, an_impact(SEARCH, lasts=10))
    share, group = incident(5, f"{SEARCH}#share"), incident(5, "group:all", TICKETS, SEARCH)
    assert unexplained([share, group], [event]) == ()


def test_a_scenario_is_noticed_by_an_alarm_that_its_twin_does_not_have() -> None:
    span = (hour(0), hour(24))
    twin = [incident(3, TICKETS)]
    found = [incident(3.5, TICKETS), incident(7)]
    noticed = detection("rush", 4, span, found, twin)
    assert (noticed.delay, noticed.subject, noticed.seed) == (7 * HOUR, SEARCH, 4)


def test_alarms_before_it_or_after_it_has_settled_do_not_count() -> None:
    found = [incident(-2), incident(40)]
    assert detection("rush", 1, (hour(0), hour(24)), found, []).delay is None
