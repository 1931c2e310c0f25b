"""Members weighted, combined, calibrated and made coherent as sampled paths."""
