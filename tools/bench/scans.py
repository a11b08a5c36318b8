"""Reads DICOM series as SimpleITK and pydicom with pylibjpeg do: a worker that answers one line for each line of input.

    python scans.py              then, on stdin:  sitk FOLDER | pylibjpeg FOLDER | quit
    python scans.py make FOLDER SLICES    writes FOLDER/series and FOLDER/jpeg2000, the same slices, and ends
"""
import os
import sys
import time

import numpy as np


def cpu():
    return 1000 * time.process_time()


def slice_of(k, side=512):
    """A body with an organ, air and the noise of a CT, in the numbers that one stores (HU + 1024)."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    body = (x / 0.42) ** 2 + (y / 0.32) ** 2 < 1
    organ = (x - 0.1) ** 2 + (y + 0.05) ** 2 < 0.02 * (1 + 0.3 * np.sin(k / 9))
    noise = np.random.default_rng(k).normal(0, 12, (side, side))
    values = np.where(organ, 1084, np.where(body, 1034, 24)) + noise
    return np.clip(values, 0, 4095).astype(np.uint16)


def make(folder, slices):
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, JPEG2000Lossless, generate_uid

    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for kind in ("series", "jpeg2000"):
        os.makedirs(os.path.join(folder, kind))
    for k in range(slices):
        ds = Dataset()
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = CTImageStorage
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = study, series, frame
        ds.Modality, ds.InstanceNumber = "CT", k + 1
        ds.Rows = ds.Columns = 512
        ds.PixelSpacing, ds.SliceThickness = [0.7, 0.7], 1.5
        ds.ImagePositionPatient = [-179.0, -179.0, 1.5 * k]
        ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
        ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
        ds.PixelData = slice_of(k).tobytes()
        ds.save_as(os.path.join(folder, "series", f"{k:04d}.dcm"), enforce_file_format=True)
        ds.compress(JPEG2000Lossless, generate_instance_uid=False)
        ds.save_as(os.path.join(folder, "jpeg2000", f"{k:04d}.dcm"), enforce_file_format=True)


def read_sitk(folder):
    import SimpleITK as sitk

    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder))
    return sitk.GetArrayFromImage(reader.Execute())


def read_pylibjpeg(folder):
    import pydicom

    slices = []
    files = [pydicom.dcmread(os.path.join(folder, name)) for name in sorted(os.listdir(folder))]
    for ds in sorted(files, key=lambda one: float(one.ImagePositionPatient[2])):
        ds.pixel_array_options(decoding_plugin="pylibjpeg")
        values = ds.pixel_array.astype(np.int32) * int(ds.RescaleSlope) + int(ds.RescaleIntercept)
        slices.append(values)
    return np.stack(slices)


def main():
    import pydicom
    import pylibjpeg
    import SimpleITK

    print(f"ready SimpleITK {SimpleITK.__version__}, pydicom {pydicom.__version__} with pylibjpeg {pylibjpeg.__version__}", flush=True)
    tasks = {"sitk": read_sitk, "pylibjpeg": read_pylibjpeg}
    for line in sys.stdin:
        name, _, folder = line.strip().partition(" ")
        if name == "quit":
            break
        before, spent = time.perf_counter(), cpu()
        values = tasks[name](folder)
        wall, used = 1000 * (time.perf_counter() - before), cpu() - spent
        print(wall, used, int(values.sum(dtype=np.int64)), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(sys.argv[2], int(sys.argv[3]))
    else:
        main()
