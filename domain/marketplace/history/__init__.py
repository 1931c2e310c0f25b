"""The past of the marketplace: block counts, statistics, normalisation and anomalies."""
