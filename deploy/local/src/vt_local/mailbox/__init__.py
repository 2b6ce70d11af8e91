"""An SMTP server that sends nothing on: it keeps each mail for people and tests to look at."""
