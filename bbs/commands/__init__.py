"""The line face: commands, and files, over the same services as the screens."""
