"""Observed metrics read from files: found out how they are written, taken row by row, refused with reasons."""
