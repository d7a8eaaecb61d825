"""ID-porten as Django's only authentication backend."""

from mozilla_django_oidc.auth import OIDCAuthenticationBackend


class IdportenBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """To be hardened."""
