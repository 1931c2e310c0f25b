"""The protocol around the schema: HTTP, WebSocket, media types, body limits, metrics and pages."""
