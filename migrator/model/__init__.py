"""What everything else speaks of: the neutral schema, documents, notices, errors, the ports between layers."""
