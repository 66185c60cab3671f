"""帮助: what each role does, in which order and on which page; what a new year still needs."""
