"""A small OpenID Connect provider for one machine: demo people, machine clients, no passwords."""
