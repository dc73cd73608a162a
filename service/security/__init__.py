"""Who is there and what they may do: sign-in, tokens, the permission table and the guards of every route."""
