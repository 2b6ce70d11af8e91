"""Notification: tells the melder how the melding is handled."""
