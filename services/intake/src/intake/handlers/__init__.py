"""What is done with what comes in, one module per subject."""
