"""One module for each engine: how it is started, how typed tables get in, how rows come out."""
