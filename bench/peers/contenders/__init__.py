"""One module a peer; each has `FORMS`: the name of a form, and the function that runs it."""
