"""The staff console and the health page: views, forms, accounts; no domain models."""
