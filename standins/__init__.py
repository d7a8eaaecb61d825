"""Local stand-ins for ID-porten, Maskinporten, Altinn and an SMS gateway, for development and tests only."""
