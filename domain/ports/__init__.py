"""One small protocol per outside thing, in domain words. Adapters inherit them explicitly."""
