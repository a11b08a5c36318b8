"""Asks a server with MONAI Label's own client, and prints what it got."""

import json
import sys
import tempfile

import nibabel
import numpy
from monailabel.client import MONAILabelClient

url, scan, picture = sys.argv[1:]
folder = tempfile.mkdtemp()
client = MONAILabelClient(url, tmpdir=folder)
assert not client.auth_enabled()
info = client.info()
values = lambda file: numpy.asarray(nibabel.load(file).dataobj).ravel(order="F").tolist()

file, said = client.infer("chest", "", {"result_extension": ".nii.gz"}, file=scan)
session = client.create_session(scan)["session_id"]
assert client.get_session(session)["session_id"] == session
again, _ = client.infer("chest", session, {}, session_id=session)
assert values(again) == values(file)
client.remove_session(session)

client.upload_image(scan, "mine")
for ending in (".seg.nrrd", ".nrrd"):
    nrrd, _ = client.infer("chest", "mine", {"result_extension": ending})
    assert nrrd.endswith(ending) and open(nrrd, "rb").read(4) == b"NRRD"
    assert nrrd.endswith(".seg.nrrd") == (ending == ".seg.nrrd")
assert client.datastore()["objects"] == {}
assert not client.train_status(check_if_running=True)

png, _ = client.infer("chest", "", {}, file=picture)
assert open(png, "rb").read(4) == b"\x89PNG"
refused = []
for ask in (lambda: client.infer("chest", session, {}, session_id=session), lambda: client.infer("heart", "mine", {})):
    try:
        ask()
    except Exception as error:
        refused.append(error.msg)
print(json.dumps({"info": info, "said": said, "labels": values(file), "refused": refused}))
