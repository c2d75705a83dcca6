raise SystemExit("message for stderr")
