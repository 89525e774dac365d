"""The desk's pages of one prompt: its history, its versions, an editor, and looking at what would be sent."""
