"""Make notices findable: registry, keywords, vectors, refreshing, retrieving."""
