"""One function per consumed event, timer or command: load, let the domain decide, save, emit."""
