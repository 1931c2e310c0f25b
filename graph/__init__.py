"""The GraphQL face: what the product says to its clients, and the protocol it says it in."""
