"""Comments as pages show them: one module a kind of markup."""
