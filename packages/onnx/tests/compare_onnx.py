"""Checks an exported model and compares it with what TensorFlow.js made of the same numbers.

Usage: python3 compare_onnx.py FOLDER, with model.onnx, and case.json: inputs, output, expected.
"""
import json
import sys

import numpy as np
import onnx
import onnxruntime

folder = sys.argv[1]
onnx.checker.check_model(onnx.load(f"{folder}/model.onnx"), full_check=True)
with open(f"{folder}/case.json") as file:
    case = json.load(file)
session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
feed = {
    name: np.array(value["data"], np.float32).reshape(value["shape"])
    for name, value in case["inputs"].items()
}
(found,) = session.run([case["output"]], feed)
expected = np.array(case["expected"]["data"], np.float32).reshape(case["expected"]["shape"])
scale = np.abs(expected).max()
print(
    json.dumps(
        {
            "relative": float(np.abs(found - expected).max() / scale),
            "labels": int((found.argmax(1) != expected.argmax(1)).sum()),
            "shape": list(found.shape),
        }
    )
)
