"""A day at Veilig Thuis, simulated from outside: partners, gemeenten and people as processes."""
