"""Asks a server with NVIDIA's client, in binary and in JSON, and prints what it sent and got."""

import json
import sys

import numpy
import tritonclient.http as triton

client = triton.InferenceServerClient(sys.argv[1])
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("chest")
assert client.get_server_metadata()["name"] == "spad"
assert client.get_model_metadata("chest")["inputs"][0]["datatype"] == "FP32"

image = numpy.random.default_rng(1).random((1, 24, 40, 1), dtype=numpy.float32)


def ask(binary):
    given = triton.InferInput("image", list(image.shape), "FP32")
    given.set_data_from_numpy(image, binary_data=binary)
    wanted = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("labels", "uncertainty")]
    answer = client.infer("chest", [given], outputs=wanted)
    return [answer.as_numpy(name) for name in ("labels", "uncertainty")]


labels, uncertainty = ask(True)
again = ask(False)
assert (again[0] == labels).all() and (again[1] == uncertainty).all()
everything = client.infer("chest", [_ for _ in [triton.InferInput("image", list(image.shape), "FP32")] if _.set_data_from_numpy(image)])
assert everything.as_numpy("probabilities").shape[:3] == (1, 24, 40)
flat = lambda array: array.ravel().tolist()
print(json.dumps({"image": flat(image), "labels": flat(labels), "uncertainty": flat(uncertainty)}))
