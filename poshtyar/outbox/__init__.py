"""E-mail and SMS on their way out, through a driver named in the settings."""
