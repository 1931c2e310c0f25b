"""Where the bytes of trained models are kept."""
