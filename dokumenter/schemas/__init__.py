"""What the API takes and gives, by the exact names of KS."""
