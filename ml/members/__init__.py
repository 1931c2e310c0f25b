"""The members of the ensemble, one file each."""
