"""Kafka and PostgreSQL plumbing without one business word.

A service gives routes (topic → handler) and commands; this library gives it batches, one atomic
write per batch, an outbox, edge deliveries, dead letters with a work item, health and metrics.
"""
