"""Questions about coverage: of a sealed year its snapshot answers, of any other the register and the appraisals."""
