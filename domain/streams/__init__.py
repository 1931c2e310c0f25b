"""Live delivery of stream events: topics, buffers, cursors and gaps."""
