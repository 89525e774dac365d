"""The squads that speak to the outside for GROWTH: advertising and the scraper. Ports, twins, shapes."""
