"""Finding days on which a figure of a segment is out of the ordinary. Pure: numbers in, findings out."""
