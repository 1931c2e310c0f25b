"""How probable it is, in the generated world, that members of an audience engage in a week, and that they leave.

Exposure tires: what was shown in earlier weeks is forgotten by and by, what is shown now adds to it. Being tired makes
leaving more probable and engagement less; being reached more often makes engagement more probable, by the logarithm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from domain.audiences.cases import AudienceCase
from simulator.audiences.email import chance

DISTURBANCE = 0.08
"""Standard deviation, in log odds, of what moves a segment in a week and nobody can know before."""

KEPT = 0.6
"""Part of the fatigue that is left after a week."""

REACH = 1.1
"""How fast reach grows with frequency: ``1 - exp(-REACH * frequency)``."""


@dataclass(frozen=True, slots=True)
class AudienceTruth:
    """A segment of the generated world.

    Attributes:
        leaves: Log odds that a member of long standing who is not tired leaves in a week.
        engages: Log odds that a member engages who is reached once in a week and not tired.
        tires: What a unit of fatigue adds to the log odds of leaving.
        bores: What it takes from the log odds of engaging.
        joined: Members of each cohort when it begins.
        frequency: Exposures per member and week that the segment usually gets.
    """

    leaves: float
    engages: float
    tires: float
    bores: float
    joined: int
    frequency: float


AUDIENCES: Mapping[str, AudienceTruth] = {
    "Active students": AudienceTruth(-5.4, -1.2, 0.16, 0.09, 9_000, 2.6),
    "New students": AudienceTruth(-4.7, -0.9, 0.15, 0.08, 6_000, 3.0),
    "Lapsed students": AudienceTruth(-4.9, -2.1, 0.24, 0.13, 8_000, 1.9),
    "Parents": AudienceTruth(-5.2, -1.5, 0.20, 0.11, 7_000, 1.8),
    "Tutors": AudienceTruth(-5.6, -1.0, 0.12, 0.07, 2_000, 1.6),
    "Leads": AudienceTruth(-4.4, -1.8, 0.20, 0.10, 8_000, 2.4),
}


@dataclass(frozen=True, slots=True)
class AudienceRates:
    """Probabilities in a week: of engaging for one who is reached, and of leaving for a member."""

    engaged: float
    churned: float


def fatigue(case: AudienceCase) -> float:
    """Return what earlier weeks left of fatigue, and what this one adds."""
    left = sum(frequency * KEPT**back for back, frequency in enumerate(case.past_frequency, 1))
    return case.frequency + left


def true_audience(case: AudienceCase, disturbance: tuple[float, float] = (0.0, 0.0)) -> AudienceRates:
    """Return the probabilities of a cohort's week.

    Raises:
        KeyError: The world has no such segment.
    """
    truth, tired = AUDIENCES[case.segment], fatigue(case)
    young = exp(-case.tenure_weeks / 9.0)
    leaves = truth.leaves + truth.tires * tired + 0.9 * young
    engages = truth.engages + 0.45 * log(max(case.frequency, 0.05)) - truth.bores * tired + 0.35 * young
    return AudienceRates(chance(engages + disturbance[0]), chance(leaves + disturbance[1]))


def reach_share(frequency: float) -> float:
    """Return the part of an audience that is reached at least once."""
    return 1.0 - exp(-REACH * frequency)
