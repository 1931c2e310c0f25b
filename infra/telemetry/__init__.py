"""What the product tells about itself: logs without secrets."""
