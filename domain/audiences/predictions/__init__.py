"""What models foretell, asked one by one."""
