import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { segNrrdWriter } from '../../src/nrrd/seg-nrrd-writer.js'
import { writeNifti } from '../../src/nifti/write-nifti.js'
import { readScan } from '../../src/read-scan.js'
import { dicomSegWriter } from '../../src/seg/dicom-seg-writer.js'
import { readSegmentation } from '../../src/seg/read-segmentation.js'
import { valuesOf } from '../../src/values-of.js'
import { expected, fixture, hashOf, haveFixtures } from '../fixtures.js'

const python = process.env.SPAD_PYTHON ?? 'python3'
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
// beside the Python that it was installed into, else wherever it is found
const beside = join(dirname(python), 'segimage2itkimage')
const dcmqi = [beside, 'segimage2itkimage'].find((one) => has(one, '--help'))
const highdicom = has(python, '-c', 'import highdicom')
const nibabel = has(python, '-c', 'import nibabel, SimpleITK')
const validator = spawnSync('dciodvfy', ['/dev/null']).error === undefined
const missing = Object.entries({
  highdicom,
  dcmqi: dcmqi !== undefined,
  'nibabel and SimpleITK': nibabel,
  dciodvfy: validator,
})
  .filter(([, there]) => !there)
  .map(([name]) => name)
if (missing.length > 0)
  process.stdout.write(`formats: no ${missing.join(', no ')}: files are not checked by them\n`)

const folder = mkdtempSync(join(tmpdir(), 'spad-seg-'))

/** Writes a file for another program. */
function saved(name: string, bytes: Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, bytes)
  return file
}

const inPython = (script: string, ...args: string[]) =>
  execFileSync(python, ['-W', 'ignore', '-c', script, ...args], { encoding: 'utf8' }).trim()

/** A radiograph, which has no place, in stripes. */
async function ofRadiograph(type: 'BINARY' | 'LABELMAP') {
  const source = fixture('dicom/CR_monochrome1.dcm')
  const { grid } = await readScan(source)
  const data = Uint8Array.from({ length: grid.size[0] * grid.size[1] }, (_, i) => (i >> 3) % 4)
  const { classes } = await readSegmentation(fixture('seg/ref_multi.dcm'))
  const bytes = await dicomSegWriter.write({ data, grid }, classes, { source, type })
  return { data, file: saved(`radiograph-${type}.dcm`, bytes) }
}

const sourcePaths = { ct: 'series/ct_plain', enhanced: 'dicom/enhanced_CT_shuffled_frames.dcm' }

async function written(type: 'BINARY' | 'LABELMAP', source: keyof typeof sourcePaths) {
  const { labels, classes } = await readSegmentation(fixture('seg/ref_multi.dcm'))
  const options = { source: fixture(sourcePaths[source]), type }
  const bytes = await dicomSegWriter.write(labels, classes, options)
  return { labels, file: saved(`${source}-${type}.dcm`, bytes) }
}

const READ_SEG = `
import sys, hashlib, numpy as np, highdicom as hd
seg = hd.seg.segread(sys.argv[1])
volume = seg.get_volume(combine_segments=True)
array, affine = volume.array, volume.affine
if np.dot(np.cross(affine[:3, 2], affine[:3, 1]), affine[:3, 0]) < 0: array = array[::-1]
print(hashlib.sha256(np.ascontiguousarray(array, dtype='<f8').tobytes()).hexdigest())
`

const BY_INSTANCE = `
import sys, glob, hashlib, numpy as np, pydicom, highdicom as hd
seg = hd.seg.segread(sys.argv[1])
files = [pydicom.dcmread(f) for f in glob.glob(sys.argv[2] + '/*.dcm')]
files.sort(key=lambda f: float(f.ImagePositionPatient[2]))
array = seg.get_pixels_by_source_instance([f.SOPInstanceUID for f in files], combine_segments=True)
print(hashlib.sha256(np.ascontiguousarray(array, dtype='<f8').tobytes()).hexdigest())
`

describe.runIf(haveFixtures && validator)('dciodvfy', () => {
  test.each(['ct', 'enhanced'] as const)('finds no error in a BINARY of %s', async (source) => {
    const { file } = await written('BINARY', source)
    const { stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' })
    expect(stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([])
  })

  test('finds no error in a BINARY of a radiograph', async () => {
    const { file } = await ofRadiograph('BINARY')
    const { stderr } = spawnSync('dciodvfy', [file], { encoding: 'utf8' })
    expect(stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([])
  })
})

describe.runIf(haveFixtures && highdicom)('highdicom', () => {
  test.each(['BINARY', 'LABELMAP'] as const)('reads a %s back equal', async (type) => {
    const { file, labels } = await written(type, 'ct')
    const hash = hashOf(Float64Array.from(labels.data))
    expect(inPython(READ_SEG, file)).toBe(hash)
    const folderOfSource = new URL('../../../../../shared/medical/series/ct_plain', import.meta.url)
    expect(inPython(BY_INSTANCE, file, folderOfSource.pathname)).toBe(hash)
  })
})

const OF_RADIOGRAPH = `
import sys, hashlib, numpy as np, highdicom as hd
seg = hd.seg.segread(sys.argv[1])
uid = seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence[0].ReferencedSOPInstanceUID
array = seg.get_pixels_by_source_instance([uid], combine_segments=True)
print(hashlib.sha256(np.ascontiguousarray(array, dtype='<f8').tobytes()).hexdigest())
`

describe.runIf(haveFixtures && highdicom)('highdicom, of a radiograph', () => {
  test.each(['BINARY', 'LABELMAP'] as const)('reads a %s back equal', async (type) => {
    const { file, data } = await ofRadiograph(type)
    expect(inPython(OF_RADIOGRAPH, file)).toBe(hashOf(Float64Array.from(data)))
  })
})

describe.runIf(haveFixtures && dcmqi !== undefined)('dcmqi', () => {
  test.each(['BINARY', 'LABELMAP'] as const)('reads a %s back equal', async (type) => {
    const { file, labels } = await written(type, 'ct')
    const out = mkdtempSync(join(folder, 'dcmqi-'))
    const where = ['--outputDirectory', out, '--prefix', 'a', '--outputType', 'nii']
    execFileSync(dcmqi ?? '', ['--inputDICOM', file, ...where], { stdio: 'ignore' })
    // a file for each segment, with its number in it, or one for all
    const all = new Uint8Array(labels.data.length)
    for (const name of readdirSync(out).filter((one) => one.endsWith('.nii.gz'))) {
      const scan = await readScan([{ name, bytes: new Uint8Array(readFileSync(join(out, name))) }])
      expect(scan.grid.size).toEqual(labels.grid.size)
      valuesOf(scan).forEach((value, i) => (all[i] = Math.max(all[i] ?? 0, value)))
    }
    expect(all).toEqual(labels.data)
  })
})

const READ_NIFTI = `
import sys, hashlib, json, numpy as np, nibabel as nib
image = nib.load(sys.argv[1])
values = np.asanyarray(image.dataobj).astype('<f8').transpose()
lps = np.diag([-1., -1, 1, 1]) @ image.affine
print(json.dumps([hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest(), lps.flatten().tolist(), float(np.abs(image.get_qform() - image.get_sform()).max())]))
`

const READ_NRRD = `
import sys, hashlib, numpy as np, SimpleITK as sitk
image = sitk.ReadImage(sys.argv[1])
print(hashlib.sha256(np.ascontiguousarray(sitk.GetArrayFromImage(image), dtype='<f8').tobytes()).hexdigest(), image.GetMetaData('Segment0_Name'))
`

describe.runIf(haveFixtures && nibabel)('nibabel and SimpleITK', () => {
  test.each([
    'series/mr_oblique',
    'series/ct_sagittal',
    'series/pt_slope_per_slice',
    'nifti/oblique_qfac_minus_one_bigendian.nii.gz',
    'dicom/CT_scout_nonsquare.dcm',
  ])('read %s equal from NIfTI', async (path) => {
    const scan = await readScan(fixture(path))
    const file = saved('a.nii.gz', await writeNifti(scan))
    const answer = JSON.parse(inPython(READ_NIFTI, file)) as [string, number[], number]
    const [hash, affine, apart] = answer
    expect(hash).toBe(hashOf(valuesOf(scan, 'float64')))
    const far = expected[path]!.affine!.flat().map((value, i) => Math.abs(value - affine[i]!))
    // floats of seven digits
    expect(Math.max(...far)).toBeLessThan(1e-4)
    // a step off the normal, as of rounded positions, is beyond a qform
    expect(apart).toBeLessThan(0.01)
  })

  test('read a seg.nrrd', async () => {
    const { labels, classes } = await readSegmentation(fixture('seg/ref_multi.dcm'))
    const file = saved('a.seg.nrrd', await segNrrdWriter.write(labels, classes))
    expect(inPython(READ_NRRD, file)).toBe(`${hashOf(Float64Array.from(labels.data))} Liver`)
  })
})
