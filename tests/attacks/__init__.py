"""What somebody who means ill may send, and that nothing comes of it."""
