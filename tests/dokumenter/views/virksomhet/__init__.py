"""What is shared with a business, through the pages, by use case."""
