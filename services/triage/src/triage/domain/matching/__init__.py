"""Who is who: whether two mentions are of one person or household. Pure."""
