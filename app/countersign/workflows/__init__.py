"""What a person does with Countersign, one use case per file. No Qt."""
