def handler(event, context):
    """Reminds customers of what they left in their basket."""
    return {"reminded": 0}
