"""Documents as people write them, or as older versions of smmi wrote them: without a checksum."""


def unchecked(document):
    """A copy of a document that can be changed and read: without its checksum, and of a version that needs none."""
    free = {key: value for key, value in document.items() if key != "checksum"}
    return free | {"version": 1}
