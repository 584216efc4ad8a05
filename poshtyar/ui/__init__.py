"""The interface's parts: tokens, components, icons, template tags."""
