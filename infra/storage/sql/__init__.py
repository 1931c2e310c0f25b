"""The repositories on SQL, one file per capability."""
