"""What free text says of the signals for acute danger, by a word list that a beheerder keeps."""
