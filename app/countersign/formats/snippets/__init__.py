"""A request as a command or a program that sends it, without a secret. One module for each tool."""
