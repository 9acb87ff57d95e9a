"""A bare Flask view of the same sizes: reads the JSON that came, answers with so many bytes of JSON."""

from __future__ import annotations

import json
import os

from flask import Flask, Response, request

app = Flask(__name__)
ANSWER = json.dumps({"filling": "x" * max(0, int(os.environ.get("ECHO_BYTES", "15000")) - 15)})


@app.post("/api/v1/previews")
def echo() -> Response:
    request.get_json()
    return Response(ANSWER, mimetype="application/json")
