"""What the bundled editions share: domains, response scales, characteristics, terms and sources."""
