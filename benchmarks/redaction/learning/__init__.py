"""How the weights of the extra `names` were learnt, so that anybody can do it again: see README.md here."""
