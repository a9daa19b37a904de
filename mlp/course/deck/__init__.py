"""A chapter's slides: what stands on them (`content`), and their page (`page`, with `deck.css` and `deck.js`)."""
