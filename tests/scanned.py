"""The site for wapiti 3.2.3, which says the kind of each form twice: to the site itself that is no form."""

from config.asgi import application as site


async def application(scope, receive, send):
    """Answer as the site does, to a request whose headers are said once."""
    if scope["type"] == "http":
        scope = {**scope, "headers": [*dict(scope["headers"]).items()]}
    await site(scope, receive, send)
