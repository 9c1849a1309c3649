"""Trains the model that tells a heat wave from a broken thermometer."""


def handler(event, context):
    return {"trained": 0}
