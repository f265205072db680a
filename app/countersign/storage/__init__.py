"""Files that survive a crash: atomic saves, the window's session, the folder of a workspace."""
