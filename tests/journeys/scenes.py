"""What can be set on the stage, by name; a scene takes and returns what JSON can carry."""

from tests.journeys.gallery import Gallery


def gallery(language: str) -> dict:
    """Make an organization in whose pages nothing is empty; say who reads them and what their addresses name."""
    made = Gallery(language)
    return {"things": made.things(), "sessions": made.sessions()}


SCENES = {scene.__name__: scene for scene in (gallery,)}
