"""Whether the product is well."""
