"""The desk's pages of approvals."""
