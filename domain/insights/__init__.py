"""What somebody should know now about a campaign."""
