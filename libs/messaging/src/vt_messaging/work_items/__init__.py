"""Work items: what a person must do, and the one API by which people of every service do it."""
