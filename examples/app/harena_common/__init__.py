"""What the services of Harena share: settings, logging, health, tokens, and the shape of an application."""
