"""The rules of triage as files, and what a beheerder or inspector does with them."""
