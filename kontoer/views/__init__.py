"""The pages under Konfigurasjon."""
