"""What each event code means, in words. Every app adds its own when it starts."""

SENTENCES = {}


def register(sentences):
    """Add {code: sentence}. A sentence may name {actor}, {was}, {becomes} and any fact of the event."""
    SENTENCES.update(sentences)


def sentence(event):
    """The event in words, or its code when nobody registered a sentence."""
    template = SENTENCES.get(event.action)
    if template is None:
        return event.action
    words = {key: value for key, value in event.facts.items() if isinstance(value, str | int)}
    try:
        return str(template).format(**(words | {"actor": event.actor_name, "was": event.was, "becomes": event.becomes}))
    except (KeyError, IndexError):
        return str(template)
