# For fingers used to make; `./dev` does the work and needs no make.
.PHONY: run test check setup

run test check setup:
	@./dev $@
