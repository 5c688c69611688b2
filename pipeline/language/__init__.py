"""The spaCy components that read an article's text: sentences, concepts, doses, labels."""
