"""The shape of what people type; the law stands in the rules."""
