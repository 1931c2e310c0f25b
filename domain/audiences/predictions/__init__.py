"""What models predict, asked one by one."""
