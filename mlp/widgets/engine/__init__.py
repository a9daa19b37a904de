"""What every panel runs on: redraw, words and still picture; a worker thread; clicks and drawing in the page."""
