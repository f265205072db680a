"""Collections and commands of other tools, read into what Countersign holds. Nothing is opened, run or sent."""
