"""Pure readers and writers of the formats that requests, collections and bodies come in."""
