"""What each feature adds to the log odds of a rate."""

from collections.abc import Mapping

import numpy as np

from domain.audiences.features import CaseTable
from domain.audiences.rates import CHAINED, RATES
from domain.forecasting.model import FloatArray
from ml.audiences.design import columns_of
from ml.audiences.members import Members, feature_names, tree_features
from ml.audiences.observations import probability
from ml.explanation import contributions

OWN = "own_history"
"""Name of what is known of a piece of content itself."""


def centre_of(members: Members, table: CaseTable) -> FloatArray:
    """Return the mean of each column of the regression over cases. Shape ``(stages, columns)``."""
    rates = RATES[members.kind]
    return np.stack([columns_of(table, members.words, rate).values.mean(axis=0) for rate in rates])


def stage_drivers(members: Members, centre: FloatArray, table: CaseTable) -> Mapping[str, FloatArray]:
    """Return what each feature adds, relative to a usual case, mean over the members.

    Of the regression its terms, exactly; of the trees their SHAP values.

    Returns:
        By feature; shape ``(stages, cases)``.
    """
    names, rates = feature_names(members.kind), RATES[members.kind]
    features = tree_features(table, members.words)
    found = {name: np.zeros((len(rates), len(table))) for name in names}
    for stage, rate in enumerate(rates):
        columns = columns_of(table, members.words, rate)
        mean = members.coefficients[:, stage].mean(axis=0)
        for place, name in enumerate(columns.features):
            if name in found:
                found[name][stage] += mean[place] * (columns.values[:, place] - centre[stage, place])
        for trees in members.trees:
            if trees[stage].num_trees() > 0:
                explained = contributions(trees[stage], features, names)
                for place, name in enumerate(names):
                    found[name][stage] += explained.values[:, place] / len(members.trees)
    return found


def rate_drivers(drivers: Mapping[str, FloatArray], members: Members, logits: FloatArray) -> dict[str, FloatArray]:
    """Turn what features add to stages into what they add to rates.

    Args:
        drivers: Of ``stage_drivers``, each of shape ``(stages, cases)``.
        members: Whether their stages are a chain.
        logits: What is expected of the stages. Shape ``(stages, cases)``.
    """
    if members.kind not in CHAINED:
        return dict(drivers)
    share = probability(logits)
    through = np.cumprod(share, axis=0)
    found = {name: np.empty_like(values) for name, values in drivers.items()}
    for rate in range(len(share)):
        slope = (1.0 - share[: rate + 1]) / (1.0 - through[rate])
        for name, values in drivers.items():
            found[name][rate] = (slope * values[: rate + 1]).sum(axis=0)
    return found
