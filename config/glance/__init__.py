"""全市一览: the project in figures for those at the city, on the screen and on one sheet of paper."""
