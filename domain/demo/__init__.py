"""The demo workspace: its people, its campaigns and the truth that is planted in their data."""
